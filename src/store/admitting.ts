import { entryOf } from '../domain/statement-number.ts'
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

/** That a token was made or ended, as an entry says it: `name` is `token:<id>:created` or `token:<id>:revoked`. */
export type TokenStatement = {
  readonly statement: number
  readonly name: string
  readonly agent: string
  readonly body: string
}

/**
 * What was said of tokens by who makes and ends them. The program that an entry came through is a word of ours for what
 * happens here, and of what comes over HTTP none that begins so.
 */
export async function readTokenStatements(snapshot: Snapshot): Promise<TokenStatement[]> {
  const said = await snapshot.all<TokenStatement>(sql`
    select statement, facet.name as name, node.name as agent, body from facet join node on node.id = facet.node
    where facet.name >= 'token:' and facet.name < 'token;' and body is not null order by statement`)
  const entries = said.map(({ statement }) => entryOf(statement))
  const speakers = await snapshot.all<{ entry: number; via: string }>(
    sql`select entry, via from speaker where entry in ${entries}`,
  )
  const ours = new Set(speakers.flatMap(({ entry, via }) => (via.startsWith('pedigree token ') ? [entry] : [])))
  return said.filter(({ statement }) => ours.has(entryOf(statement)))
}

/** Every token that was ever made, the oldest first. */
export const readTokens = (snapshot: Snapshot) => snapshot.all<TokenRow>(sql`select * from token order by created, id`)

/** Asked at every request without a token: of however many there are, one is looked at. */
export const hasAnyToken = async (snapshot: Snapshot): Promise<boolean> =>
  (await snapshot.all(sql`select 1 as one from token limit 1`)).length > 0
