import assert from 'node:assert'
import { followedMax } from './flow.ts'
import type { Graph, GraphEdge } from './graph.ts'
import { entangle, settle } from './settled.ts'

/** Adds one edge that is followed, whatever the order in which edges come. Node numbers are small integers from 0. */
export function appendEdge(graph: Graph, edge: GraphEdge): void {
  reachNode(graph, Math.max(edge.upstream, edge.downstream))
  if (edge.flow > followedMax) return
  const index = graph.edgeCount
  if (index === graph.flow.length) growEdges(graph)
  graph.edgeCount = index + 1
  graph.upstream[index] = edge.upstream
  graph.downstream[index] = edge.downstream
  graph.flow[index] = edge.flow
  graph.place[index] = edge.place ?? 0
  graph.at[index] = edge.at ?? Number.NaN
  graph.statement[index] = edge.statement
  graph.nextUp[index] = graph.firstUp[edge.downstream] ?? -1
  graph.firstUp[edge.downstream] = index
  graph.nextDown[index] = graph.firstDown[edge.upstream] ?? -1
  graph.firstDown[edge.upstream] = index
  settle(graph, index)
  graph.latestStatement = Math.max(graph.latestStatement, edge.statement)
  if (edge.at !== undefined) graph.latestAt = Math.max(graph.latestAt, edge.at)
  if (edge.key !== undefined) graph.keys.set(index, edge.key)
  if (edge.from === undefined && edge.until === undefined) return
  graph.intervals.set(index, {
    from: edge.from ?? Number.NEGATIVE_INFINITY,
    until: edge.until ?? Number.POSITIVE_INFINITY,
  })
  if (edge.until !== undefined) close(graph, index)
}

function close({ upstream, downstream, closing }: Graph, edge: number): void {
  const [above, below] = [upstream[edge] ?? 0, downstream[edge] ?? 0]
  const between = closing.get(below) ?? new Map<number, number[]>()
  closing.set(below, between)
  const edges = between.get(above)
  if (edges === undefined) between.set(above, [edge])
  else edges.push(edge)
}

/** Takes note that a statement is retracted, also before it arrives. The earliest retraction counts. */
export function retract(graph: Graph, statement: number, by: number): void {
  graph.retracted.set(statement, Math.min(by, graph.retracted.get(statement) ?? by))
}

/** Takes note that a statement says of a node that its content is below `smallBytes`. */
export function markSmall(graph: Graph, node: number, statement: number): void {
  const statements = graph.small.get(node)
  reachNode(graph, node)
  entangle(graph, node)
  if (statements === undefined) graph.small.set(node, [statement])
  else statements.push(statement)
}

function reachNode(graph: Graph, node: number): void {
  assert(node >= 0, 'nodes are numbered from 0')
  if (node >= graph.firstUp.length) {
    const capacity = Math.max(node + 1, graph.firstUp.length * 2)
    graph.firstUp = grown(graph.firstUp, new Int32Array(capacity).fill(-1))
    graph.firstDown = grown(graph.firstDown, new Int32Array(capacity).fill(-1))
    graph.onlyWrite = grown(graph.onlyWrite, new Int32Array(capacity).fill(-1))
    graph.readPlace = grown(graph.readPlace, new Int32Array(capacity).fill(-1))
    graph.readFrom = grown(graph.readFrom, new Float64Array(capacity).fill(Number.POSITIVE_INFINITY))
    graph.settled = grown(graph.settled, new Uint8Array(capacity).fill(1))
  }
  graph.nodeCount = Math.max(graph.nodeCount, node + 1)
}

function growEdges(graph: Graph): void {
  const capacity = graph.flow.length * 2
  graph.nextUp = grown(graph.nextUp, new Int32Array(capacity))
  graph.nextDown = grown(graph.nextDown, new Int32Array(capacity))
  graph.upstream = grown(graph.upstream, new Int32Array(capacity))
  graph.downstream = grown(graph.downstream, new Int32Array(capacity))
  graph.flow = grown(graph.flow, new Uint8Array(capacity))
  graph.place = grown(graph.place, new Int32Array(capacity))
  graph.at = grown(graph.at, new Float64Array(capacity))
  graph.statement = grown(graph.statement, new Float64Array(capacity))
}

function grown<T extends Int32Array | Uint8Array | Float64Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
