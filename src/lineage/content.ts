import { flows, followedMax } from '../domain/flow.ts'
import { type Graph, isVisible, smallBytes, type View } from '../domain/graph.ts'

/**
 * One content under all its names, with what leads upstream from it. Edge numbers throughout, but `names` and the keys
 * of `folders` are nodes.
 */
export type Content = {
  /** `same-as` joins them; the one asked for comes first. */
  readonly names: number[]
  /** The `same-as` edges between the names. */
  readonly same: number[]
  /** Every write of it, also those of a folder that holds it. */
  readonly writes: number[]
  /** What else it comes from: what it is derived from, and what it is said to have used. */
  readonly sources: number[]
  /** Of a folder: the edges to its files. */
  readonly members: number[]
  /** Each folder that holds it, folders around those, and their other names, with every edge that leads back to it. */
  readonly folders: ReadonlyMap<number, readonly number[]>
  /** Content below `smallBytes`: many have it, and it says nothing. */
  readonly isSmall: boolean
}

const noFolders: ReadonlyMap<number, readonly number[]> = new Map()

/** What leads upstream from a node and from its other names. Linear in the edges there and at the folders around. */
export function contentOf(graph: Graph, node: number, view: View): Content {
  const names = [node]
  const content = { names, same: [], writes: [], sources: [], members: [] }
  const around: number[] = []
  for (const name of names) sortEdges(graph, name, view, { ...content, around })
  return {
    ...content,
    folders: around.length === 0 ? noFolders : foldersOf(graph, around, content, view),
    isSmall: names.some((name) => graph.small.has(name)),
  }
}
