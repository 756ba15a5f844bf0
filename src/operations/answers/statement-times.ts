import { entryOf } from '../../domain/statement-number.ts'
import type { EdgeRow, FacetRow } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, entriesByNumber } from './describe.ts'

type Row = EdgeRow | FacetRow

/**
 * When what statements say was true (ms since 1970), and their entries by number. What says no time and is of a run (who
 * acted for it) was when that began: a record that was pushed brings old runs. All else was when it was recorded.
 */
export async function timesOf(snapshot: Snapshot, moment: Moment, rows: readonly Row[]) {
  const entries = await entriesByNumber(
    snapshot,
    rows.map(({ statement }) => statement),
  )
  const began = await beginningsOfRuns(
    snapshot,
    moment,
    rows.flatMap((row) => ('flow' in row && ownTimeOf(row) === undefined ? [row.upstream, row.downstream] : [])),
  )
  const ofRun = (row: Row) => ('flow' in row ? (began.get(row.upstream) ?? began.get(row.downstream)) : undefined)
  const timeOf = (row: Row): number => ownTimeOf(row) ?? ofRun(row) ?? entries.get(entryOf(row.statement))?.time ?? 0
  return { entries, timeOf }
}

const ownTimeOf = (row: Row): number | undefined => ('flow' in row ? (row.since ?? row.at) : row.at)

/** Of nothing but runs is said that they began. */
async function beginningsOfRuns(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly number[],
): Promise<Map<number, number>> {
  const ends = [...new Set(nodes)].map((node) => ({ node, depth: 0 }))
  const described = await describeNodes(snapshot, moment, ends)
  return new Map(
    described.flatMap(({ from }, index): [number, number][] =>
      from === undefined ? [] : [[ends[index]?.node ?? 0, Date.parse(from)]],
    ),
  )
}
