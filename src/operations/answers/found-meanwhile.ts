import { flows } from '../../domain/flow.ts'
import { type AssetId, nodeTypeOf } from '../../domain/id.ts'
import { instantOf } from '../../domain/time.ts'
import type { UnfollowedRead } from '../../lineage/lineage.ts'
import { type Found, findUnmadeAt, findWritesOf } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { calledIn, describeNodes, namesOf } from './describe.ts'
import { possibleMaker } from './possible-makers.ts'

const findingsMax = 1_000

/**
 * What others found where a run of the answer wrote, and that run may have made, though what it left there is something else: a
 * checkpoint that was read or registered before the next one took its place. No bytes say so, so no walk goes there.
 * @param shown the artifacts and runs of the answer.
 */
export async function foundMeanwhile(
  snapshot: Snapshot,
  moment: Moment,
  shown: readonly number[],
): Promise<UnfollowedRead[]> {
  const names = await namesOf(snapshot, shown)
  const runs = new Set(shown.filter((node) => nodeTypeOf(names.get(node) ?? '') === 'run'))
  if (runs.size === 0) return []
  const writes = (await findWritesOf(snapshot, [...runs])).filter(({ statement }) => moment.stands(statement))
  const places = [...new Set(writes.map(({ place }) => place))]
  const all = places.length === 0 ? [] : await findUnmadeAt(snapshot, places, moment.asOf, findingsMax)
  const found: UnfollowedRead[] = []
  for (const finding of all) {
    const { content, by, place, statement } = finding
    const isOfAnswer = names.has(content) || (names.has(by) && finding.flow === flows.used)
    if (isOfAnswer || !moment.stands(statement)) continue
    const maker = await possibleMaker(snapshot, moment, finding, (run) => runs.has(run))
    const left = writes.find((write) => write.run === maker?.node && write.place === place)
    if (left === undefined) continue
    const ids = names.get(left.content) ?? (await namesOf(snapshot, [left.content])).get(left.content)
    found.push({ artifact: ids, ...(await finderOf(snapshot, moment, finding)) } as UnfollowedRead)
  }
  return found
}

async function finderOf(
  snapshot: Snapshot,
  moment: Moment,
  { flow, by, byId, number, placeName, at }: Found,
): Promise<Omit<UnfollowedRead, 'artifact'>> {
  const found = { place: placeName, at: instantOf(at), maker: 'unknown' as const }
  if (flow === flows.version) {
    const called = (await calledIn(snapshot, moment, [by])).get(by)
    return { version: byId as AssetId, name: `${called}@${number}`, ...found }
  }
  const [run] = await describeNodes(snapshot, moment, [{ node: by, depth: 0 }])
  return { run: byId as UnfollowedRead['run'], name: run?.name ?? byId, ...found } as Omit<UnfollowedRead, 'artifact'>
}
