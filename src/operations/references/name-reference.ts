import { isModelFile } from '../../capture/files/file-role.ts'
import { flows } from '../../domain/flow.ts'
import { assetInFull, assetName } from '../../domain/id.ts'
import { countText, secondText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { instantOf } from '../../domain/time.ts'
import { takenBackText } from '../../export/text/taken-back-text.ts'
import { assignmentsOf, liveAt } from '../../lineage/live.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { readEdgesAbove } from '../../store/describing.ts'
import { findById, findByName, type Hit } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import { namesOf } from '../answers/describe.ts'
import { takenBack } from '../answers/taken-back.ts'
import type { Moment } from '../moment.ts'
import type { Meaning, Reading } from './meaning.ts'
import { metAs } from './met-as.ts'
import { absence, lateRecord } from './presence.ts'

/** `name`, `name@2` and `name@slot`: the last `@` splits; a slot is never all digits. */
export async function meaningsByName(snapshot: Snapshot, reference: string, moment: Moment): Promise<Reading> {
  const at = reference.lastIndexOf('@')
  const [name, wanted] = [reference.slice(0, at), reference.slice(at + 1)]
  const readings: Reading[] = []
  for (const asset of await assetsNamed(snapshot, moment, reference)) {
    readings.push(await newestVersion(snapshot, moment, asset))
  }
  for (const asset of at > 0 ? await assetsNamed(snapshot, moment, name) : []) {
    const isNumber = /^\d+$/.test(wanted)
    readings.push(await (isNumber ? version(snapshot, moment, asset, wanted) : slot(snapshot, moment, asset, wanted)))
  }
  return {
    meanings: readings.flatMap(({ meanings }) => meanings),
    missed: readings.flatMap(({ missed }) => missed),
  }
}

/** An asset as a question named it. `called` is what sentences call it. */
type NamedAsset = Hit & { readonly called?: string }

/** By its name, or by its id with or without `asset:`, as `huggingface.co/org/name` is one. */
export async function assetsNamed(snapshot: Snapshot, moment: Moment, name: string): Promise<NamedAsset[]> {
  const isTyped = name.startsWith('asset:')
  const { hits } = isTyped ? { hits: [] } : await named(snapshot, moment, 'asset', name)
  const itself = name.includes('/') ? await findById(snapshot, isTyped ? name : `asset:${name}`) : undefined
  const isNews = itself !== undefined && !hits.some(({ node }) => node === itself.node)
  const all = isNews && (await lateRecord(snapshot, itself, moment)) === undefined ? [...hits, itself] : hits
  return all.length === 1 ? all : all.map((hit) => ({ ...hit, called: assetInFull(hit.id) }))
}

const calledOf = ({ id, called = assetName(id) }: NamedAsset): string => called

const namesRead = 1_000

/** Nodes that bear a name by a statement that stands, each once, the one named last first. */
async function named(snapshot: Snapshot, moment: Moment, type: string, name: string) {
  const rows = await findByName(snapshot, type, name)
  const standing = rows.filter(({ statement }) => moment.stands(statement))
  const hits = [...new Map(standing.map(({ node, id }): [number, Hit] => [node, { node, id }])).values()]
  return { hits, isAll: rows.length < namesRead }
}

/** The versions of an asset, of every time, the highest number last. */
export async function versionsOf(snapshot: Snapshot, moment: Moment, asset: number): Promise<StandingEdge[]> {
  const edges = standingEdges(await readEdgesAbove(snapshot, [asset], [flows.version]), moment.stands)
  return edges.sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
}

const pathIn = ({ selector }: StandingEdge) => (typeof selector?.path === 'string' ? selector.path : '')
const timeOf = (ms: number) => secondText(instantOf(ms))
const startOf = ({ at, from }: StandingEdge) => from ?? at ?? Number.NEGATIVE_INFINITY

/** Since when a version was one; where nobody said that, until when. */
function whenOf({ at, from = at, until }: StandingEdge): string {
  if (from !== undefined) return `at ${timeOf(from)}`
  return until === undefined ? 'always' : `until ${timeOf(until)}`
}

/** The highest version. A name that has none at all (of an endpoint, say) stands for itself. */
export async function newestVersion(snapshot: Snapshot, moment: Moment, asset: NamedAsset): Promise<Reading> {
  const versions = await versionsOf(snapshot, moment, asset.node)
  const there = versions.filter((edge) => isTrueAt(edge, moment.asOf))
  // Of a hub's repository every file is a version without a number: the model is what its name stands for.
  const newest = there.findLast((edge) => edge.number !== undefined || isModelFile(pathIn(edge))) ?? there.at(-1)
  if (newest !== undefined) return { meanings: [await meaningOf(snapshot, asset, newest)], missed: [] }
  const [first] = versions.toSorted((a, b) => startOf(a) - startOf(b))
  const name = calledOf(asset)
  if (first === undefined) {
    const itself = { ...asset, asset: asset.id, assetNode: asset.node }
    const stated = await readEdgesAbove(snapshot, [asset.node], [flows.version])
    const wasTakenBack = stated.some(({ statement }) => statement < moment.knownBefore)
    const note = `every version of ${name} was taken back; this is about the name itself`
    return { meanings: [wasTakenBack ? { ...itself, note, instead: true } : itself], missed: [] }
  }
  const since = `its first was ${first.number === undefined ? '' : `${name}@${first.number}, `}${whenOf(first)}`
  return { meanings: [], missed: [`${name} had no version at ${timeOf(moment.asOf)}; ${since}`] }
}

async function version(snapshot: Snapshot, moment: Moment, asset: NamedAsset, digits: string): Promise<Reading> {
  if (!/^(0|[1-9]\d{0,14})$/.test(digits))
    return { meanings: [], missed: [`${digits} is no number of a version: these count from 1, without a zero before`] }
  const number = Number(digits)
  const all = await versionsOf(snapshot, moment, asset.node)
  const versions = all.filter((edge) => isTrueAt(edge, moment.asOf))
  const meant = versions.filter((edge) => edge.number === number)
  if (meant.length > 0) {
    return { meanings: await Promise.all(meant.map((edge) => meaningOf(snapshot, asset, edge))), missed: [] }
  }
  const name = calledOf(asset)
  const later = all.find((edge) => edge.number === number)
  if (later !== undefined && startOf(later) > moment.asOf) {
    const since = `it was registered for ${timeOf(startOf(later))}`
    return { meanings: [], missed: [`${name} had no version ${number} at ${timeOf(moment.asOf)}; ${since}`] }
  }
  const known = versions.map((edge) => edge.number).join(', ') || 'none'
  const was = await tombstone(snapshot, moment, asset, number)
  return { meanings: [], missed: [`${was ?? `${name} has no version ${number}`}; on record: ${known}`] }
}

/** What was a version stays visible as that: who took it back, what it was, and where it is said to be live all the same. */
export async function tombstone(
  snapshot: Snapshot,
  moment: Moment,
  asset: NamedAsset,
  number: number,
): Promise<string | undefined> {
  const stated = await readEdgesAbove(snapshot, [asset.node], [flows.version, flows.points])
  const versions = stated.filter((edge) => edge.flow === flows.version && edge.number === number)
  const back = await takenBack(
    snapshot,
    moment,
    versions.flatMap(({ statement }) => (statement < moment.knownBefore ? statement : [])),
  )
  const [first] = versions.flatMap(({ statement, upstream }) => {
    const by = back.get(statement)
    return by === undefined ? [] : { by, upstream }
  })
  if (first === undefined) return undefined
  const content = (await namesOf(snapshot, [first.upstream])).get(first.upstream) ?? ''
  const points = standingEdges(
    stated.filter(({ flow }) => flow === flows.points),
    moment.stands,
  )
  const live = liveAt(assignmentsOf(points), moment.asOf).filter(({ targets }) =>
    targets.some(({ selector }) => selector?.version === number),
  )
  const name = calledOf(asset)
  const still = live.map(({ slot }) => `; it is still said to be live as ${name}@${slot}`)
  return `${name}@${number}, which was ${shortId(content)}, was ${takenBackText(first.by)}${still.join('')}`
}

async function slot(snapshot: Snapshot, moment: Moment, asset: NamedAsset, name: string): Promise<Reading> {
  const points = standingEdges(await readEdgesAbove(snapshot, [asset.node], [flows.points]), moment.stands)
  const slots = assignmentsOf(points)
  const live = liveAt(slots, moment.asOf).filter((assignment) => assignment.slot === name)
  if (live.length > 0) {
    const edges = live.flatMap(({ targets }) => targets)
    return { meanings: await Promise.all(edges.map((edge) => meaningOf(snapshot, asset, edge))), missed: [] }
  }
  const known = [...new Set(slots.map((assignment) => assignment.slot))].join(', ') || 'none'
  const was = slots.some((assignment) => assignment.slot === name)
  const why = was ? ` at ${timeOf(moment.asOf)}` : `; slots on record: ${known}`
  const what =
    name === '' ? `after ${calledOf(asset)}@ comes a number or a slot` : `${calledOf(asset)} has nothing in ${name}`
  return { meanings: [], missed: [`${what}${why}`] }
}

async function meaningOf(
  snapshot: Snapshot,
  asset: NamedAsset,
  { flow, source, target, number, selector }: StandingEdge,
): Promise<Meaning> {
  const node = flow === flows.version ? source : target
  const meant = number ?? (typeof selector?.version === 'number' ? selector.version : undefined)
  const id = (await namesOf(snapshot, [node])).get(node) ?? ''
  const named = { id, node, asset: asset.id, assetNode: asset.node }
  return meant === undefined ? named : { ...named, version: meant }
}

const recordedTypes = [
  ['artifact', 'contents'],
  ['run', 'runs'],
  ['agent', 'agents'],
] as const

/**
 * The newest artifact or run that was recorded under a name (a path in its project, a script) and was there at the
 * moment; says of how many it is the newest.
 */
export async function meaningsByRecordedName(snapshot: Snapshot, name: string, moment: Moment): Promise<Reading> {
  const missed: string[] = []
  for (const [type, many] of recordedTypes) {
    const { hits, isAll } = await named(snapshot, moment, type, name)
    for (const [index, hit] of hits.entries()) {
      const why = await absence(snapshot, hit, moment)
      if (why !== undefined) {
        if (index === 0) missed.push(why)
        continue
      }
      const count = hits.length - index
      const of = `${isAll ? '' : 'more than '}${countText(count)} ${many}`
      const note = `${name} is the name of ${of}; this is about the newest of them, ${hit.id}`
      const met = type === 'artifact' ? await metAs(snapshot, moment, hit.node, name) : {}
      return { meanings: [{ ...hit, ...met, ...(count === 1 && isAll ? {} : { note, among: count }) }], missed: [] }
    }
  }
  return { meanings: [], missed }
}
