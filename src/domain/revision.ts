import { flows } from './flow.ts'
import type { Graph } from './graph.ts'

/**
 * Whether an edge says that content goes on from what lay at a place, which a run wrote on without reading it (a log that
 * was added to). It is a `derived` edge with a place: it finds the older content there and then, as a read does, and holds
 * for that one write of the newer, whose time it bears.
 */
export const isRevision = ({ flow, place }: Graph, edge: number): boolean =>
  flow[edge] === flows.derived && place[edge] !== 0

/** Whether an edge found content somewhere, so that time and place decide who made what it found. */
export const isFinding = (graph: Graph, edge: number): boolean =>
  graph.flow[edge] === flows.used || isRevision(graph, edge)
