import { flows } from './flow.ts'
import type { Graph } from './graph.ts'
import { isFinding } from './revision.ts'

/** More than one, where a number stands for one. */
export const several = -2

/** Keeps what is known of a node's reads and its write after one more edge, in any order of edges. */
export function settle(graph: Graph, edge: number): void {
  const { onlyWrite, readPlace, readFrom, place, at, settled } = graph
  const flow = graph.flow[edge] ?? 0
  const [above, below] = [graph.upstream[edge] ?? 0, graph.downstream[edge] ?? 0]
  const isRead = isFinding(graph, edge)
  if (flow === flows.derived && !isRead) return
  if (flow > flows.derived) {
    entangle(graph, above)
    entangle(graph, below)
    return
  }
  const node = isRead ? above : below
  if (isRead) {
    const where = place[edge] ?? 0
    readPlace[node] = readPlace[node] === -1 || readPlace[node] === where ? where : several
    if ((at[edge] ?? Number.NaN) < (readFrom[node] ?? 0)) readFrom[node] = at[edge] ?? Number.NaN
  } else onlyWrite[node] = onlyWrite[node] === -1 ? edge : several
  const write = onlyWrite[node] ?? -1
  const isAnyRead = readPlace[node] !== -1
  const isPlaced = write >= 0 && place[write] !== 0 && place[write] === readPlace[node]
  const isTooLate = write >= 0 && (at[write] ?? Number.NaN) > (readFrom[node] ?? 0)
  settled[node] = Number(write === -1 || (write >= 0 && (!isAnyRead || (isPlaced && !isTooLate))))
}

/** A node with other names, in a folder or with files, or whose content says nothing: a walk must look closely. */
export function entangle({ onlyWrite, settled }: Graph, node: number): void {
  onlyWrite[node] = several
  settled[node] = 0
}
