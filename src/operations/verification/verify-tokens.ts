import { entryOf } from '../../domain/statement-number.ts'
import { instantOf } from '../../domain/time.ts'
import { readTokenStatements, readTokens, type TokenRow, type TokenStatement } from '../../store/admitting.ts'
import type { Snapshot } from '../../store/port.ts'
import { commitmentTo } from '../tokens.ts'
import { type Fault, fault } from './fault.ts'

/**
 * Whether everybody whom the table of tokens lets in is let in by an entry: a token's making and its end are statements.
 * The graph was held against the log before. When a token was last used nobody says, and nothing follows from it.
 * @returns a sentence for each token that was ended without an entry: it lets nobody in, and a kill leaves it so.
 */
export async function verifyTokens(snapshot: Snapshot): Promise<readonly string[] | Fault> {
  const stated = new Map((await readTokenStatements(snapshot)).map((statement) => [statement.name, statement]))
  const warnings: string[] = []
  const rows = await readTokens(snapshot)
  for (const row of rows) {
    const [made, ended] = ['created', 'revoked'].map((what) => stated.get(`token:${row.id}:${what}`))
    const whose = `the token ${row.id} of ${row.agent} as ${row.role}`
    if (made === undefined) return fault(`the table token has ${whose}, which no entry says was made`)
    const column = columnThatDiffers(row, made)
    if (column !== undefined) return differing(`the table token has ${whose}, whose ${column} is not that of`, made)
    if (ended !== undefined && row.revoked === undefined)
      return differing(`the table token lets in ${whose}, which was ended by`, ended)
    if (ended === undefined && row.revoked !== undefined)
      warnings.push(`${whose} was ended, and no entry says so: \`pedigree token list\` shows when`)
  }
  const known = new Set(rows.map(({ id }) => `token:${id}:created`))
  const gone = [...stated.values()].find(({ name }) => name.endsWith(':created') && !known.has(name))
  return gone === undefined
    ? warnings
    : differing(`the table token lacks the token ${gone.name.split(':')[1]} that was made by`, gone)
}

/** Tokens of before there was a `secret` in the statement are known by whose they are, and as what. */
function columnThatDiffers(row: TokenRow, { agent, body }: TokenStatement): string | undefined {
  const { role, at, secret } = JSON.parse(body) as { role?: unknown; at?: unknown; secret?: unknown }
  if (row.agent !== agent) return 'agent'
  if (row.role !== role) return 'role'
  if (secret === undefined) return undefined
  if (secret !== commitmentTo(row.digest)) return 'secret'
  return at === instantOf(row.created) ? undefined : 'time'
}

function differing(what: string, { statement }: TokenStatement): Fault {
  const entry = entryOf(statement)
  return { intact: false, reason: `${what} entry ${entry}`, entry }
}
