import type { Hit } from './looking-up.ts'
import type { Snapshot } from './port.ts'
import { type Standing, stands } from './searching.ts'
import { type Sql, sql } from './sql.ts'

// Runs by when they began, as statements say it. The index is of the texts: instants have one form, and sort by time.

/** What could be known of a beginning: by statements that stood, of a time that had come. */
export type Visible = Standing & { readonly asOf: number }

const began = sql`json_extract(claim.body, '$.from')`
const isVisible = ({ asOf, ...standing }: Visible): Sql =>
  sql`${began} is not null and (claim.at is null or claim.at <= ${asOf}) and ${stands(sql`claim.statement`, standing)}`

export type BegunRun = { readonly node: number; readonly from: string }

/**
 * Runs with a time at which somebody says that they began, that before `from` or at it with a lower number, the latest
 * first. A run of which several times are said comes once for each. Of nothing but runs is said that they began.
 */
export const readRunsByBeginning = (
  snapshot: Snapshot,
  visible: Visible,
  { from, node }: BegunRun,
  limit: number,
): Promise<BegunRun[]> =>
  snapshot.all(sql`
    select distinct ${began} as "from", claim.node as node from claim
    where ${isVisible(visible)} and ${began} <= ${from} and (${began} < ${from} or claim.node < ${node})
    order by ${began} desc, claim.node desc limit ${limit}`)

/**
 * Runs of which nobody says when they began, with a number below one, the last to be recorded first. Looks at each run
 * before that number until there are enough: half a second where none of 200,000 is such a run.
 */
export const readRunsWithoutBeginning = (
  snapshot: Snapshot,
  visible: Visible,
  before: number,
  limit: number,
): Promise<Hit[]> =>
  snapshot.all(sql`
    select node.id as node, node.name as id from node
    where type = 'run' and node.id < ${before}
      and not exists (select 1 from claim where claim.node = node.id and ${isVisible(visible)})
    order by node.id desc limit ${limit}`)
