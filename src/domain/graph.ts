import type { Flow } from './flow.ts'

/** One stored step between two nodes of a graph, in numbers: what `project` gives, with ids resolved. */
export type GraphEdge = {
  readonly flow: Flow
  readonly upstream: number
  readonly downstream: number
  readonly statement: number
  readonly place?: number | undefined
  readonly at?: number | undefined
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** What makes two statements say one edge: role, slot, selector, number. Only compared, so left out where none ends. */
  readonly key?: string | undefined
}

/** What few edges have, so that the arrays stay narrow. */
type Interval = { readonly from: number; readonly until: number }

/**
 * The steps of a graph that walks follow, as a linked forward star: for each node the newest edge that leads up and down,
 * and for each edge the next older one of the same node. About 37 bytes an edge and 25 a node; appending costs some 60 ns.
 * Nodes and places are the store's own numbers (or any dense ones), absent times are NaN, absent edges -1.
 */
export type Graph = {
  nodeCount: number
  edgeCount: number
  firstUp: Int32Array
  firstDown: Int32Array
  nextUp: Int32Array
  nextDown: Int32Array
  upstream: Int32Array
  downstream: Int32Array
  flow: Uint8Array
  place: Int32Array
  at: Float64Array
  statement: Float64Array
  /** For each node the one edge that wrote it, or `several` where more leads up from it than that: a name, a folder, files. */
  onlyWrite: Int32Array
  /** Where and how early a node was read: its place, or `several`; its earliest time. */
  readPlace: Int32Array
  readFrom: Float64Array
  /**
   * 1 for a node that every read of it leads on from alike, whatever a question sees: nobody wrote it, or the one write
   * was where all reads are and no later than they. Most content is so, and a walk need not ask each read about it.
   */
  settled: Uint8Array
  /** The latest `at` and statement: a question that looks further sees every edge that none ends and none takes back. */
  latestAt: number
  latestStatement: number
  /** Content so small that it says nothing, with the statements that say so: followed at its own place only. */
  readonly small: Map<number, number[]>
  readonly places: Map<number, string>
  readonly intervals: Map<number, Interval>
  /** The edges that say an end, by their downstream and their upstream node: only between those is an edge ever closed. */
  readonly closing: Map<number, Map<number, number[]>>
  readonly keys: Map<number, string>
  /** Statements known to be retracted, with the statement that says so. */
  readonly retracted: Map<number, number>
}

export function emptyGraph(nodes = 1_024, edges = 4_096): Graph {
  return {
    nodeCount: 0,
    edgeCount: 0,
    firstUp: new Int32Array(nodes).fill(-1),
    firstDown: new Int32Array(nodes).fill(-1),
    nextUp: new Int32Array(edges),
    nextDown: new Int32Array(edges),
    upstream: new Int32Array(edges),
    downstream: new Int32Array(edges),
    flow: new Uint8Array(edges),
    place: new Int32Array(edges),
    at: new Float64Array(edges),
    statement: new Float64Array(edges),
    onlyWrite: new Int32Array(nodes).fill(-1),
    readPlace: new Int32Array(nodes).fill(-1),
    readFrom: new Float64Array(nodes).fill(Number.POSITIVE_INFINITY),
    settled: new Uint8Array(nodes).fill(1),
    latestAt: Number.NEGATIVE_INFINITY,
    latestStatement: Number.NEGATIVE_INFINITY,
    small: new Map(),
    places: new Map(),
    intervals: new Map(),
    closing: new Map(),
    keys: new Map(),
    retracted: new Map(),
  }
}

/**
 * What a question sees: facts true at `asOf` (ms since 1970) that were recorded by statements before `knownBefore`.
 * Infinity for both means everything that stands.
 */
export type View = { readonly asOf: number; readonly knownBefore: number }
export const everything: View = { asOf: Number.POSITIVE_INFINITY, knownBefore: Number.POSITIVE_INFINITY }

/** Whether a question sees every edge there is, so that none need be asked. */
export function seesAll(graph: Graph, { asOf, knownBefore }: View): boolean {
  if (graph.retracted.size > 0 || graph.intervals.size > 0) return false
  return graph.latestAt <= asOf && graph.latestStatement < knownBefore
}

/** Whether an edge stands in a view. Two comparisons for an edge without interval, in a graph without retractions. */
export function isVisible(graph: Graph, edge: number, view: View): boolean {
  if ((graph.at[edge] ?? Number.NaN) > view.asOf || !isKnown(graph, graph.statement[edge] ?? 0, view)) return false
  if (graph.intervals.size === 0) return true
  if (startOf(graph, edge) > view.asOf) return false
  const until = untilOf(graph, edge, view)
  return until === Number.POSITIVE_INFINITY || until > view.asOf
}

/** Whether a node's content says nothing, as far as is known. What it is does not change, so time does not matter. */
export function isSmall(graph: Graph, node: number, view: View): boolean {
  if (graph.small.size === 0) return false
  return graph.small.get(node)?.some((statement) => isKnown(graph, statement, view)) ?? false
}

function isKnown(graph: Graph, statement: number, view: View): boolean {
  if (statement >= view.knownBefore) return false
  return graph.retracted.size === 0 || (graph.retracted.get(statement) ?? Number.POSITIVE_INFINITY) >= view.knownBefore
}

/** When an edge ends: the earliest `until` of the standing statements that say this edge, Infinity for an open one. */
function untilOf(graph: Graph, edge: number, view: View): number {
  const closing = graph.closing.get(graph.downstream[edge] ?? 0)?.get(graph.upstream[edge] ?? 0)
  let earliest = Number.POSITIVE_INFINITY
  for (const other of closing ?? []) {
    const until = graph.intervals.get(other)?.until ?? Number.POSITIVE_INFINITY
    if (until < earliest && isSameEdge(graph, edge, other) && isKnown(graph, graph.statement[other] ?? 0, view))
      earliest = until
  }
  return earliest
}

/** Of two edges between the same nodes. */
function isSameEdge(graph: Graph, a: number, b: number): boolean {
  if (a === b) return true
  return (
    graph.flow[a] === graph.flow[b] &&
    graph.keys.get(a) === graph.keys.get(b) &&
    startOf(graph, a) === startOf(graph, b)
  )
}

const startOf = (graph: Graph, edge: number) => graph.intervals.get(edge)?.from ?? Number.NEGATIVE_INFINITY
