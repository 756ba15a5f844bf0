import { nodeTypeOf } from '../../domain/id.ts'
import { secondText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { entryOf } from '../../domain/statement-number.ts'
import { instantOf } from '../../domain/time.ts'
import { readClaims, readFacets, readMetrics, readParameters } from '../../store/describing.ts'
import type { Hit } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { beginningsOf, readTouching } from './beginnings.ts'

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
  const rows = [...claims, ...(await readTouching(snapshot, [node])), ...(await readFacts(snapshot, node))]
  if (rows.some(isKnown)) return undefined
  const first = rows.reduce((least, { statement }) => Math.min(least, statement), Number.POSITIVE_INFINITY)
  return Number.isFinite(first) ? `${shortId(id)} came on record with entry ${entryOf(first)}` : undefined
}

async function lateBeginning(snapshot: Snapshot, { node, id }: Hit, moment: Moment): Promise<string | undefined> {
  if (!moment.asked.asOf) return undefined
  const start = (await beginningsOf(snapshot, moment, [node])).get(node)
  if (start === undefined || start <= moment.asOf) return undefined
  const what = nodeTypeOf(id) === 'run' ? 'began' : 'was first seen'
  return `${shortId(id)} ${what} at ${secondText(instantOf(start))}`
}

/** Those of some hits that had begun at the moment. */
export async function begun<Of extends Pick<Hit, 'node'>>(
  snapshot: Snapshot,
  hits: readonly Of[],
  moment: Moment,
): Promise<Of[]> {
  if (!moment.asked.asOf) return [...hits]
  const nodes = [...new Set(hits.map(({ node }) => node))]
  const starts = await beginningsOf(snapshot, moment, nodes)
  return hits.filter(({ node }) => (starts.get(node) ?? Number.NEGATIVE_INFINITY) <= moment.asOf)
}

async function readFacts(snapshot: Snapshot, node: number): Promise<{ readonly statement: number }[]> {
  return [
    ...(await readFacets(snapshot, [node])),
    ...(await readParameters(snapshot, [node])),
    ...(await readMetrics(snapshot, [node])),
  ]
}
