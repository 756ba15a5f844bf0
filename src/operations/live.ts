import { erasedIn } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { flows } from '../domain/flow.ts'
import { instantOf } from '../domain/time.ts'
import type { Live, LiveVersion } from '../lineage/answers/live.ts'
import { type Assignment, assignmentsOf, gapsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { readSlots } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { defined } from './answers/defined.ts'
import { calledIn, namesOf } from './answers/describe.ts'
import { takenBack } from './answers/taken-back.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { assetsNamed } from './references/name-reference.ts'
import { nearestAssetSentence } from './references/unknown-reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

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
    const meant = assignments.filter(({ asset }) => assets === undefined || assets.has(asset))
    const live = await withTakenBack(snapshot, moment, meant, await describeAssignments(snapshot, moment, meant))
    const gaps = gapsOf(live)
    const told = { asOf: instantOf(moment.asOf), knownAt: moment.knownAt, ...erasedIn(moment), live }
    return gaps.length > 0 ? { ...told, gaps } : told
  })
}

/** The assets that a name, or an id, stands for. */
async function assetsCalled(snapshot: Snapshot, name: string, moment: Moment): Promise<Set<number>> {
  const hits = await assetsNamed(snapshot, moment, name)
  if (hits.length > 0) return new Set(hits.map(({ node }) => node))
  const near = await nearestAssetSentence(snapshot, name.replace(/@[^@]*$/, ''))
  const when = moment.asked.knownAt ? `was on record by entry ${moment.knownAt}` : 'is on record'
  throw new PedigreeError(
    'not-found',
    `no name "${name}" ${when}; live takes a name alone, such as flight-delay.${near === undefined ? '' : ` ${near}.`}`,
    { field: '/name' },
  )
}

export async function describeAssignments(
  snapshot: Snapshot,
  moment: Moment,
  assignments: readonly Assignment[],
): Promise<LiveVersion[]> {
  const ends = assignments.flatMap(({ asset, targets }) => [asset, ...targets.map(({ target }) => target)])
  const names = await namesOf(snapshot, ends)
  const called = await calledIn(snapshot, moment, [...new Set(assignments.map(({ asset }) => asset))])
  return assignments.flatMap(({ asset, role, slot, from, until, targets }) =>
    targets.map(({ target, selector, share }) =>
      defined({
        asset: names.get(asset) ?? '',
        name: called.get(asset) ?? '',
        slot,
        role,
        version: typeof selector?.version === 'number' ? selector.version : undefined,
        artifact: names.get(target) ?? '',
        share: share ?? 1,
        from: Number.isFinite(from) ? instantOf(from) : undefined,
        until: until === undefined ? undefined : instantOf(until),
      }),
    ),
  )
}

/** That a version is live stands by itself; that it is none any more is said beside it. */
async function withTakenBack(
  snapshot: Snapshot,
  moment: Moment,
  assignments: readonly Assignment[],
  live: readonly LiveVersion[],
): Promise<LiveVersion[]> {
  const assets = [...new Set(assignments.map(({ asset }) => asset))]
  const stated = await readEdgesAbove(snapshot, assets, [flows.version])
  const names = await namesOf(snapshot, assets)
  const known = stated.filter(({ statement, mirror }) => mirror === 0 && statement < moment.knownBefore)
  const back = await takenBack(
    snapshot,
    moment,
    known.flatMap(({ statement }) => (moment.stands(statement) ? [] : statement)),
  )
  return live.map((version) => {
    const all = known.filter(
      ({ number, downstream }) => number === version.version && names.get(downstream) === version.asset,
    )
    const [first] = all.flatMap(({ statement }) => back.get(statement) ?? [])
    const stands = all.some(({ statement }) => moment.stands(statement))
    return first === undefined || stands ? version : { ...version, takenBack: first }
  })
}
