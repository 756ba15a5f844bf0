import { flows } from '../domain/flow.ts'
import { nodeTypeOf } from '../domain/id.ts'
import { entryOf } from '../domain/statement-number.ts'
import { instantOf } from '../domain/time.ts'
import { shortId } from '../export/node-names.ts'
import { secondText } from '../export/quantities.ts'
import {
  readClaims,
  readEdgesAbove,
  readEdgesBelow,
  readFacets,
  readMetrics,
  readParameters,
} from '../store/describing.ts'
import type { Hit } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import type { Moment } from './moment.ts'

const allFlows = Object.values(flows)

/**
 * Why something on record was not there at the moment that was asked for: recorded only later, or not begun yet then.
 * Undefined when it was, and when no time was asked for, which costs nothing. Retractions do not count: what was said
 * and taken back can still be asked for by its id.
 */
export async function absence(snapshot: Snapshot, { node, id }: Hit, moment: Moment): Promise<string | undefined> {
  const { asked, knownBefore, asOf } = moment
  if (!asked.knownAt && !asked.asOf) return undefined
  const claims = await readClaims(snapshot, [node])
  const edges = [
    ...(await readEdgesAbove(snapshot, [node], allFlows)),
    ...(await readEdgesBelow(snapshot, [node], allFlows)),
  ]
  if (!claims.some(({ statement }) => statement < knownBefore)) {
    const rows = [...claims, ...edges, ...(await readFacts(snapshot, node))]
    const first = rows.reduce((least, { statement }) => Math.min(least, statement), Number.POSITIVE_INFINITY)
    if (first >= knownBefore) return `${shortId(id)} came on record with entry ${entryOf(first)}`
  }
  const starts = edges
    .filter(({ statement }) => statement < knownBefore)
    .map(({ since, at }) => since ?? at ?? Number.NEGATIVE_INFINITY)
  const start = starts.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  if (starts.length === 0 || start <= asOf) return undefined
  const what = nodeTypeOf(id) === 'run' ? 'began to read and write' : 'was first seen'
  return `${shortId(id)} ${what} at ${secondText(instantOf(start))}`
}

async function readFacts(snapshot: Snapshot, node: number): Promise<{ readonly statement: number }[]> {
  return [
    ...(await readFacets(snapshot, [node])),
    ...(await readParameters(snapshot, [node])),
    ...(await readMetrics(snapshot, [node])),
  ]
}
