import { mkdtempSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../../src/domain/role.ts'
import { openToWrite } from '../../src/operations/store.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'
import { createToken, revokeToken } from '../../src/operations/tokens.ts'
import { type Served, type ServeOptions, serve } from '../../src/server/serve.ts'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }
export type Asked = {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** As it is, instead of `body` as JSON. */
  readonly raw?: string | Buffer
}

/** A server of a new record, and how to ask it. */
export type TestServer = Served & {
  readonly surroundings: Surroundings
  readonly ask: (path: string, asked?: Asked) => Promise<Answer>
  readonly json: (path: string, asked?: Asked) => Promise<{ status: number; body: Record<string, unknown> }>
  readonly token: (role: Role, name?: string) => Promise<{ id: string; text: string }>
  readonly revoke: (id: string) => Promise<void>
}

export async function testServer(options: Partial<ServeOptions> = {}): Promise<TestServer> {
  const cwd = mkdtempSync(join(tmpdir(), 'pedigree-server-'))
  const surroundings: Surroundings = {
    cwd,
    env: { XDG_STATE_HOME: join(cwd, '.state'), PEDIGREE_AGENT: 'ann' },
    nowMs: Date.now,
    warn: () => undefined,
  }
  const served = await serve({ store: undefined, host: '127.0.0.1', port: 0, url: undefined, ...options }, surroundings)
  const ask: TestServer['ask'] = (path, asked = {}) => askAt(new URL(served.address), path, asked)
  return {
    ...served,
    surroundings,
    ask,
    json: async (path, asked) => {
      const { status, body } = await ask(path, asked)
      return { status, body: JSON.parse(body.toString() || 'null') }
    },
    token: async (role, name = role) => {
      await using store = await openToWrite(surroundings)
      return createToken(store, { name, role }, surroundings)
    },
    revoke: async (id) => {
      await using store = await openToWrite(surroundings)
      await revokeToken(store, id, surroundings)
    },
  }
}

/** By hand, since `fetch` sets the headers itself that are tried here. */
export function askAt(
  { hostname, port }: URL,
  path: string,
  { method, token, headers, body, raw }: Asked,
): Promise<Answer> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        path,
        method: method ?? (sent === undefined ? 'GET' : 'POST'),
        agent: false,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(sent === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
          ...headers,
        },
      },
      (incoming) => {
        const parts: Buffer[] = []
        incoming.on('data', (part) => parts.push(part))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(parts) }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(sent)
  })
}
