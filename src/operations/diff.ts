import { meantIn } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { assetName, type NodeId, nodeTypeOf } from '../domain/id.ts'
import { diffLineages } from '../lineage/diff/diff.ts'
import type { Diff } from '../lineage/diff/difference.ts'
import { foldersToTell, withFilesChanged } from '../lineage/diff/files-changed.ts'
import { foldersToList } from '../lineage/diff/files-met.ts'
import type { Lineage } from '../lineage/lineage.ts'
import type { Snapshot } from '../store/port.ts'
import { listingsOf } from './answers/listings-of.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { flowing } from './references/asked.ts'
import { resolve } from './references/reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { lineageOf } from './trace.ts'

/** A name and a person are made of nothing: what is compared is versions, files and runs. */
function refuseNames(id: NodeId, reference: string, field: string): void {
  const type = nodeTypeOf(id)
  if (type === 'artifact' || type === 'run') return
  const instead =
    type === 'asset' ? `its versions, as in ${assetName(id)}@1 and ${assetName(id)}@2` : 'versions, files or runs'
  const what = type === 'asset' ? 'a name' : 'somebody'
  throw new PedigreeError(
    'invalid-input',
    `"${reference}" is ${what} and has no content to compare. Compare ${instead}.`,
    { field },
  )
}

/** What changed from one thing to another: facts on record, on five sides, causes apart from consequences. */
export function diff(
  store: ReadableStore,
  { a, b, ...times }: Times & { a: string; b: string },
  surroundings: Surroundings,
): Promise<Diff> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const lineage = async (reference: string, field: string) => {
      const meant = await resolve(snapshot, reference, { moment, store, surroundings, field })
      const { id, node, place, assetNode, version, ...about } = await flowing(snapshot, moment, meant)
      if (about.note !== undefined) surroundings.warn(about.note)
      refuseNames(id, reference, field)
      return lineageOf(snapshot, {
        which: 'trace',
        root: node,
        id,
        asked: reference,
        called: about.called,
        ...{ place, assetNode, version },
        ...meantIn(about),
        moment,
        nodesMax: Number.POSITIVE_INFINITY,
        tellsMakers: true,
        reach: store.reach,
      })
    }
    return diffInFull(snapshot, moment, await lineage(a, '/a'), await lineage(b, '/b'))
  })
}

/**
 * Lists the files of those folders alone that differ: two of 100,000 files each cost 0.4 s of processor time to read, and as much
 * to compare.
 */
async function diffInFull(snapshot: Snapshot, moment: Moment, before: Lineage, after: Lineage): Promise<Diff> {
  const apart = await listingsOf(snapshot, moment, foldersToList(before, after))
  const answer = diffLineages(before, after, apart)
  const { causes, consequences } = answer
  const told = new Set(foldersToTell([...causes, ...consequences]))
  const listings = new Map([...apart, ...(await listingsOf(snapshot, moment, told.difference(apart)))])
  return {
    ...answer,
    causes: withFilesChanged(causes, listings),
    consequences: withFilesChanged(consequences, listings),
  }
}
