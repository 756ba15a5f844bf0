import { stepsOf } from '../domain/flow.ts'
import { appendEdge, emptyGraph, everything, type Graph, markSmall, smallBytes } from '../domain/graph.ts'
import { contentOf } from './content.ts'
import type { Lineage, LineageEdge } from './lineage.ts'
import { findingBy, producersOf } from './producers.ts'
import { sightOf } from './sight.ts'

/**
 * Whether a recorded run made what a read of this lineage found, by the walk's own rule of time and place: a copy of a
 * raw file is made by a run, the raw file is not. And no run made what it was given itself.
 */
export function makersOf({ nodes, edges }: Lineage): (read: LineageEdge) => boolean {
  const graph = emptyGraph(nodes.length + 1, edges.length + 1)
  const [nodeNumbers, placeNumbers] = [numbering(0), numbering(1)]
  const reads = new Map<LineageEdge, number>()
  for (const edge of edges) {
    if (edge.edge === 'used') reads.set(edge, graph.edgeCount)
    append(graph, edge, { nodeNumbers, placeNumbers })
  }
  for (const { id, bytes } of nodes)
    if (bytes !== undefined && bytes < smallBytes) markSmall(graph, nodeNumbers(id), -1)
  const sight = sightOf(graph, everything)
  return (edge) => {
    const read = reads.get(edge)
    if (read === undefined) return false
    const content = contentOf(sight, graph.upstream[read] ?? 0)
    const { writes } = producersOf(sight, content, findingBy(sight, content, read))
    return writes.some((write) => graph.upstream[write] !== graph.downstream[read])
  }
}

type Numbering = (name: string) => number

function numbering(first: number): Numbering {
  const known = new Map<string, number>()
  return (name) => {
    const number = known.get(name) ?? known.size + first
    known.set(name, number)
    return number
  }
}

function append(
  graph: Graph,
  edge: LineageEdge,
  { nodeNumbers, placeNumbers }: { nodeNumbers: Numbering; placeNumbers: Numbering },
): void {
  const place = edge.place === undefined ? 0 : placeNumbers(edge.place)
  if (edge.place !== undefined) graph.places.set(place, edge.place)
  const at = edge.at === undefined ? undefined : Date.parse(edge.at)
  for (const { flow, upstream, downstream } of stepsOf({ ...edge, type: 'edge' })) {
    const ends = { upstream: nodeNumbers(upstream), downstream: nodeNumbers(downstream) }
    appendEdge(graph, { flow, ...ends, statement: 0, place, at })
  }
}
