import type { AssetId } from '../domain/id.ts'
import type { Asked } from '../lineage/course.ts'
import type { Lineage } from '../lineage/lineage.ts'
import type { Closure } from '../store/closure.ts'
import type { Snapshot } from '../store/port.ts'
import { describeNodes } from './describe.ts'
import type { Moment } from './moment.ts'
import type { Meaning } from './reference.ts'
import { numberOfPlace, type Registered, registeredOf, registrationIn } from './registered.ts'

/** What a question starts from, and how it was found: at a place, by the name of a version, or by its bytes alone. */
export type Found = Pick<Meaning, 'node'> & { [Way in 'place' | 'assetNode' | 'version']?: Meaning[Way] | undefined }

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
