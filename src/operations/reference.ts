import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve as resolvePath } from 'node:path'
import { hashFile } from '../capture/files/hash-file.ts'
import { PedigreeError } from '../domain/error.ts'
import { flows } from '../domain/flow.ts'
import { assetName, type NodeId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { findAtPlace, findByDigest, findById, findByName, type Hit, readAssetNames } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { namesOf } from './describe.ts'
import type { Moment } from './moment.ts'
import { nearestNames } from './nearest-names.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** What a reference means. `version` where it was named by one; `note` where the answer is about something near. */
export type Meaning = {
  readonly id: NodeId
  readonly node: number
  readonly asset?: NodeId
  readonly assetNode?: number
  readonly version?: number
  readonly note?: string
}

export type Context = { readonly moment: Moment; readonly store: ReadableStore; readonly surroundings: Surroundings }

const typed = /^(run|agent|asset|sha256|sha256-tree|sha512|md5|git-tree|oci|etag|unpinned):/
const digits = /^[0-9a-f]{6,128}$/

/**
 * Resolves a reference: typed ids and paths that begin with `./`, `../` or `/` are decisive; everything else is tried
 * as name (its highest version), `name@2`, `name@slot`, digest prefix and existing file, and must mean one thing.
 * @throws PedigreeError `ambiguous` naming the meanings, `not-found` with what was tried and the nearest names.
 */
export async function resolve(snapshot: Snapshot, reference: string, context: Context): Promise<Meaning> {
  if (typed.test(reference)) return resolveTyped(snapshot, reference)
  if (/^\.{0,2}\//.test(reference)) return resolvePathOnly(snapshot, reference, context)
  const meanings = [
    ...(await meaningsByName(snapshot, reference, context)),
    ...(await meaningsByDigest(snapshot, reference)),
    ...(await meaningsByFile(snapshot, reference, context)),
  ]
  const distinct = [...new Map(meanings.map((meaning) => [meaning.node, meaning])).values()]
  const [only, ...others] =
    distinct.length === 0 ? await meaningsByRecordedName(snapshot, reference, context.moment) : distinct
  if (only === undefined) throw await unknown(snapshot, reference)
  if (others.length === 0) return only
  throw new PedigreeError(
    'ambiguous',
    `"${reference}" means ${distinct.length} things: ${distinct.slice(0, 5).map(tell).join(', ')}. Give the one you mean in full.`,
  )
}

const tell = ({ id, asset, version }: Meaning) =>
  asset === undefined ? id : `${assetName(asset)}${version === undefined ? '' : `@${version}`} (${id})`

async function resolveTyped(snapshot: Snapshot, reference: string): Promise<Meaning> {
  const exact = await findById(snapshot, reference)
  if (exact !== undefined) return exact
  const [, type = '', start = ''] = /^([a-z0-9-]+):([0-9a-f]*)$/.exec(reference) ?? []
  const hits = start.length >= 6 ? await findByDigest(snapshot, start, [type]) : []
  const [only, ...others] = hits
  if (only !== undefined && others.length === 0) return only
  if (only !== undefined)
    throw new PedigreeError(
      'ambiguous',
      `"${reference}" begins ${hits.length} digests: ${hits.map(({ id }) => id).join(', ')}`,
    )
  throw new PedigreeError('not-found', `nothing with the id ${reference} is on record`)
}

async function resolvePathOnly(snapshot: Snapshot, reference: string, context: Context): Promise<Meaning> {
  const [meaning] = await meaningsByFile(snapshot, reference, context)
  if (meaning !== undefined) return meaning
  throw new PedigreeError(
    'not-found',
    `${reference}: no such content is on record, and nothing was ever read or written at that path`,
  )
}

/** `name`, `name@2` and `name@slot`: the last `@` splits; a slot is never all digits. */
async function meaningsByName(snapshot: Snapshot, reference: string, { moment }: Context): Promise<Meaning[]> {
  const at = reference.lastIndexOf('@')
  const wanted = reference.slice(at + 1)
  const meanings: Meaning[] = []
  for (const asset of await named(snapshot, moment, 'asset', reference)) {
    meanings.push(await newestVersion(snapshot, moment, asset))
  }
  for (const asset of at > 0 ? await named(snapshot, moment, 'asset', reference.slice(0, at)) : []) {
    const isNumber = /^\d+$/.test(wanted)
    meanings.push(
      ...(await (isNumber ? version(snapshot, moment, asset, Number(wanted)) : slot(snapshot, moment, asset, wanted))),
    )
  }
  return meanings
}

/** Nodes that bear a name by a statement that stands, each once, the one named last first. */
async function named(snapshot: Snapshot, moment: Moment, type: string, name: string): Promise<Hit[]> {
  const hits = (await findByName(snapshot, type, name)).filter(({ statement }) => moment.stands(statement))
  return [...new Map(hits.toReversed().map(({ node, id }) => [node, { node, id }])).values()].toReversed()
}

/** The versions of an asset that stand at a moment, the highest number last. */
export async function versionsOf(snapshot: Snapshot, moment: Moment, asset: number): Promise<StandingEdge[]> {
  const edges = standingEdges(await readEdgesAbove(snapshot, [asset], [flows.version]), moment.stands)
  return edges.filter((edge) => isTrueAt(edge, moment.asOf)).sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
}

async function newestVersion(snapshot: Snapshot, moment: Moment, asset: Hit): Promise<Meaning> {
  const newest = (await versionsOf(snapshot, moment, asset.node)).at(-1)
  if (newest === undefined) return { ...asset, asset: asset.id, assetNode: asset.node }
  return meaningOf(snapshot, asset, newest)
}

async function version(snapshot: Snapshot, moment: Moment, asset: Hit, number: number): Promise<Meaning[]> {
  const versions = await versionsOf(snapshot, moment, asset.node)
  const meant = versions.filter((edge) => edge.number === number)
  if (meant.length > 0) return Promise.all(meant.map((edge) => meaningOf(snapshot, asset, edge)))
  const known = versions.map((edge) => edge.number).join(', ') || 'none'
  throw new PedigreeError('not-found', `${assetName(asset.id)} has no version ${number}; on record: ${known}`)
}

async function slot(snapshot: Snapshot, moment: Moment, asset: Hit, name: string): Promise<Meaning[]> {
  const points = standingEdges(await readEdgesAbove(snapshot, [asset.node], [flows.points]), moment.stands)
  const slots = assignmentsOf(points)
  const live = liveAt(slots, moment.asOf).filter((assignment) => assignment.slot === name)
  if (live.length > 0)
    return Promise.all(live.flatMap(({ targets }) => targets.map((edge) => meaningOf(snapshot, asset, edge))))
  const known = [...new Set(slots.map((assignment) => assignment.slot))].join(', ') || 'none'
  const was = slots.some((assignment) => assignment.slot === name)
  throw new PedigreeError(
    'not-found',
    `${assetName(asset.id)} has nothing in ${name}${was ? ' at that time' : `; slots on record: ${known}`}`,
  )
}

async function meaningOf(
  snapshot: Snapshot,
  asset: Hit,
  { flow, source, target, number, selector }: StandingEdge,
): Promise<Meaning> {
  const node = flow === flows.version ? source : target
  const meant = number ?? (typeof selector?.version === 'number' ? selector.version : undefined)
  const id = (await namesOf(snapshot, [node])).get(node) ?? ''
  return { id, node, asset: asset.id, assetNode: asset.node, ...(meant === undefined ? {} : { version: meant }) }
}

async function meaningsByDigest(snapshot: Snapshot, reference: string): Promise<Meaning[]> {
  return digits.test(reference) ? findByDigest(snapshot, reference) : []
}

/** A file is hashed and looked up; where its bytes are not on record, the last content seen at its path answers. */
async function meaningsByFile(
  snapshot: Snapshot,
  reference: string,
  { moment, surroundings }: Context,
): Promise<Meaning[]> {
  const path = resolvePath(surroundings.cwd, reference)
  const isThere = existsSync(path)
  if (isThere && statSync(path).isFile()) {
    const file = hashFile(path)
    const hit = 'digest' in file ? await findById(snapshot, file.digest) : undefined
    if (hit !== undefined) return [hit]
  }
  const place = placeOf(hostname(), isThere ? realpathSync(path) : path)
  const seen = (await findAtPlace(snapshot, place, moment.asOf)).find(({ statement }) => moment.stands(statement))
  if (seen === undefined) return []
  const why = isThere ? `the bytes now at ${reference} are not on record` : `there is no file at ${reference} now`
  const note = `${why}; this is about the last content seen there`
  return [{ id: seen.id, node: seen.node, note }]
}

/** The name that a recorded artifact or run bears (a path in its project, a script), the newest of them. */
async function meaningsByRecordedName(snapshot: Snapshot, reference: string, moment: Moment): Promise<Meaning[]> {
  for (const type of ['artifact', 'run', 'agent']) {
    const [newest] = await named(snapshot, moment, type, reference)
    if (newest !== undefined) return [newest]
  }
  return []
}

async function unknown(snapshot: Snapshot, reference: string): Promise<PedigreeError> {
  const names = (await readAssetNames(snapshot, 5_000)).map(({ name }) => name)
  const near = nearestNames(reference.includes('@') ? reference.slice(0, reference.lastIndexOf('@')) : reference, names)
  const tried = 'as name, name@version, name@slot, digest (six digits or more) and file'
  const hint = near.length > 0 ? ` The nearest names are ${near.join(', ')}.` : ''
  return new PedigreeError('not-found', `"${reference}" is not on record; tried ${tried}.${hint}`)
}
