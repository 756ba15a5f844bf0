import { followedMax } from '../../domain/flow.ts'
import { emptyGraph, type Graph } from '../../domain/graph.ts'
import { appendEdge, markSmall, retract } from '../../domain/graph-growth.ts'
import { nodesNamed } from '../../domain/project.ts'
import { smallBytes } from '../../domain/small-content.ts'
import {
  appendListed,
  type Closure,
  graphEdge,
  readKeyedEdges,
  readRetractions,
  type StoredEdge,
} from '../../store/closure.ts'
import { readEntryAt } from '../../store/describing.ts'
import { type FoldedEntry, foldEntries, namesIn } from '../../store/fold.ts'
import { type Listed, readFoldersOf, readJoiningFilesOf, readUnnamedNumbers } from '../../store/listed.ts'
import { readLoggedEntries, readTable } from '../../store/pages.ts'
import type { Row, Snapshot } from '../../store/port.ts'
import { readNumbers } from '../../store/recording.ts'
import * as tables from '../../store/tables.ts'
import type { Recorded } from '../record.ts'
import { unseal } from '../recording/seal.ts'

/** The whole graph of a store in memory. It follows the log: whoever wrote, in this process or another. */
export type GraphInMemory = {
  /**
   * Reads what a snapshot has and the graph lacks. Snapshots must come in the order in which they were taken.
   * @returns the entries that came since the last time; of the first time none.
   */
  readonly follow: (snapshot: Snapshot) => Promise<News[]>
  /**
   * Takes what this process has just recorded, without reading it back, where that comes next and nothing of it needs a
   * look at the store. @returns its entries; undefined where it is left to `follow`.
   */
  readonly add: (recorded: Recorded) => News[] | undefined
  /** The graph at a snapshot, whatever the question starts from: it is never cut. */
  readonly reach: (snapshot: Snapshot, starts: readonly number[]) => Promise<Closure>
  /** The number of the last entry that it has. */
  readonly entry: () => number
}

export function graphInMemory(): GraphInMemory {
  const state: State = {
    graph: emptyGraph(),
    numbers: denseNumbers(),
    listed: new Set(),
    ended: new Set(),
    hasListings: false,
    entry: 0,
  }
  let isLoaded = false
  const follow = async (snapshot: Snapshot) => {
    if (isLoaded) return readNewer(state, snapshot)
    await load(state, snapshot)
    isLoaded = true
    return []
  }
  return {
    follow,
    add: (recorded) => (isLoaded && comesNext(state, recorded) ? addRecorded(state, recorded) : undefined),
    reach: async (snapshot, starts) => {
      await follow(snapshot)
      const { graph, numbers } = state
      // A file that only one listing names leads nowhere else, until somebody asks for it.
      const unknown = starts.filter((start) => start < 0 && numbers.get(start) === undefined)
      addListed(state, await readFoldersOf(snapshot, unknown))
      for (const start of starts) numbers.of(start)
      graph.nodeCount = Math.max(graph.nodeCount, numbers.ids.length)
      return { graph, ids: numbers.ids, numberOf: numbers, cut: false }
    },
    entry: () => state.entry,
  }
}

/** An entry that has come: what kinds of statements it has, and the first things that it names. */
export type News = { readonly entry: number; readonly kinds: readonly string[]; readonly nodes: readonly string[] }
const nodesTold = 100

type State = {
  readonly graph: Graph
  readonly numbers: DenseNumbers
  /** Files in folders that are in the graph, by what tells them apart. */
  readonly listed: Set<string>
  /** Nodes, by the store’s numbers, to which an edge leads that ever ended: one that is said again there may be the same. */
  readonly ended: Set<number>
  /** Whether a file that is named now may have been listed before. */
  hasListings: boolean
  entry: number
}

type DenseNumbers = {
  /** By number: what the store calls the node. */
  readonly ids: number[]
  readonly get: (id: number) => number | undefined
  /** The number of a node, a new one where it has none. */
  readonly of: (id: number) => number
  readonly rename: (before: number, id: number) => void
}

/** Numbers from 0 in the order in which nodes are met; files that only listings name have ids below zero. */
function denseNumbers(): DenseNumbers {
  const ids: number[] = []
  const known = new Map<number, number>()
  return {
    ids,
    get: (id) => known.get(id),
    of: (id) => {
      const number = known.get(id)
      if (number !== undefined) return number
      known.set(id, ids.length)
      return ids.push(id) - 1
    },
    rename: (before, id) => {
      const number = known.get(before)
      if (number === undefined) return
      known.delete(before)
      known.set(id, number)
      ids[number] = id
    },
  }
}

/** Whether nothing is between what the graph has and what was recorded, and no row is about rows that came before. */
function comesNext({ entry, hasListings, ended }: State, { entries, rows }: Recorded): boolean {
  const needsLook = hasListings || rows.has(tables.listings) || rows.has(tables.retractions)
  const ends = rows
    .get(tables.edges)
    ?.some(({ until, downstream }) => until !== undefined || ended.has(Number(downstream)))
  return entries[0]?.number === entry + 1 && !needsLook && ends !== true
}

function addRecorded(state: State, { entries, rows }: Recorded): News[] {
  for (const { id, name } of rows.get(tables.places) ?? []) state.graph.places.set(Number(id), String(name))
  addRows(state, rows, new Set())
  state.entry = entries.at(-1)?.number ?? state.entry
  return entries.map(newsOf)
}

function addRows(state: State, rows: Recorded['rows'], ending: Set<number>): void {
  for (const row of rows.get(tables.edges) ?? []) addEdge(state, row, ending)
  for (const { node, bytes, statement } of rows.get(tables.claims) ?? []) {
    addBytes(state, Number(node), bytes as number | undefined, Number(statement))
  }
}

async function load(state: State, snapshot: Snapshot): Promise<void> {
  const { graph } = state
  for await (const { id, name } of readTable(snapshot, tables.places)) graph.places.set(Number(id), String(name))
  const ending = new Set<number>()
  for await (const row of readTable(snapshot, walkedEdges, 10_000)) addEdge(state, row, ending)
  for await (const { node, bytes, statement } of readTable(snapshot, claimedBytes, 10_000)) {
    addBytes(state, Number(node), bytes as number | undefined, Number(statement))
  }
  const folders: number[] = []
  for await (const { folder } of readTable(snapshot, tables.listings)) folders.push(Number(folder))
  state.hasListings = folders.length > 0
  await addFolders(state, snapshot, folders)
  await addKeys(state, snapshot, ending)
  await addRetractions(state, snapshot)
  state.entry = await readEntryAt(snapshot, Number.MAX_SAFE_INTEGER)
}

/** The columns that a walk needs; text that tells edges apart is read only where one of them ends. */
const walkedEdges: tables.Table = {
  ...tables.edges,
  columns: ['downstream', 'flow', 'upstream', 'statement', 'mirror', 'place', 'at', 'since', 'until'],
}
const claimedBytes: tables.Table = { ...tables.claims, columns: ['statement', 'node', 'bytes'] }

async function readNewer(state: State, snapshot: Snapshot): Promise<News[]> {
  const news: News[] = []
  const newest = await readEntryAt(snapshot, Number.MAX_SAFE_INTEGER)
  if (newest <= state.entry) return news
  for await (const page of readLoggedEntries(snapshot, { after: state.entry })) {
    const entries = page.map(({ number, body }) => ({ number, ...unseal(body ?? new Uint8Array()) }))
    const names = namesIn(entries)
    const numbers = await readNumbers(snapshot, names.nodes, names.places)
    await rename(state, snapshot, [...numbers.nodes.values()])
    for (const [name, id] of numbers.places) state.graph.places.set(id, name)
    const rows = new Map(foldEntries(entries, numbers).map(({ table, rows: list }) => [table, list]))
    const ending = new Set<number>()
    addRows(state, rows, ending)
    addListed(state, await readFoldersOf(snapshot, [...numbers.nodes.values()]))
    await addFolders(
      state,
      snapshot,
      (rows.get(tables.listings) ?? []).map(({ folder }) => Number(folder)),
    )
    await addKeys(state, snapshot, ending)
    state.entry = page.at(-1)?.number ?? state.entry
    news.push(...entries.map(newsOf))
  }
  await addRetractions(state, snapshot)
  return news
}

function newsOf({ number, statements }: FoldedEntry): News {
  const said = statements.filter((statement) => statement !== undefined)
  const nodes = new Set(said.flatMap(nodesNamed))
  return { entry: number, kinds: [...new Set(said.map(({ type }) => type))], nodes: [...nodes].slice(0, nodesTold) }
}

/** A file that only listings named, and that has a node of its own by now, keeps its number. */
async function rename({ numbers }: State, snapshot: Snapshot, nodes: readonly number[]): Promise<void> {
  const fresh = nodes.filter((node) => numbers.get(node) === undefined)
  for (const { node, unnamed } of await readUnnamedNumbers(snapshot, fresh)) numbers.rename(unnamed, node)
}

function addEdge({ graph, numbers, ended }: State, row: Row, ending: Set<number>): void {
  const edge = row as unknown as StoredEdge
  if (edge.flow > followedMax) return
  if (edge.until !== undefined) ended.add(edge.downstream)
  if (ended.has(edge.downstream)) ending.add(edge.downstream)
  appendEdge(graph, { ...graphEdge(edge, numbers.of(edge.upstream), numbers.of(edge.downstream)), key: undefined })
}

function addBytes({ graph, numbers }: State, node: number, bytes: number | undefined, statement: number): void {
  if (bytes !== undefined && bytes < smallBytes) markSmall(graph, numbers.of(node), statement)
}

/** The files that lead from listed folders to anything else, with every folder that lists them. */
async function addFolders(state: State, snapshot: Snapshot, folders: readonly number[]): Promise<void> {
  const joining = await readJoiningFilesOf(snapshot, folders)
  addListed(state, joining)
  addListed(state, await readFoldersOf(snapshot, [...new Set(joining.map(({ file }) => file))]))
}

function addListed({ graph, numbers, listed }: State, found: readonly Listed[]): void {
  for (const each of found) {
    const [file, folder] = [numbers.of(each.file), numbers.of(each.folder)]
    const key = `${each.statement} ${file} ${folder} ${each.path}`
    if (listed.has(key)) continue
    listed.add(key)
    appendListed(graph, each, file, folder)
  }
}

/** What must be known of edges where one of them ends. */
async function addKeys({ graph, numbers }: State, snapshot: Snapshot, ending: ReadonlySet<number>): Promise<void> {
  for (const edge of ending.size === 0 ? [] : await readKeyedEdges(snapshot, [...ending])) {
    const [above, below] = [numbers.of(edge.upstream), numbers.of(edge.downstream)]
    const { key } = graphEdge(edge, above, below)
    for (let at = graph.firstUp[below] ?? -1; at >= 0; at = graph.nextUp[at] ?? -1) {
      const isIt =
        graph.upstream[at] === above && graph.statement[at] === edge.statement && graph.flow[at] === edge.flow
      if (isIt && key !== undefined) graph.keys.set(at, key)
    }
  }
}

/** What was taken back, which may have come first: all of it, once for whatever is followed. */
async function addRetractions({ graph }: State, snapshot: Snapshot): Promise<void> {
  for (const { statement, by } of await readRetractions(snapshot)) retract(graph, statement, by)
}
