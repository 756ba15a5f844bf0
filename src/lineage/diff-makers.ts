import { stepsOf } from '../domain/flow.ts'
import { appendEdge, emptyGraph, everything, type Graph, markSmall, smallBytes } from '../domain/graph.ts'
import { contentOf } from './content.ts'
import type { Lineage, LineageEdge } from './lineage.ts'
import { producersOf } from './producers.ts'
import { type Sight, sightOf } from './sight.ts'

/** The edges of a lineage as walks see them, with the number of each read, and the first read of each thing at a place. */
type Written = {
  readonly sight: Sight
  readonly numbers: ReadonlyMap<LineageEdge, number>
  readonly firstReads: ReadonlyMap<string, LineageEdge>
}

/**
 * Whether a recorded run made what a read of this lineage found, by the walk's own rule of time and place. Who only has
 * the same bytes elsewhere did not make what was found at this place before: a copy of a raw file is made by a run, the
 * raw file is not, however often it is copied again. And no run made what it was given itself.
 */
export function makersOf(lineage: Lineage): (read: LineageEdge) => boolean {
  const written = writtenOf(lineage)
  return (read) => {
    const { writes, placed } = makingOf(written, read)
    if (placed || writes.length === 0) return writes.length > 0
    return makingOf(written, written.firstReads.get(placeKeyOf(read)) ?? read).writes.length > 0
  }
}

function makingOf({ sight, numbers }: Written, edge: LineageEdge): { writes: readonly number[]; placed: boolean } {
  const read = numbers.get(edge)
  if (read === undefined) return { writes: [], placed: false }
  const { graph } = sight
  const { writes, placed } = producersOf(graph, contentOf(sight, graph.upstream[read] ?? 0), read)
  return { writes: writes.filter((write) => graph.upstream[write] !== graph.downstream[read]), placed }
}

function writtenOf({ nodes, edges }: Lineage): Written {
  const graph = emptyGraph(nodes.length + 1, edges.length + 1)
  const [nodeNumbers, placeNumbers] = [numbering(0), numbering(1)]
  const numbers = new Map<LineageEdge, number>()
  const firstReads = new Map<string, LineageEdge>()
  for (const edge of edges) {
    const number = graph.edgeCount
    append(graph, edge, { nodeNumbers, placeNumbers })
    if (edge.edge !== 'used') continue
    numbers.set(edge, number)
    const key = placeKeyOf(edge)
    if (edge.place !== undefined && isEarlier(edge, firstReads.get(key))) firstReads.set(key, edge)
  }
  for (const { id, bytes } of nodes)
    if (bytes !== undefined && bytes < smallBytes) markSmall(graph, nodeNumbers(id), -1)
  return { sight: sightOf(graph, everything), numbers, firstReads }
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

const placeKeyOf = ({ target, place }: LineageEdge) => JSON.stringify([target, place])

function isEarlier({ at }: LineageEdge, than: LineageEdge | undefined): boolean {
  return than === undefined || (at !== undefined && (than.at === undefined || Date.parse(at) < Date.parse(than.at)))
}
