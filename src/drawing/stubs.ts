import { countText } from '../domain/quantities.ts'
import type { Mark } from './drawn.ts'
import type { FlowGraph, Vertex } from './flow-graph.ts'

/** Vertices that are not drawn, upstream and downstream of a group. */
type Hidden = { readonly above: Set<string>; readonly below: Set<string> }

/** For each drawn group its neighbours that are not. */
export function hiddenNeighbours(
  { arcs }: FlowGraph,
  groups: ReadonlyMap<string, string>,
  drawn: ReadonlySet<string>,
): ReadonlyMap<string, Hidden> {
  const hidden = new Map(Array.from(drawn, (key): [string, Hidden] => [key, { above: new Set(), below: new Set() }]))
  for (const { from, to } of arcs) {
    const [upstream, downstream] = [hidden.get(groups.get(from) ?? from), hidden.get(groups.get(to) ?? to)]
    if (downstream === undefined) upstream?.below.add(to)
    if (upstream === undefined) downstream?.above.add(from)
  }
  return hidden
}

/** Neighbours that are not drawn as numbers: `+6 read this`. They count things, not stacks of them. */
export function stubsOf(hidden: Hidden | undefined, of: Vertex | undefined, vertices: FlowGraph['vertices']): Mark[] {
  const { above, below } = hidden ?? { above: new Set<string>(), below: new Set<string>() }
  const isRun = of?.type === 'run'
  const areRuns = [...below].every((other) => vertices.get(other)?.type === 'run')
  return [
    stub(above.size, isRun ? 'more inputs' : 'lead to this'),
    stub(below.size, isRun ? 'more outputs' : areRuns ? 'read this' : 'come from this'),
  ].flat()
}

function stub(count: number, words: string): Mark[] {
  return count === 0 ? [] : [{ text: `+${countText(count)} ${words}`, tone: 'stub' }]
}
