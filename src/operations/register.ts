import { PedigreeError } from '../domain/error.ts'
import { flows } from '../domain/flow.ts'
import { type AssetId, assetId, assetInFull, nodeTypeOf } from '../domain/id.ts'
import type { Registered } from '../lineage/answers/said.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { findById } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { readVersions } from '../store/recording.ts'
import { type Moment, momentOf } from './moment.ts'
import type { Known, Version } from './recording/request.ts'
import { edgeTold, say } from './recording/saying.ts'
import { type Context, fieldOf } from './references/meaning.ts'
import { assetsNamed, tombstone, versionsOf } from './references/name-reference.ts'
import { type Subject, subjectOf } from './references/subject.ts'
import { checkWritable } from './references/writable-name.ts'
import type { WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export type Registration = {
  readonly reference: string
  readonly name: string
  readonly version?: number | undefined
  readonly kind?: string | undefined
  readonly at?: string | undefined
}

/**
 * Makes content a version of a named model (or other asset). Without a number it takes the next; content that is the
 * newest version already stays it.
 * @throws PedigreeError `conflict` when the number is taken by other content.
 */
export async function register(
  store: WritableStore,
  registration: Registration,
  surroundings: Surroundings,
): Promise<Registered> {
  const { reference, name, version, kind = 'model', at } = registration
  checkName(name)
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const subject = await subjectOf(snapshot, reference, context)
    const type = nodeTypeOf(subject.id)
    if (type !== 'artifact') {
      throw new PedigreeError(
        'invalid-input',
        `${reference} is a${type === 'run' ? ' run' : `n ${type}`}, and a version is content`,
        fieldOf(context),
      )
    }
    const asset = await assetNamed(snapshot, name, store.namespace, context.moment)
    const node = await findById(snapshot, asset)
    const standing = node === undefined ? [] : await versionsOf(snapshot, context.moment, node.node)
    const newest = standing.at(-1)
    const made = { asset, artifact: subject.id, isMade: await isMade(snapshot, subject.node, context) }
    if (
      newest?.number !== undefined &&
      newest.source === subject.node &&
      (version ?? newest.number) === newest.number
    ) {
      return { result: { ...made, version: newest.number } }
    }
    // A number is given once: also one that was taken back is not given to other content.
    const given = await readVersions(snapshot, asset)
    const isGone = node !== undefined && !standing.some(({ number }) => number === version)
    const gone = isGone && version ? await tombstone(snapshot, context.moment, node, version) : undefined
    const said = (number: number, isNew: boolean) => [
      ...subject.statements,
      ...(isNew ? [{ type: 'node', node: 'asset', id: asset, kind, name, at: time }] : []),
      { ...versionOf(subject, asset), number, at: time },
    ]
    const result = { ...made, version: version ?? nextNumber(given, subject.id) }
    const rule = {
      needs: [{ need: 'versions' as const, of: asset }],
      decide: (known: Known) => {
        const now = known.versions(asset)
        // Others may have registered since the snapshot. The number that is sealed is the one to tell.
        if (version === undefined) result.version = nextNumber(now, subject.id)
        const taken = now.find((other) => other.number === result.version)
        if (taken === undefined || taken.artifact === subject.id) return said(result.version, now.length === 0)
        return { refused: takenAlready(name, taken, gone) }
      },
    }
    return { rule, about: { id: subject.id, node: subject.node }, result }
  }
  const isMadeNow = (artifact: string) =>
    store.port.read(async (snapshot) => {
      const moment = await momentOf(snapshot, {}, surroundings.nowMs())
      return isMade(snapshot, (await findById(snapshot, artifact))?.node, { moment, store, surroundings })
    })
  const toldBy = edgeTold('version-of', ({ source, target, number = 0 }) => ({
    asset: target as AssetId,
    version: number,
    artifact: source as string,
    isMade: undefined as boolean | undefined,
  }))
  const registered = await say<Omit<Registered, 'isMade'> & { isMade: boolean | undefined }>({
    store,
    via: 'register',
    at,
    surroundings,
    prepare,
    toldBy,
  })
  return { ...registered, isMade: registered.isMade ?? (await isMadeNow(registered.artifact)) }
}

/** @param gone that the number was taken back, in words, where it was */
const takenAlready = (name: string, { number, artifact }: Version, gone: string | undefined) =>
  new PedigreeError(
    'conflict',
    gone === undefined
      ? `${name}@${number} is ${artifact} already; leave --as out to take the next number`
      : `${gone}, and its number is given to no other content; leave --as out to take the next one`,
    { field: '/version' },
  )

/** Of the same bytes at several places, each with a history of its own, the one that was named is meant. */
const versionOf = ({ id, place }: Subject, asset: AssetId) => ({
  ...{ type: 'edge', edge: 'version-of', source: id, target: asset, origin: 'declared' },
  ...(place === undefined ? {} : { place }),
})

/** @throws PedigreeError `invalid-input` for what could not be asked for later, or would be read as something else. */
function checkName(name: string): void {
  checkWritable('name', name)
  if (!name.includes('@') && !/^[a-z0-9-]+:|^\.{0,2}\//.test(name)) return
  throw new PedigreeError(
    'invalid-input',
    `${JSON.stringify(name)} cannot be a name: it must not contain @ nor begin like a path or a typed id`,
    { field: '/name' },
  )
}

/** The number after the highest; content that has the highest since a moment ago keeps it. */
function nextNumber(given: readonly Version[], artifact: string): number {
  const [newest] = given.toSorted((a, b) => b.number - a.number)
  if (newest === undefined) return 1
  return newest.artifact === artifact ? newest.number : newest.number + 1
}

/** Whether a recorded run wrote it, it was derived from something, or it is part of something that was. */
async function isMade(snapshot: Snapshot, node: number | undefined, { moment }: Context): Promise<boolean> {
  if (node === undefined) return false
  const edges = await readEdgesAbove(snapshot, [node], [flows.generated, flows.derived, flows.member, flows.folder])
  return edges.some(({ statement }) => moment.stands(statement))
}

/**
 * The asset that a name means: that of this project, else the one on record under it, else a new one in this project's
 * namespace.
 * @throws PedigreeError `ambiguous` for a name that several other projects gave: nobody said which of them goes on.
 */
async function assetNamed(snapshot: Snapshot, name: string, namespace: string, moment: Moment): Promise<AssetId> {
  const own = assetId(namespace, name)
  if ((await findById(snapshot, own)) !== undefined) return own
  const [only, ...others] = await assetsNamed(snapshot, moment, name)
  if (others.length === 0) return only?.id ?? own
  const candidates = [only, ...others].flatMap((hit) => (hit ? { reference: assetInFull(hit.id), id: hit.id } : []))
  throw new PedigreeError(
    'ambiguous',
    `"${name}" is the name of ${candidates.map(({ reference }) => reference).join(' and ')}: give the one you mean in full, or a name of this project's own`,
    { field: '/name', candidates },
  )
}
