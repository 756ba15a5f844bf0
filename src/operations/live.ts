import { erasedIn } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { assetName } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Live, LiveVersion } from '../lineage/answers.ts'
import { type Assignment, assignmentsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { findById, readSlots } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { namesOf } from './describe.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { assetsNamed } from './name-reference.ts'
import { lateRecord } from './presence.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { nearestAssetSentence } from './unknown-reference.ts'

/**
 * What is in every slot (or every slot of one name) at a time.
 * @throws PedigreeError `not-found` when nothing of that name was on record.
 */
export function live(
  store: ReadableStore,
  { name, ...times }: Times & { name?: string | undefined },
  surroundings: Surroundings,
): Promise<Live> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const assets = name === undefined ? undefined : await assetsCalled(snapshot, name, moment)
    const assignments = liveAt(assignmentsOf(standingEdges(await readSlots(snapshot), moment.stands)), moment.asOf)
    return {
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      ...erasedIn(moment),
      live: await describeAssignments(
        snapshot,
        assignments.filter(({ asset }) => assets === undefined || assets.has(asset)),
      ),
    }
  })
}

/** The assets that a name, or an id, stands for. */
async function assetsCalled(snapshot: Snapshot, name: string, moment: Moment): Promise<Set<number>> {
  const byId = name.startsWith('asset:') ? await findById(snapshot, name) : undefined
  const isKnown = byId !== undefined && (await lateRecord(snapshot, byId, moment)) === undefined
  const hits = isKnown ? [byId] : await assetsNamed(snapshot, moment, name)
  if (hits.length > 0) return new Set(hits.map(({ node }) => node))
  const near = await nearestAssetSentence(snapshot, name.replace(/@[^@]*$/, ''))
  const when = moment.asked.knownAt ? `was on record by entry ${moment.knownAt}` : 'is on record'
  throw new PedigreeError(
    'not-found',
    `no name "${name}" ${when}; live takes a name alone, such as flight-delay.${near === undefined ? '' : ` ${near}.`}`,
  )
}

export async function describeAssignments(
  snapshot: Snapshot,
  assignments: readonly Assignment[],
): Promise<LiveVersion[]> {
  const ends = assignments.flatMap(({ asset, targets }) => [asset, ...targets.map(({ target }) => target)])
  const names = await namesOf(snapshot, ends)
  return assignments.flatMap(({ asset, role, slot, from, until, targets }) =>
    targets.map(({ target, selector, share }) => ({
      asset: names.get(asset) ?? '',
      name: assetName(names.get(asset) ?? ''),
      slot,
      role,
      version: typeof selector?.version === 'number' ? selector.version : undefined,
      artifact: names.get(target) ?? '',
      share: share ?? 1,
      from: Number.isFinite(from) ? instantOf(from) : undefined,
      until: until === undefined ? undefined : instantOf(until),
    })),
  )
}
