import { flows } from '../domain/flow.ts'
import { nodeTypeOf } from '../domain/id.ts'
import { secondText } from '../domain/quantities.ts'
import { shortId } from '../domain/short-id.ts'
import { entryOf } from '../domain/statement-number.ts'
import { instantOf } from '../domain/time.ts'
import {
  type EdgeRow,
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
export async function absence(snapshot: Snapshot, hit: Hit, moment: Moment): Promise<string | undefined> {
  return (await lateRecord(snapshot, hit, moment)) ?? (await lateBeginning(snapshot, hit, moment))
}

/** Why something was not known at the moment that was asked for. */
export async function lateRecord(snapshot: Snapshot, { node, id }: Hit, moment: Moment): Promise<string | undefined> {
  if (!moment.asked.knownAt) return undefined
  const isKnown = ({ statement }: { readonly statement: number }) => statement < moment.knownBefore
  const claims = await readClaims(snapshot, [node])
  if (claims.some(isKnown)) return undefined
  const rows = [...claims, ...(await readTouching(snapshot, node)), ...(await readFacts(snapshot, node))]
  if (rows.some(isKnown)) return undefined
  const first = rows.reduce((least, { statement }) => Math.min(least, statement), Number.POSITIVE_INFINITY)
  return Number.isFinite(first) ? `${shortId(id)} came on record with entry ${entryOf(first)}` : undefined
}

async function lateBeginning(snapshot: Snapshot, { node, id }: Hit, moment: Moment): Promise<string | undefined> {
  if (!moment.asked.asOf) return undefined
  const starts = (await readTouching(snapshot, node))
    .filter(({ statement }) => statement < moment.knownBefore)
    .map(({ since, at }) => since ?? at ?? Number.NEGATIVE_INFINITY)
  const start = starts.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  if (starts.length === 0 || start <= moment.asOf) return undefined
  const what = nodeTypeOf(id) === 'run' ? 'began to read and write' : 'was first seen'
  return `${shortId(id)} ${what} at ${secondText(instantOf(start))}`
}

async function readTouching(snapshot: Snapshot, node: number): Promise<EdgeRow[]> {
  return [...(await readEdgesAbove(snapshot, [node], allFlows)), ...(await readEdgesBelow(snapshot, [node], allFlows))]
}

async function readFacts(snapshot: Snapshot, node: number): Promise<{ readonly statement: number }[]> {
  return [
    ...(await readFacets(snapshot, [node])),
    ...(await readParameters(snapshot, [node])),
    ...(await readMetrics(snapshot, [node])),
  ]
}
