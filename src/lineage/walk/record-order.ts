import type { Graph } from '../../domain/graph.ts'

/** A graph and, by its own numbers of nodes, the store's: below zero for a file that only listings name. */
export type Numbered = { readonly graph: Graph; readonly ids: readonly number[] }

/**
 * The order of equals, by the store's numbers: of nodes that lie equally far, and of ways of one length. What the log named
 * last comes first, then files that only listings name. A graph's own numbers, and which edge a walk meets first, depend on
 * how the graph was filled: a store and a server would each cut an answer elsewhere. The ids would be as good an order, of
 * digests, which tells nobody anything, and reading 120,000 of them takes most of a second.
 */
export const newestFirst = (one: number, other: number): number => other - one
