import { PedigreeError } from '../domain/error.ts'
import { flows } from '../domain/flow.ts'
import { type AssetId, nodeTypeOf } from '../domain/id.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { findById, findByName } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { readVersions } from '../store/recording.ts'
import { versionsOf } from './name-reference.ts'
import type { Context } from './reference.ts'
import type { Answer } from './request.ts'
import { say } from './saying.ts'
import type { WritableStore } from './store.ts'
import { subjectOf } from './subject.ts'
import type { Surroundings } from './surroundings.ts'

export type Registration = {
  readonly reference: string
  readonly name: string
  readonly version?: number | undefined
  readonly kind?: string | undefined
  readonly at?: string | undefined
}
export type Registered = {
  readonly asset: AssetId
  readonly version: number
  readonly artifact: string
  /** Whether a recorded run made these bytes; without one the story begins here. */
  readonly isMade: boolean
  readonly recorded?: Answer
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
  if (name === '' || name.includes('@') || /^[a-z0-9-]+:|^\.{0,2}\//.test(name)) {
    throw new PedigreeError(
      'invalid-input',
      `"${name}" cannot be a name: it must not contain @ nor begin like a path or a typed id`,
    )
  }
  const prepare = async (snapshot: Snapshot, context: Context, time: string) => {
    const subject = await subjectOf(snapshot, reference, context)
    const type = nodeTypeOf(subject.id)
    if (type !== 'artifact') {
      throw new PedigreeError(
        'invalid-input',
        `${reference} is a${type === 'run' ? ' run' : `n ${type}`}, and a version is content`,
      )
    }
    const asset = await assetNamed(snapshot, name, store.namespace)
    const node = await findById(snapshot, asset)
    const newest = node === undefined ? undefined : (await versionsOf(snapshot, context.moment, node.node)).at(-1)
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
    const number = version ?? (given.at(-1)?.number ?? 0) + 1
    const statements = [
      ...subject.statements,
      ...(given.length > 0 ? [] : [{ type: 'node', node: 'asset', id: asset, kind, name, at: time }]),
      { type: 'edge', edge: 'version-of', source: subject.id, target: asset, number, at: time, origin: 'declared' },
    ]
    const rule = {
      needs: [{ need: 'versions' as const, of: asset }],
      decide: (known: { versions: (id: string) => readonly { number: number; artifact: string }[] }) => {
        const taken = known.versions(asset).find((other) => other.number === number)
        if (taken === undefined || taken.artifact === subject.id) return statements
        return {
          refused: new PedigreeError(
            'conflict',
            `${name}@${number} is ${taken.artifact} already; leave --as out to take the next number`,
          ),
        }
      },
    }
    return { rule, result: { ...made, version: number } }
  }
  return say({ store, via: 'register', at, surroundings, prepare })
}

/** Whether a recorded run wrote it, it was derived from something, or it is part of something that was. */
async function isMade(snapshot: Snapshot, node: number | undefined, { moment }: Context): Promise<boolean> {
  if (node === undefined) return false
  const edges = await readEdgesAbove(snapshot, [node], [flows.generated, flows.derived, flows.member, flows.folder])
  return edges.some(({ statement }) => moment.stands(statement))
}

/** The asset that a name means: the one on record under it, else a new one in this project's namespace. */
async function assetNamed(snapshot: Snapshot, name: string, namespace: string): Promise<AssetId> {
  const own = `asset:${namespace}/${name}`
  if ((await findById(snapshot, own)) !== undefined) return own
  const others = await findByName(snapshot, 'asset', name)
  return others[0]?.id ?? own
}
