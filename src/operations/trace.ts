import { erasedIn, type Meant, meantIn } from '../domain/completeness.ts'
import type { NodeId } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Lineage, LineageEdge, LineageNode, UnfollowedRead, WroteLast } from '../lineage/lineage.ts'
import { withKind } from '../lineage/node-names.ts'
import { withoutUnmadeSources } from '../lineage/unmade-sources.ts'
import { nearest, type Reached } from '../lineage/walk/nearest.ts'
import { depthsOf, type Walk, walkDown, walkUp } from '../lineage/walk/walk.ts'
import { type Closure, type Reach, readClosure } from '../store/closure.ts'
import type { Snapshot } from '../store/port.ts'
import { besides, edgesAround, fitting } from './answers/around.ts'
import { defined } from './answers/defined.ts'
import { describeEdges, describeFacts, describeNodes, namesOf } from './answers/describe.ts'
import { edgesTaken } from './answers/edges-taken.ts'
import { describeSources, type FolderSources, folderSources } from './answers/folder-sources.ts'
import { foundMeanwhile } from './answers/found-meanwhile.ts'
import { rootWriter, unfollowedIn, withLastWriters } from './answers/last-writers.ts'
import { type Measured, measuredLater, withMeasured } from './answers/measured-later.ts'
import { madeAgain, nothingBeside, type Registered, versionsBeside } from './answers/registered.ts'
import { unfollowedReads } from './answers/unfollowed-reads.ts'
import { withWhose } from './answers/whose-metrics.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { askedIn, type Found, flowing, registeredAs, versionNamed } from './references/asked.ts'
import { nameOfMet } from './references/met-as.ts'
import { resolve } from './references/reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export type Question = Times & {
  readonly reference: string
  /** The most artifacts and runs to show. Names and people come with them. */
  readonly nodesMax?: number | undefined
}

/** Under which of its names content is meant, for a question by its id. */
export type Called = { readonly called?: string | undefined }

/** How many artifacts and runs one answer shows, and what a store's recursion may reach before it is cut. */
const nodesShown = 5_000
export const nodesReached = 2_000_000

/** Where something comes from: every artifact and run upstream of it, with what was recorded about each. */
export function trace(store: ReadableStore, question: Question & Called, surroundings: Surroundings): Promise<Lineage> {
  return ask('trace', store, question, surroundings)
}

/** What depends on something: every run and artifact downstream of it, ending at the slots that are live. */
export function impact(
  store: ReadableStore,
  question: Question & Called,
  surroundings: Surroundings,
): Promise<Lineage> {
  return ask('impact', store, question, surroundings)
}

function ask(
  which: Lineage['question'],
  store: ReadableStore,
  question: Question & Called,
  surroundings: Surroundings,
): Promise<Lineage> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, question, surroundings.nowMs())
    const { reference, called } = question
    const meant = await resolve(snapshot, reference, { moment, store, surroundings, question: which, called })
    const { id, node, place, assetNode, version, ...about } = await flowing(snapshot, moment, meant)
    if (about.note !== undefined) surroundings.warn(about.note)
    return lineageOf(snapshot, {
      which,
      root: node,
      id,
      asked: reference,
      ...{ called: about.called, metAt: about.metAt },
      place,
      ...{ assetNode, version },
      ...meantIn(about),
      moment,
      nodesMax: question.nodesMax ?? nodesShown,
      reach: store.reach,
    })
  })
}

type Asked = Omit<Found, 'node'> &
  Meant & {
    readonly which: Lineage['question']
    readonly root: number
    readonly id: NodeId
    readonly asked: string
    readonly called?: string | undefined
    readonly metAt?: number | undefined
    readonly moment: Moment
    readonly nodesMax: number
    /** Where the edges come from: the store's recursion, where no graph is kept in memory. */
    readonly reach?: Reach | undefined
    /** Whether to say who made what the runs beside the root were given: a comparison calls that a consequence. */
    readonly tellsMakers?: true
  }

/** One answer, in one snapshot: the walk over what the store's recursion gave, cut to `nodesMax`, then described. */
export async function lineageOf(snapshot: Snapshot, asked: Asked): Promise<Lineage> {
  const { which, root, moment, nodesMax } = asked
  const reach = asked.reach ?? readClosure
  const closure = await reach(snapshot, [root], which === 'trace' ? 'upstream' : 'downstream', nodesReached)
  const found = { ...asked, node: root }
  const registered = which === 'trace' ? await registeredAs(snapshot, moment, found) : undefined
  const walk = await walkFrom(snapshot, closure, found, registered)
  const later = which === 'trace' ? await measuredLater(snapshot, moment, root) : new Map<number, Measured>()
  const isTold = which === 'trace' && asked.tellsMakers !== true
  const sources = isTold ? await folderSources(snapshot, moment, { closure, walk }) : []
  const { nodes, left } = await nodesOf(snapshot, asked, { closure, walk, sources }, [...later.keys()])
  const numbers = nodes.map(({ node }) => node)
  const beside = nodes.filter((node) => node.beside === true).map(({ node }) => node)
  const stated = await edgesAround(snapshot, moment, numbers, beside, asked.tellsMakers === true)
  const others =
    which === 'impact' ? await versionsBeside(snapshot, { closure, walk, moment }, { root, numbers }) : nothingBeside
  const around = stated.filter((edge) => !others.isSaidOf(edge))
  const further = await fitting(snapshot, nodes, around, nodesMax - nodes.length)
  const all = [...nodes, ...further.ends]
  const shown = new Set(all.map(({ node }) => node))
  const taken = await edgesTaken(snapshot, closure, walk, moment, shown)
  const withheld = new Set([...left, ...further.withheld.nodes].filter((node) => !shown.has(node)))
  for (const statement of others.statements) taken.sameBytes.add(statement)
  const members = sources
    .flatMap(({ edges }) => edges)
    .filter((edge) => shown.has(edge.source) && shown.has(edge.target))
  const stating = await describeEdges(snapshot, [...taken.edges, ...members, ...further.edges], taken)
  const place = asked.place ?? registered?.place
  const { nodes: told, edges: described } = await namedAndMade(snapshot, { ...asked, place }, all, stating)
  // What leads down says nothing of who made what else was read.
  const edges = which === 'trace' ? await withLastWriters(snapshot, moment, described, besideIn(told)) : described
  const { wroteLast, unfollowed } = await unfollowedOf(snapshot, asked, {
    place,
    at: registered?.at ?? asked.metAt,
    edges,
    numbers,
  })
  return {
    question: which,
    root: asked.id,
    asked: asked.asked,
    ...defined({
      called: asked.called,
      version: await versionNamed(snapshot, moment, found),
      place,
      wroteLast,
      madeAgain: await madeAgain(snapshot, moment, { closure, walk, registered }),
      unmade: await describeSources(snapshot, sources, shown),
    }),
    asOf: instantOf(moment.asOf),
    knownAt: moment.knownAt,
    ...meantIn(asked),
    complete:
      !closure.cut &&
      withheld.size === 0 &&
      unfollowed.length === 0 &&
      moment.erased === 0 &&
      asked.instead === undefined,
    withheld: { nodes: withheld.size, edges: taken.withheld + further.withheld.edges },
    ...(unfollowed.length === 0 ? {} : { unfollowed: [...unfollowed] }),
    ...erasedIn(moment),
    nodes: withKindsBy(described, told),
    edges,
    facts: [...withMeasured(await factsOf(snapshot, moment, numbers), await byName(snapshot, later))],
  }
}

const besideIn = (nodes: readonly LineageNode[]): ReadonlySet<NodeId> =>
  new Set(nodes.flatMap(({ id, beside }) => (beside === true ? id : [])))

/** The root by the name that is meant, of all that it has. */
async function withNameMeant(
  snapshot: Snapshot,
  { id, root, place, moment }: Asked,
  nodes: readonly LineageNode[],
): Promise<readonly LineageNode[]> {
  const name = await nameOfMet(snapshot, moment, { id, node: root, place })
  return name === undefined ? nodes : nodes.map((node) => (node.id === id ? { ...node, name } : node))
}

/** What an answer shows, by the names that are meant. */
async function namedAndMade(snapshot: Snapshot, asked: Asked, shown: readonly Shown[], edges: LineageEdge[]) {
  const nodes = await describeNodes(snapshot, asked.moment, shown)
  return withoutUnmadeSources(asked, await withNameMeant(snapshot, asked, nodes), edges)
}

async function factsOf(snapshot: Snapshot, moment: Moment, nodes: readonly number[]) {
  return withWhose(snapshot, moment, nodes, await describeFacts(snapshot, moment, nodes))
}

type Around = {
  readonly place: string | undefined
  /** When it became the version that was asked for. */
  readonly at: number | undefined
  readonly edges: readonly LineageEdge[]
  /** The artifacts and runs of the answer. */
  readonly numbers: readonly number[]
}

/** Where the answer may go on, and nobody can tell. */
async function unfollowedOf(
  snapshot: Snapshot,
  { which, root, id, moment }: Asked,
  { place, at = moment.asOf, edges, numbers }: Around,
): Promise<{ readonly wroteLast?: WroteLast; readonly unfollowed: readonly UnfollowedRead[] }> {
  if (which === 'impact') {
    const reads = await unfollowedReads(snapshot, moment, { root, shown: numbers })
    return { unfollowed: [...reads, ...(await foundMeanwhile(snapshot, moment, numbers))] }
  }
  const start = { root, id, at, ...(place === undefined ? {} : { place }) }
  const { wroteLast, unfollowed } = await rootWriter(snapshot, moment, start, edges)
  return { ...(wroteLast && { wroteLast }), unfollowed: [...unfollowed, ...unfollowedIn(edges)] }
}

/** Up from what was found as it was found; down from its bytes, wherever they are, unless they say nothing. */
async function walkFrom(
  snapshot: Snapshot,
  closure: Closure,
  { which, ...found }: Found & Pick<Asked, 'which' | 'moment'>,
  registered: Registered | undefined,
): Promise<Walk> {
  const start = [closure.numberOf.get(found.node) ?? 0]
  const asked = await askedIn(snapshot, closure, found, registered)
  if (which === 'trace') return walkUp(closure.graph, start, found.moment, asked)
  return walkDown(closure.graph, start, found.moment, typeof asked === 'number' ? asked : undefined)
}

/** Nodes with the kinds that the names have which they bear. */
function withKindsBy(edges: readonly LineageEdge[], nodes: readonly LineageNode[]): LineageNode[] {
  const bySource = Map.groupBy(edges, ({ source }) => source)
  const index = {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    bySource: (id: NodeId) => bySource.get(id) ?? [],
  }
  return nodes.map((node) => withKind(index, node))
}

async function byName(snapshot: Snapshot, later: ReadonlyMap<number, Measured>): Promise<Map<NodeId, Measured>> {
  const names = await namesOf(snapshot, [...later.keys()])
  return new Map([...later].map(([run, measured]) => [names.get(run) ?? '', measured]))
}

/** Files in folders that nobody made, each a step further than its folder, where nothing else shows it. */
function sourcesIn(
  sources: readonly FolderSources[],
  { numberOf }: Closure,
  walk: Walk,
  known: ReadonlySet<number>,
): Shown[] {
  if (sources.length === 0) return []
  const depths = depthsOf(walk)
  const depthOf = new Map(Array.from(walk.nodes, (node, index) => [node, depths[index] ?? 0]))
  const found = new Map<number, Shown>()
  for (const { folder, named } of sources) {
    const depth = (depthOf.get(numberOf.get(folder) ?? -1) ?? 0) + 1
    for (const node of named) if (!known.has(node) && !found.has(node)) found.set(node, { node, depth })
  }
  return [...found.values()]
}

type Shown = Reached & { readonly beside?: true }

/** What the walk reached and what measured the root, which lies one step away from it: the nearest `nodesMax` of them. */
async function nodesOf(
  snapshot: Snapshot,
  { which, root, moment, nodesMax }: Asked,
  { closure, walk, sources }: { closure: Closure; walk: Walk; sources: readonly FolderSources[] },
  later: readonly number[],
) {
  const idOf = (node: number) => closure.ids[node] ?? 0
  const reached = nearest(closure, walk, nodesMax).map(({ node, depth }): Shown => ({ node: idOf(node), depth }))
  const walked = Array.from(walk.nodes, idOf)
  const measuring = which === 'trace' ? await besides(snapshot, moment, { root, later, reached: new Set(walked) }) : []
  const beside = measuring.map((node): Shown => ({ node, depth: 1, beside: true }))
  const [near, far] = [reached.filter(({ depth }) => depth <= 1), reached.filter(({ depth }) => depth > 1)]
  const named = sourcesIn(sources, closure, walk, new Set([...walked, ...measuring]))
  const nodes = [...near, ...beside, ...far, ...named].slice(0, nodesMax)
  const chosen = new Set(nodes.map(({ node }) => node))
  const all = [...walked, ...measuring, ...named.map(({ node }) => node)]
  return { nodes, left: all.filter((node) => !chosen.has(node)) }
}
