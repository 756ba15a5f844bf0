import type { Snapshot } from './port.ts'
import { sql } from './sql.ts'

/** A token as the store keeps it: `digest` is the SHA-256 of the secret. Times are ms since 1970. */
export type TokenRow = {
  readonly id: string
  readonly agent: string
  readonly role: string
  readonly digest: Uint8Array
  readonly created: number
  /** When it was last used, to the minute. */
  readonly used?: number
  readonly revoked?: number
  /** Counts the changes of the row. */
  readonly changed: number
}

export async function readToken(snapshot: Snapshot, id: string): Promise<TokenRow | undefined> {
  const [row] = await snapshot.all<TokenRow>(sql`select * from token where id = ${id}`)
  return row
}

/** Every token that was ever made, the oldest first. */
export const readTokens = (snapshot: Snapshot) => snapshot.all<TokenRow>(sql`select * from token order by created, id`)

/** Asked at every request without a token: of however many there are, one is looked at. */
export const hasAnyToken = async (snapshot: Snapshot): Promise<boolean> =>
  (await snapshot.all(sql`select 1 as one from token limit 1`)).length > 0
