import { stepsOf } from '../../domain/flow.ts'
import { emptyGraph, everything, type Graph } from '../../domain/graph.ts'
import { appendEdge, markSmall } from '../../domain/graph-growth.ts'
import { smallBytes } from '../../domain/small-content.ts'
import type { Lineage, LineageEdge } from '../lineage.ts'
import { type Content, contentOf } from '../walk/content.ts'
import { findingBy, producersOf } from '../walk/producers.ts'
import { producersOfVersion } from '../walk/registration.ts'
import { sightOf } from '../walk/sight.ts'

/** Which recorded runs made something, by the walk's own rule of time and place. */
export type Makers = {
  /** Of what a read found: a copy of a raw file is made by a run, the raw file is not. No run made what it was given itself. */
  readonly ofRead: (read: LineageEdge) => ReadonlySet<string>
  /** Of what was asked for: content as it was found at a place, or anywhere, by a time. */
  readonly ofContent: (id: string, place: string | undefined, by: string | undefined) => ReadonlySet<string>
}

export function makersOf({ nodes, edges }: Lineage): Makers {
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
  const idOf = new Map(nodes.map(({ id }) => [nodeNumbers(id), id]))
  const runs = (writes: readonly number[]) =>
    new Set(writes.flatMap((write) => idOf.get(graph.upstream[write] ?? 0) ?? []))
  const contents = new Map<number, Content>()
  const contentAt = (node: number) => {
    const content = contents.get(node) ?? contentOf(sight, node)
    contents.set(node, content)
    return content
  }
  return {
    ofRead: (edge) => {
      const read = reads.get(edge)
      if (read === undefined) return new Set()
      const content = contentAt(graph.upstream[read] ?? 0)
      const { writes } = producersOf(sight, content, findingBy(sight, content, read))
      return runs(writes.filter((write) => graph.upstream[write] !== graph.downstream[read]))
    },
    ofContent: (id, found, by) => {
      const place = found === undefined ? undefined : placeNumbers(found)
      const content = contentAt(nodeNumbers(id))
      const { writes } =
        by === undefined
          ? producersOf(sight, content, { place: place ?? 0, at: Number.NaN, isWithin: false })
          : producersOfVersion(sight, content, { place, at: Date.parse(by) })
      // Who asks for content that says nothing, or that was only copied, asks for every run that wrote it.
      return runs(writes.length > 0 ? writes : content.writes)
    },
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
