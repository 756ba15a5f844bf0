import { flows } from '../../domain/flow.ts'
import { isUnpinned, nodeTypeOf } from '../../domain/id.ts'
import { instantOf } from '../../domain/time.ts'
import type { UnfollowedRead } from '../../lineage/lineage.ts'
import {
  findPlacesOf,
  findReadsOfUnknown,
  findSightingsAt,
  type ReadOfUnknown,
  type Sighting,
} from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, namesOf } from './describe.ts'

const readsMax = 1_000

type Answer = {
  readonly root: number
  /** The artifacts and runs of the answer. */
  readonly shown: readonly number[]
}

/**
 * Reads of content that nobody hashed before it was overwritten, where something of the answer was what lay at their place
 * last: no bytes say that they found it, so no walk goes there, but whoever asks must not think that nothing does. The
 * counterpart of `withLastWriters`.
 */
export async function unfollowedReads(snapshot: Snapshot, moment: Moment, { root, shown }: Answer) {
  const names = await namesOf(snapshot, shown)
  /** Content of the answer whose bytes are known. What else one of its runs read is none. */
  const contentOf = (node: number) => {
    const id = names.get(node)
    return id === undefined || nodeTypeOf(id) !== 'artifact' || isUnpinned(id) ? undefined : id
  }
  const places = await findPlacesOf(
    snapshot,
    shown.filter((node) => contentOf(node) !== undefined),
  )
  const numbers = places.map(({ place }) => place)
  const reads = numbers.length === 0 ? [] : await findReadsOfUnknown(snapshot, numbers, moment.asOf, readsMax)
  const found: (ReadOfUnknown & { readonly artifact: string })[] = []
  for (const read of reads) {
    // What a run of the answer made is in it anyway.
    if (names.has(read.run) || !moment.stands(read.statement)) continue
    const last = await lastSeen(snapshot, moment, read)
    if (last === undefined) continue
    const [run, artifact] =
      last.flow === flows.used ? [last.downstream, last.upstream] : [last.upstream, last.downstream]
    const isOfAnswer = names.has(run) || (artifact === root && last.flow === flows.generated)
    const content = contentOf(artifact)
    if (isOfAnswer && content !== undefined) found.push({ ...read, artifact: content })
  }
  return describeReads(snapshot, moment, found)
}

/** The last write at the place of a read before it, or what another run found there since. */
async function lastSeen(snapshot: Snapshot, moment: Moment, read: ReadOfUnknown): Promise<Sighting | undefined> {
  const sightings = await findSightingsAt(snapshot, read.place, read.at)
  const others = sightings.filter(
    ({ downstream, upstream, statement }) =>
      downstream !== read.run && upstream !== read.run && moment.stands(statement),
  )
  const contents = await namesOf(
    snapshot,
    others.map(({ upstream }) => upstream),
  )
  return others.find(({ flow, upstream }) => flow === flows.generated || !isUnpinned(contents.get(upstream) ?? ''))
}

async function describeReads(
  snapshot: Snapshot,
  moment: Moment,
  found: readonly (ReadOfUnknown & { readonly artifact: string })[],
): Promise<UnfollowedRead[]> {
  const runs = await describeNodes(
    snapshot,
    moment,
    found.map(({ run }) => ({ node: run, depth: 0 })),
  )
  return found.map(({ artifact, id, name: place, at }, index) => {
    const name = runs[index]?.name ?? id
    return { artifact, run: id, name, place, at: instantOf(at) } as UnfollowedRead
  })
}
