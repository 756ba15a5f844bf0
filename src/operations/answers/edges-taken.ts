import { type Flow, flows } from '../../domain/flow.ts'
import { standingEdges } from '../../lineage/standing.ts'
import type { Walk } from '../../lineage/walk/walk.ts'
import type { Closure } from '../../store/closure.ts'
import { readEdgesBetween } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'

/** The edges that the walk took between nodes that are shown, each with all that is said of it by then. */
export async function edgesTaken(
  snapshot: Snapshot,
  { graph, ids }: Closure,
  walk: Pick<Walk, 'edges' | 'sameBytes'> & Partial<Pick<Walk, 'makers'>>,
  moment: Moment,
  shown: ReadonlySet<number>,
) {
  const taken = new Set<string>()
  const sameBytes = new Set<number>()
  const makers = new Map<number, ReadonlySet<number>>()
  const kinds = new Set<Flow>()
  const withheld = new Set<string>()
  for (const edge of walk.edges) {
    const stated = (graph.flow[edge] ?? 0) as Flow
    // A mirror shows as the edge that it mirrors.
    const flow = stated === flows.folder ? flows.member : stated
    const ends = [ids[graph.upstream[edge] ?? 0] ?? 0, ids[graph.downstream[edge] ?? 0] ?? 0]
    const statement = graph.statement[edge] ?? 0
    kinds.add(flow)
    taken.add(keyOf(statement, ends))
    if (!ends.every((end) => shown.has(end))) withheld.add(keyOf(flow, ends))
    if (walk.sameBytes.has(edge)) sameBytes.add(statement)
    const runs = walk.makers?.get(edge)
    if (runs !== undefined) makers.set(statement, new Set([...runs].map((run) => ids[run] ?? 0)))
  }
  const isTrueBy = (at: number | undefined) => (at ?? Number.NEGATIVE_INFINITY) <= moment.asOf
  const rows = await readEdgesBetween(snapshot, [...shown], [...kinds])
  const among = rows.filter(({ at }) => isTrueBy(at))
  // Folded before it is asked what was taken: a better known statement of an edge counts, whichever the walk went along.
  const edges = standingEdges(among, moment.stands).filter(({ statements, source, target }) =>
    statements.some((statement) => taken.has(keyOf(statement, [source, target]))),
  )
  return { edges, sameBytes, makers, withheld: withheld.size }
}

/** Both ends in one order: an edge is stored by which end lies upstream, and shown by which is its source. */
const keyOf = (what: number, [a = 0, b = 0]: readonly number[]) => `${what} ${Math.min(a, b)} ${Math.max(a, b)}`
