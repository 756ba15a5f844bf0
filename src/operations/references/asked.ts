import { type AssetId, nodeTypeOf } from '../../domain/id.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import type { Asked } from '../../lineage/walk/course.ts'
import type { Closure } from '../../store/closure.ts'
import type { Snapshot } from '../../store/port.ts'
import { calledIn, describeNodes } from '../answers/describe.ts'
import { numberOfPlace, type Registered, registeredOf, registrationIn } from '../answers/registered.ts'
import type { Moment } from '../moment.ts'
import type { Meaning } from './meaning.ts'
import { newestVersion } from './name-reference.ts'

/** What a question starts from, and how it was found: at a place, by the name of a version, or by its bytes alone. */
export type Found = Pick<Meaning, 'node'> & { [Way in 'place' | 'assetNode' | 'version']?: Meaning[Way] | undefined }

/**
 * What of a meaning a walk can start from: of the id of a name its newest version. To names without one, and to people,
 * nothing flows, and an empty answer must say why it is empty.
 */
export async function flowing(snapshot: Snapshot, moment: Moment, meaning: Meaning): Promise<Meaning> {
  const { id, node, note } = meaning
  switch (nodeTypeOf(id)) {
    case 'run':
    case 'artifact':
      return meaning
    case 'agent':
      return {
        ...meaning,
        note: `${id} made nothing itself: runs and content do. What it has to do with: pedigree show ${id}`,
      }
    case 'asset': {
      const { meanings, missed } = await newestVersion(snapshot, moment, { node, id })
      const [newest] = meanings
      if (newest === undefined) return { ...meaning, note: missed.join('; ') }
      if (newest.version === undefined)
        return { ...newest, note: newest.note ?? note ?? `${id} has no version, and so comes from nothing` }
      return {
        ...newest,
        note: `${id} is a name; this is about its newest version, ${(await calledIn(snapshot, moment, [node])).get(node)}@${newest.version}`,
      }
    }
  }
}

/** The registration of the version that was named; undefined for a question that names none. */
export async function registeredAs(
  snapshot: Snapshot,
  moment: Moment,
  { node, assetNode, version }: Found,
): Promise<Registered | undefined> {
  if (assetNode === undefined || version === undefined) return undefined
  const all = await registeredOf(snapshot, moment, [node])
  return all.find(({ asset, number }) => asset === assetNode && number === version)
}

/** The same for a walk up. */
export async function askedIn(
  snapshot: Snapshot,
  closure: Closure,
  found: Found,
  registered: Registered | undefined,
): Promise<Asked | undefined> {
  if (found.place !== undefined) return numberOfPlace(snapshot, closure, found.place)
  return registered === undefined ? undefined : registrationIn(snapshot, closure, registered)
}

/** The name of the version that a question named, as answers have it. */
export async function versionNamed(
  snapshot: Snapshot,
  moment: Moment,
  { assetNode, version }: Found,
): Promise<Lineage['version']> {
  if (assetNode === undefined || version === undefined) return undefined
  const [asset] = await describeNodes(snapshot, moment, [{ node: assetNode, depth: 0 }])
  return asset && { asset: asset.id as AssetId, name: asset.name ?? asset.id, number: version }
}
