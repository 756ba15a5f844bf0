import type { Graph } from '../../domain/graph.ts'
import { isRevision } from '../../domain/revision.ts'

/**
 * The writes of its newer content that a revision is of: those at its very time. Of the same bytes that were written at
 * another time nobody knows what they kept. Undefined where none is on record: then it is true of the content itself.
 * @param writes those of the newer content.
 */
export function writesRevising({ at }: Graph, revision: number, writes: readonly number[]): number[] | undefined {
  const own = writes.filter((write) => at[write] === at[revision])
  return own.length === 0 ? undefined : own
}

type Writes = {
  /** All of the content. */
  readonly all: readonly number[]
  /** Those that made what was found. */
  readonly found: readonly number[]
}

/** Which of the edges to what content comes from hold for what was found: of revisions those of its writes. */
export function sourcesOfFound(graph: Graph, sources: readonly number[], { all, found }: Writes): readonly number[] {
  // Most content was not written on.
  if (!sources.some((edge) => isRevision(graph, edge))) return sources
  return sources.filter((edge) => {
    const own = isRevision(graph, edge) ? writesRevising(graph, edge, all) : undefined
    return own === undefined || own.some((write) => found.includes(write))
  })
}
