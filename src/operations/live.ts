import { assetName } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Live, LiveVersion } from '../lineage/answers.ts'
import { type Assignment, assignmentsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readSlots } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { namesOf } from './describe.ts'
import { momentOf, type Times } from './moment.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** What is in every slot (or every slot of one name) at a time. */
export function live(
  store: ReadableStore,
  { name, ...times }: Times & { name?: string | undefined },
  surroundings: Surroundings,
): Promise<Live> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const assignments = liveAt(assignmentsOf(standingEdges(await readSlots(snapshot), moment.stands)), moment.asOf)
    const versions = await describeAssignments(snapshot, assignments)
    return {
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      live: versions.filter((version) => name === undefined || version.name === name || version.asset === name),
    }
  })
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
