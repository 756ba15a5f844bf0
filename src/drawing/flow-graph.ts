import { type NodeId, nodeTypeOf } from '../domain/id.ts'
import type { NodeType } from '../domain/vocabulary.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import { endsOf, type LineageIndex } from '../lineage/lineage-index.ts'

/** Something that could be drawn: a node of the answer under all its names, a slot of an asset, or an environment. */
export type Vertex = {
  readonly key: string
  readonly type: NodeType | 'slot' | 'environment'
  readonly ids: readonly NodeId[]
  /** The edges that tell of a slot, the run whose fact tells of an environment. */
  readonly tells: { readonly points: readonly LineageEdge[]; readonly run: NodeId | undefined }
}
/** The edges from one vertex to another, in the direction in which data flows. An environment has none on record. */
export type Arc = { readonly from: string; readonly to: string; readonly edges: readonly LineageEdge[] }

export type FlowGraph = {
  readonly vertices: ReadonlyMap<string, Vertex>
  readonly arcs: readonly Arc[]
  /** Nodes and edges that no vertex and no arc stands for, with the vertices in whose words they are said. */
  readonly toldNodes: ReadonlyMap<NodeId, readonly string[]>
  readonly toldEdges: readonly { readonly edge: LineageEdge; readonly by: string }[]
}

/**
 * What a lineage has to draw. A name is said on its versions, a deployment is a vertex of its own, the author of a run
 * is said on the run, and of several digests of one content the first stands for all.
 */
export function flowGraph(index: LineageIndex): FlowGraph {
  const { lineage, nameOf, namesOf } = index
  const told = lineage.edges.flatMap((edge) => {
    const by = tellerOf(index, edge)
    return by === undefined ? [] : [{ edge, by }]
  })
  const toldNodes = nodesTold(index, told)
  const vertices = new Map<string, Vertex>()
  const add = (vertex: Vertex) => vertices.set(vertex.key, vertex)
  for (const id of idsOf(index)) {
    if (!toldNodes.has(id) && nameOf(id) === id)
      add({ key: id, type: nodeTypeOf(id), ids: namesOf(id), tells: nothing })
  }
  const points = lineage.edges.filter(isSlotEdge)
  for (const [key, edges] of Map.groupBy(points, slotKey))
    add({ key, type: 'slot', ids: [], tells: { points: edges, run: undefined } })
  const environments = environmentArcs(index)
  for (const { from, run } of environments) add({ key: from, type: 'environment', ids: [], tells: { points: [], run } })
  const isTold = new Set(told.map(({ edge }) => edge))
  const flows = lineage.edges.filter((edge) => !isTold.has(edge)).map((edge) => ({ ...arcEnds(index, edge), edge }))
  const arcs = [...Map.groupBy(flows, ({ from, to }) => `${from}\n${to}`).values()].flatMap((group): Arc[] => {
    const [first] = group
    return first === undefined ? [] : [{ from: first.from, to: first.to, edges: group.map(({ edge }) => edge) }]
  })
  return {
    vertices,
    arcs: [...arcs, ...environments.map(({ from, to }) => ({ from, to, edges: [] }))],
    toldNodes,
    toldEdges: told,
  }
}

const nothing = { points: [], run: undefined }

/** Every node of the answer, also ends of edges that it does not describe. */
export function idsOf({ lineage }: LineageIndex): ReadonlySet<NodeId> {
  const ids = new Set(lineage.nodes.map(({ id }) => id))
  for (const { source, target } of lineage.edges) ids.add(source).add(target)
  return ids
}

const isSlotEdge = (edge: LineageEdge) => edge.edge === 'points' && nodeTypeOf(edge.source) === 'asset'
const slotKey = ({ source, role, slot }: LineageEdge) => `slot:${source} ${role ?? ''} ${slot ?? ''}`

/** The vertex that says an edge in its words, for an edge that is no line of its own. */
function tellerOf({ nameOf, lineage }: LineageIndex, edge: LineageEdge): string | undefined {
  const { edge: kind, source, target, role } = edge
  if (kind === 'same-as') return nameOf(source)
  const isVersion = kind === 'version-of' && nodeTypeOf(source) === 'artifact' && nodeTypeOf(target) === 'asset'
  if (isVersion && target !== lineage.root) return nameOf(source)
  const isAuthor = kind === 'acted-for' && nodeTypeOf(target) === 'run' && (role === undefined || role === 'author')
  return isAuthor && nodeTypeOf(source) === 'agent' && source !== lineage.root ? target : undefined
}

/** Assets and agents all of whose edges are told, and names of slots, with who tells them. */
function nodesTold(index: LineageIndex, told: FlowGraph['toldEdges']): Map<NodeId, string[]> {
  const tellers = new Map<NodeId, string[]>()
  const tell = (id: NodeId, by: string) => tellers.set(id, [...(tellers.get(id) ?? []), by])
  for (const { edge, by } of told) {
    if (edge.edge === 'version-of') tell(edge.target, by)
    if (edge.edge === 'acted-for') tell(edge.source, by)
  }
  for (const edge of index.lineage.edges)
    if (isSlotEdge(edge) && edge.source !== index.lineage.root) tell(edge.source, slotKey(edge))
  const isTold = new Set(told.map(({ edge }) => edge))
  for (const edge of index.lineage.edges) {
    if (isTold.has(edge)) continue
    for (const id of [edge.source, edge.target]) if (!(isSlotEdge(edge) && id === edge.source)) tellers.delete(id)
  }
  return tellers
}

function arcEnds({ nameOf }: LineageIndex, edge: LineageEdge): { readonly from: string; readonly to: string } {
  if (isSlotEdge(edge)) return { from: nameOf(edge.target), to: slotKey(edge) }
  // Who approved something did so after it was made.
  if (edge.edge === 'acted-for') return { from: nameOf(edge.target), to: nameOf(edge.source) }
  const { upstream, downstream } = endsOf(edge)
  return { from: nameOf(upstream), to: nameOf(downstream) }
}

/**
 * An environment for each training that recorded one; trainings with the same have one between them. Nobody asks what an
 * environment depends on, and it depends on nothing: an impact has none.
 */
function environmentArcs({ lineage, nodes, nameOf }: LineageIndex): { from: string; to: NodeId; run: NodeId }[] {
  if (lineage.question === 'impact') return []
  const facts = lineage.facts.flatMap((fact) => {
    if (fact.type !== 'facet' || fact.name !== 'environment' || nodes.get(fact.subject)?.kind !== 'train') return []
    return [{ run: nameOf(fact.subject), body: JSON.stringify(fact.body) }]
  })
  return [...Map.groupBy(facts, ({ body }) => body).values()].flatMap((alike) => {
    const run = alike[0]?.run ?? ''
    return alike.map(({ run: to }) => ({ from: `environment:${run}`, to, run }))
  })
}
