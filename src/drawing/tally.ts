import type { LineageIndex } from '../lineage/lineage-index.ts'
import type { Tally } from './drawn.ts'
import { type FlowGraph, idsOf } from './flow-graph.ts'

type Fate = keyof Tally

/** What became of each node and edge of the answer, once it is decided which groups are drawn: none is lost. */
export function tallyOf(
  index: LineageIndex,
  graph: FlowGraph,
  groups: ReadonlyMap<string, string>,
  drawn: ReadonlySet<string>,
): { readonly nodes: Tally; readonly edges: Tally } {
  const fateOf = (key: string): Fate => {
    const group = groups.get(key)
    return group === undefined || !drawn.has(group) ? 'hidden' : group === key ? 'drawn' : 'folded'
  }
  const told = (by: readonly string[]): Fate => {
    const fates = by.map(fateOf)
    return fates.includes('drawn') ? 'told' : fates.includes('folded') ? 'folded' : 'hidden'
  }
  const nodes = Array.from(idsOf(index), (id) => {
    const by = graph.toldNodes.get(id)
    return by === undefined ? fateOf(index.nameOf(id)) : told(by)
  })
  const edges = graph.arcs.flatMap(({ from, to, edges: of }) => {
    const fates = [fateOf(from), fateOf(to)]
    return of.map((): Fate => (fates.includes('hidden') ? 'hidden' : fates.includes('folded') ? 'folded' : 'drawn'))
  })
  return { nodes: counts(nodes), edges: counts([...edges, ...graph.toldEdges.map(({ by }) => told([by]))]) }
}

function counts(fates: readonly Fate[]): Tally {
  const count = (fate: Fate) => fates.filter((of) => of === fate).length
  return { drawn: count('drawn'), told: count('told'), folded: count('folded'), hidden: count('hidden') }
}
