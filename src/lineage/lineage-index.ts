import { stepsOf } from '../domain/flow.ts'
import type { NodeId } from '../domain/id.ts'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from './lineage.ts'

/** A lineage with its nodes, edges and facts within reach. Names of one content (`same-as`) are one node here. */
export type LineageIndex = {
  readonly lineage: Lineage
  readonly nodes: ReadonlyMap<NodeId, LineageNode>
  /** The one of several names under which a node is told: the root, else a sha256, else the first in order. */
  readonly nameOf: (id: NodeId) => NodeId
  /** Every name of a node, the one that `nameOf` gives first. */
  readonly namesOf: (id: NodeId) => readonly NodeId[]
  /** Edges by what `nameOf` gives for their ends. `same-as` is left out. */
  readonly bySource: (id: NodeId) => readonly LineageEdge[]
  readonly byTarget: (id: NodeId) => readonly LineageEdge[]
  /** The edges by which runs wrote and read a node. A folder has many others. */
  readonly meetings: (id: NodeId) => readonly LineageEdge[]
  readonly factsOf: (id: NodeId) => readonly LineageFact[]
  /** Whether another run has the same name, also one that began in the same minute: then these do not say which is meant. */
  readonly namesake: (run: NodeId) => 'none' | 'another' | 'same minute'
}

/** Linear in the lineage, apart from sorting names. */
export function indexLineage(lineage: Lineage): LineageIndex {
  const groups = groupsOf(lineage)
  const nameOf = (id: NodeId) => groups.get(id)?.[0] ?? id
  const edges = lineage.edges.filter(({ edge }) => edge !== 'same-as')
  const sources = Map.groupBy(edges, ({ source }) => nameOf(source))
  const targets = Map.groupBy(edges, ({ target }) => nameOf(target))
  const met = edges.filter(({ edge }) => edge === 'generated' || edge === 'used')
  const meetings = Map.groupBy(met, ({ target }) => nameOf(target))
  const facts = Map.groupBy(lineage.facts, ({ subject }) => nameOf(subject))
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]))
  const namesakes = namesakesOf(lineage)
  return {
    lineage,
    nodes,
    nameOf,
    namesOf: (id) => groups.get(id) ?? [id],
    bySource: (id) => sources.get(nameOf(id)) ?? [],
    byTarget: (id) => targets.get(nameOf(id)) ?? [],
    meetings: (id) => meetings.get(nameOf(id)) ?? [],
    factsOf: (id) => facts.get(nameOf(id)) ?? [],
    namesake: (run) => namesakes.get(run) ?? 'none',
  }
}

function namesakesOf({ nodes }: Lineage): Map<NodeId, 'another' | 'same minute'> {
  const runs = nodes.filter(({ type, name }) => type === 'run' && name !== undefined)
  const minuteOf = ({ name, from }: LineageNode) => JSON.stringify([name, from?.slice(0, 16)])
  const [byName, byMinute] = [Map.groupBy(runs, ({ name }) => name), Map.groupBy(runs, minuteOf)]
  return new Map(
    runs
      .filter(({ name }) => (byName.get(name)?.length ?? 0) > 1)
      .map((run) => [run.id, (byMinute.get(minuteOf(run))?.length ?? 0) > 1 ? 'same minute' : 'another']),
  )
}

/** For each node that has several names, all of them, the best first. */
function groupsOf({ root, edges }: Lineage): Map<NodeId, readonly NodeId[]> {
  const groups = new Map<NodeId, Set<NodeId>>()
  for (const { edge, source, target } of edges) {
    if (edge !== 'same-as') continue
    const [one, other] = [groups.get(source) ?? new Set([source]), groups.get(target) ?? new Set([target])]
    const [large, small] = one.size < other.size ? [other, one] : [one, other]
    for (const id of small) large.add(id)
    for (const id of [source, target, ...small]) groups.set(id, large)
  }
  const rank = (id: NodeId) => (id === root ? 0 : id.startsWith('sha256:') ? 1 : 2)
  const ordered = new Map<Set<NodeId>, readonly NodeId[]>()
  for (const group of groups.values()) {
    if (!ordered.has(group))
      ordered.set(
        group,
        [...group].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
      )
  }
  return new Map([...groups].map(([id, group]) => [id, ordered.get(group) ?? [id]]))
}

/** Which end of an edge lies upstream: data flows from there to the other. Of `same-as` the source. */
export function endsOf(edge: LineageEdge): { readonly upstream: NodeId; readonly downstream: NodeId } {
  const { edge: kind, source, target, role } = edge
  const [step] = stepsOf({ type: 'edge', edge: kind, source, target, ...(role === undefined ? {} : { role }) })
  return { upstream: step?.upstream ?? source, downstream: step?.downstream ?? target }
}
