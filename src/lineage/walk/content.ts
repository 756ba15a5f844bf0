import { isSmall } from '../../domain/graph.ts'
import { edgesAbove, type Sight } from './sight.ts'

/** One content under all its names, with what leads upstream from it. Edges throughout, but names are nodes. */
export type Content = {
  /** `same-as` joins them; the one asked for comes first. */
  readonly names: ReadonlySet<number>
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

/** What leads upstream from a node and from its other names. Linear in the edges there and in the folders around. */
export function contentOf(sight: Sight, node: number): Content {
  const { graph } = sight
  const names = new Set([node])
  const alone = edgesAbove(sight, node)
  // Most files of a folder are called nothing else: for 25,000 of them no list is copied.
  if (alone.same.length === 0) return withFolders(sight, names, alone, alone.folders)
  const found = { same: [] as number[], writes: [] as number[], sources: [] as number[], members: [] as number[] }
  const holding: number[] = []
  // Names are added while this goes over them.
  for (const name of names) {
    const above = edgesAbove(sight, name)
    for (const edge of above.sources) found.sources.push(edge)
    for (const edge of above.writes) found.writes.push(edge)
    for (const edge of above.members) found.members.push(edge)
    for (const edge of above.folders) holding.push(edge)
    for (const edge of above.same) {
      found.same.push(edge)
      names.add(graph.upstream[edge] ?? 0)
    }
  }
  return withFolders(sight, names, found, holding)
}

type Names = Pick<Content, 'same' | 'writes' | 'sources' | 'members'>

function withFolders(
  sight: Sight,
  names: ReadonlySet<number>,
  { same, writes, sources, members }: Names,
  holding: readonly number[],
): Content {
  const folders = surroundingsOf(sight, holding, 'folders', names)
  const around = [...folders.keys()].flatMap((folder) => edgesAbove(sight, folder).writes)
  const small = names.values().some((name) => isSmall(sight.graph, name, sight.view))
  const all = around.length === 0 ? writes : [...writes, ...around]
  return { names, same, writes: all, sources, members, folders, isSmall: small }
}

/** The files of a folder, those of folders in it, and their other names. */
export function filesOf(sight: Sight, { names, members }: Content): Surroundings {
  return surroundingsOf(sight, members, 'members', names)
}

function surroundingsOf(
  sight: Sight,
  starts: readonly number[],
  along: 'folders' | 'members',
  names: ReadonlySet<number>,
): Surroundings {
  if (starts.length === 0) return nothing
  const { graph } = sight
  const found = new Map<number, number[]>()
  const edges = [...starts]
  // Edges are added while this goes over them; a circle of folders comes back to nodes that are known.
  for (const back of edges) {
    const node = graph.upstream[back] ?? 0
    if (names.has(node)) continue
    const known = found.get(node)
    if (known !== undefined) {
      known.push(back)
      continue
    }
    found.set(node, [back])
    const above = edgesAbove(sight, node)
    for (const edge of above[along]) edges.push(edge)
    for (const edge of above.same) edges.push(edge)
  }
  return found
}

/** The nodes on every way from one of the surroundings back to the content, that one first. None for the content itself. */
export function wayBack({ graph }: Sight, surroundings: Surroundings, from: number): ReadonlySet<number> {
  const way = new Set<number>()
  if (surroundings.has(from)) way.add(from)
  // Nodes are added while this goes over them.
  for (const node of way) {
    for (const edge of surroundings.get(node) ?? []) {
      const next = graph.downstream[edge] ?? 0
      if (surroundings.has(next)) way.add(next)
    }
  }
  return way
}
