import { flows } from '../../domain/flow.ts'
import { nodeTypeOf } from '../../domain/id.ts'
import { assignmentsOf, liveAt } from '../../lineage/live.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import type { Reached } from '../../lineage/walk/nearest.ts'
import { readEdgesAbove, readEdgesBelow, readMeasuring } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { namesOf } from './describe.ts'

// What a lineage shows that no walk goes along: what measured the root, what names, approves and deploys what is shown.

/** The runs that measured the root (`later` are those that do not name it), shown beside its lineage: they are downstream of it, and say what it is worth. */
export async function besides(
  snapshot: Snapshot,
  moment: Moment,
  { root, later, reached }: { root: number; later: readonly number[]; reached: ReadonlySet<number> },
): Promise<number[]> {
  const measuring = await readMeasuring(snapshot, [root], moment.asOf)
  const named = measuring.filter(({ statement }) => moment.stands(statement)).map(({ run }) => run)
  const runs = new Set([...named, ...later])
  return [...runs].filter((run) => !reached.has(run))
}

/**
 * What names, approves and deploys what is shown; for what stands beside, what it used.
 * Of what that was it says the makers that are shown anyway: that training and test data come from one step must not be lost.
 * @param tellsMakers whether to say the others, too.
 */
export async function edgesAround(
  snapshot: Snapshot,
  moment: Moment,
  shown: readonly number[],
  beside: readonly number[],
  tellsMakers: boolean,
): Promise<StandingEdge[]> {
  const isShown = new Set(shown)
  const named = await readEdgesBelow(snapshot, shown, [flows.version])
  const agents = await readEdgesAbove(snapshot, shown, [flows.acted])
  const uses = await readEdgesAbove(snapshot, beside, [flows.used])
  const given = uses.map(({ upstream }) => upstream).filter((artifact) => !isShown.has(artifact))
  const makers = await readEdgesAbove(snapshot, given, [flows.generated])
  // Another model of the same training is another's lineage, whose parameters and metrics would be told here then.
  const told = tellsMakers ? makers : makers.filter(({ upstream, role }) => isShown.has(upstream) && role !== 'model')
  const standing = standingEdges([...named, ...agents, ...uses, ...told], moment.stands).filter((edge) =>
    isTrueAt(edge, moment.asOf),
  )
  const live = await livePoints(snapshot, moment, shown)
  return [...standing, ...live.filter(({ target }) => isShown.has(target))]
}

/** The slots in force at the moment, of every asset that has ever pointed to one of the artifacts. */
async function livePoints(snapshot: Snapshot, moment: Moment, artifacts: readonly number[]): Promise<StandingEdge[]> {
  const pointing = await readEdgesBelow(snapshot, artifacts, [flows.points])
  const assets = [...new Set(pointing.map(({ downstream }) => downstream))]
  const points = standingEdges(await readEdgesAbove(snapshot, assets, [flows.points]), moment.stands)
  return liveAt(assignmentsOf(points), moment.asOf).flatMap(({ targets }) => targets)
}

/**
 * Cuts what stands around to an answer's room. Names and people come with what is shown; artifacts and runs, such as
 * what an evaluation used, only as far as there is room, the nearest first.
 */
export async function fitting(
  snapshot: Snapshot,
  nodes: readonly Reached[],
  around: readonly StandingEdge[],
  room: number,
): Promise<{ ends: Reached[]; edges: StandingEdge[]; withheld: { nodes: readonly number[]; edges: number } }> {
  const beyond = endsBeyond(nodes, around)
  const names = await namesOf(
    snapshot,
    beyond.map(({ node }) => node),
  )
  const counts = ({ node }: Reached) => ['artifact', 'run'].includes(nodeTypeOf(names.get(node) ?? ''))
  const counted = beyond.filter(counts).sort((a, b) => a.depth - b.depth)
  const withheld = new Set(counted.slice(room).map(({ node }) => node))
  const edges = around.filter(({ source, target }) => !withheld.has(source) && !withheld.has(target))
  return {
    ends: beyond.filter(({ node }) => !withheld.has(node)),
    edges,
    withheld: { nodes: [...withheld], edges: around.length - edges.length },
  }
}

/** Ends of edges that are not among the nodes yet, a step further than the nearest node that they are joined to. */
function endsBeyond(nodes: readonly Reached[], edges: readonly StandingEdge[]): Reached[] {
  const depths = new Map(nodes.map(({ node, depth }) => [node, depth]))
  const ends = new Map<number, number>()
  const reach = (end: number, from: number): boolean => {
    const depth = (depths.get(from) ?? ends.get(from) ?? Number.POSITIVE_INFINITY) + 1
    if (depths.has(end) || depth >= (ends.get(end) ?? Number.POSITIVE_INFINITY)) return false
    ends.set(end, depth)
    return true
  }
  // Some lie two steps away (who made what an evaluation used), and edges come in any order.
  for (let isNearer = true; isNearer; ) {
    isNearer = false
    for (const { source, target } of edges) isNearer = reach(source, target) || reach(target, source) || isNearer
  }
  return [...ends].map(([node, depth]) => ({ node, depth }))
}
