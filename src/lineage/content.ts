import { type Flow, flows } from '../domain/flow.ts'
import { type Graph, isSmall, isVisible, type View } from '../domain/graph.ts'

/** One content under all its names, with what leads upstream from it. Edges throughout, but names are nodes. */
export type Content = {
  /** `same-as` joins them; the one asked for comes first. */
  readonly names: readonly number[]
  /** The `same-as` edges between the names. */
  readonly same: readonly number[]
  /** Every write of it, also those of a folder that holds it. */
  readonly writes: readonly number[]
  /** What else it comes from: what it is derived from, and what it is said to have used. */
  readonly sources: readonly number[]
  /** Of a folder: the edges to its files. */
  readonly members: readonly number[]
  /** The folders that hold it, those around them, and their other names. */
  readonly folders: Surroundings
  /** Below `smallBytes`: many have it, and it says nothing. */
  readonly isSmall: boolean
}

/** Nodes around a content (its folders) or in it (its files), each with all edges that lead back to the content. */
export type Surroundings = ReadonlyMap<number, readonly number[]>

const nothing: Surroundings = new Map()

/** What leads upstream from a node and from its other names. Linear in the edges there and at the folders around. */
export function contentOf(graph: Graph, node: number, view: View): Content {
  const names = [node]
  const found = { same: [] as number[], writes: [] as number[], sources: [] as number[], members: [] as number[] }
  const holding: number[] = []
  // Names are added while this goes over them.
  for (const name of names) {
    for (let edge = graph.firstUp[name] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
      if (!isVisible(graph, edge, view)) continue
      switch (graph.flow[edge]) {
        case flows.used:
        case flows.derived:
          found.sources.push(edge)
          break
        case flows.generated:
          found.writes.push(edge)
          break
        case flows.member:
          found.members.push(edge)
          break
        case flows.folder:
          holding.push(edge)
          break
        case flows.same: {
          const other = graph.upstream[edge] ?? 0
          found.same.push(edge)
          if (!names.includes(other)) names.push(other)
        }
      }
    }
  }
  const folders = surroundingsOf(graph, holding, flows.folder, names, view)
  for (const folder of folders.keys()) found.writes.push(...writesOf(graph, folder, view))
  return { names, ...found, folders, isSmall: names.some((name) => isSmall(graph, name, view)) }
}

/** The files of a folder, those of folders in it, and their other names. */
export function filesOf(graph: Graph, { names, members }: Content, view: View): Surroundings {
  return surroundingsOf(graph, members, flows.member, names, view)
}

function surroundingsOf(
  graph: Graph,
  starts: readonly number[],
  along: Flow,
  names: readonly number[],
  view: View,
): Surroundings {
  if (starts.length === 0) return nothing
  const found = new Map<number, number[]>()
  const edges = [...starts]
  // Edges are added while this goes over them; a circle of folders comes back to nodes that are known.
  for (const back of edges) {
    const node = graph.upstream[back] ?? 0
    if (names.includes(node)) continue
    const known = found.get(node)
    if (known !== undefined) {
      known.push(back)
      continue
    }
    found.set(node, [back])
    for (let edge = graph.firstUp[node] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
      const flow = graph.flow[edge]
      if ((flow === along || flow === flows.same) && isVisible(graph, edge, view)) edges.push(edge)
    }
  }
  return found
}

function writesOf(graph: Graph, folder: number, view: View): number[] {
  const writes: number[] = []
  for (let edge = graph.firstUp[folder] ?? -1; edge >= 0; edge = graph.nextUp[edge] ?? -1) {
    if (graph.flow[edge] === flows.generated && isVisible(graph, edge, view)) writes.push(edge)
  }
  return writes
}

/** The nodes on every way from one of the surroundings back to the content, that one first. None for the content itself. */
export function wayBack(graph: Graph, surroundings: Surroundings, from: number): number[] {
  if (!surroundings.has(from)) return []
  const way = [from]
  for (const node of way) {
    for (const edge of surroundings.get(node) ?? []) {
      const next = graph.downstream[edge] ?? 0
      if (surroundings.has(next) && !way.includes(next)) way.push(next)
    }
  }
  return way
}
