import { PedigreeError } from '../../domain/error.ts'
import { flows } from '../../domain/flow.ts'
import { assetName } from '../../domain/id.ts'
import { argumentInShell } from '../../domain/shell-word.ts'
import type { Statement } from '../../domain/statement.ts'
import { standingEdges } from '../../lineage/standing.ts'
import { readEdgesBelow } from '../../store/describing.ts'
import { findById } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import { namesOf } from '../answers/describe.ts'
import { lookHere } from './look.ts'
import { type Context, fieldOf, type Meaning } from './meaning.ts'
import { resolve } from './reference.ts'

/** What somebody wants to say something about; `statements` introduce it where it was not on record. */
export type Subject = Omit<Meaning, 'node'> & {
  readonly node: number | undefined
  readonly statements: readonly Statement[]
}

/**
 * The subject of a statement: what a reference means, and also a file whose bytes nobody recorded yet. Its digest was
 * seen by us, so it may be named, registered and deployed; that no recorded run made it stays visible.
 */
export async function subjectOf(snapshot: Snapshot, reference: string, context: Context): Promise<Subject> {
  const look = context.surroundings.look ?? lookHere(context.surroundings)
  const seen = /^[a-z0-9-]+:/.test(reference) ? undefined : await look(reference, { folders: false })
  if (seen?.kind !== 'file') {
    const meaning = await resolve(snapshot, reference, context)
    const [why = '', about] = meaning.note?.split(';') ?? []
    if (meaning.among !== undefined)
      throw new PedigreeError('ambiguous', `${why}; name the one you mean by its id`, fieldOf(context))
    if (about !== undefined) throw new PedigreeError('not-found', `${reference}: ${why}`, fieldOf(context))
    // Where somebody met it once, nobody looked.
    const { place: _, ...subject } = meaning
    return { ...subject, statements: [] }
  }
  const [digest] = seen.digests
  if (digest === undefined)
    throw new PedigreeError(
      'unavailable',
      `${reference} cannot be read: ${seen.problem ?? 'nobody looked'}`,
      fieldOf(context),
    )
  const known = await findById(snapshot, digest)
  if (known !== undefined) return { ...known, place: seen.place, statements: [] }
  const node = { type: 'node', node: 'artifact', id: digest, name: seen.name, bytes: seen.bytes, origin: 'observed' }
  const facet: Statement = {
    type: 'facet',
    subject: digest,
    name: 'seen',
    body: { path: seen.name, place: seen.place },
    origin: 'observed',
  }
  return { id: digest, node: undefined, place: seen.place, statements: [node as Statement, facet] }
}

export type NamedVersion = { readonly asset: string; readonly number: number; readonly artifact: string }

/** The one version that a subject is: by the name it was called, else the only one that its bytes are. */
export async function versionOfSubject(
  snapshot: Snapshot,
  subject: Subject,
  reference: string,
  context: Context,
): Promise<NamedVersion> {
  if (subject.asset !== undefined && subject.version !== undefined) {
    return { asset: subject.asset, number: subject.version, artifact: subject.id }
  }
  const below = subject.node === undefined ? [] : await readEdgesBelow(snapshot, [subject.node], [flows.version])
  const edges = standingEdges(below, context.moment.stands).filter(({ number }) => number !== undefined)
  const names = await namesOf(
    snapshot,
    edges.map(({ target }) => target),
  )
  const [only, ...others] = edges.map(({ target, number }) => ({
    asset: names.get(target) ?? '',
    number: number ?? 0,
    artifact: subject.id,
  }))
  if (only !== undefined && others.length === 0) return only
  if (only === undefined) {
    throw new PedigreeError(
      'not-found',
      `${reference} is no version of a model yet; register it first: pedigree register ${argumentInShell(reference)} <name>`,
      fieldOf(context),
    )
  }
  const known = [only, ...others].map(({ asset, number }) => `${assetName(asset)}@${number}`).join(', ')
  throw new PedigreeError('ambiguous', `${reference} is ${known}; say which`, fieldOf(context))
}
