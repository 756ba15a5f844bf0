import type { IncomingHttpHeaders } from 'node:http'
import type { TSchema } from 'typebox'
import type { Permission } from '../domain/role.ts'
import type { content } from './content.ts'
import type { ServedRecord } from './served-record.ts'
import type { Who } from './who.ts'

/** What a route hears: its inputs checked against its schemas, and who asks. */
export type Heard = {
  readonly query: Readonly<Record<string, string | undefined>>
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly headers: IncomingHttpHeaders
  readonly who: Who
}

/** What a route answers: JSON, or bytes as they are. */
export type Said = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** One address. A route without a permission does not compile, and one that gets around that stops the server's start. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly permission: Permission
  /** A sentence for the API's page. */
  readonly summary: string
  /** A file of the page, not an address of the API. */
  readonly isPage?: true
  readonly query?: TSchema
  readonly params?: TSchema
  readonly body?: TSchema
  /** Where that is less than what a batch of statements may have. */
  readonly bodyBytesMax?: number
  /** What the API's page says of the body, where a field of it is checked by a schema of its own. */
  readonly described?: TSchema
  /** By status. A route without them does not compile, and no answer is checked by them. */
  readonly answers: Readonly<Record<number, TSchema | ReturnType<typeof content>>>
  readonly answer: (heard: Heard, record: ServedRecord) => Promise<Said> | Said
}
