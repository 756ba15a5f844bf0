import { countText } from '../domain/quantities.ts'
import type { Mark } from './drawn.ts'
import type { FlowGraph, Vertex } from './flow-graph.ts'

/**
 * What a group has for neighbours that are not drawn, as numbers: `+6 read this`. It counts things, not stacks of them.
 */
export function stubsOf(
  { arcs, vertices }: FlowGraph,
  groups: ReadonlyMap<string, string>,
  drawn: ReadonlySet<string>,
  key: string,
  type: Vertex['type'] | undefined,
): Mark[] {
  const isHidden = (other: string) => !drawn.has(groups.get(other) ?? other)
  const above = new Set(arcs.flatMap(({ from, to }) => (groups.get(to) === key && isHidden(from) ? [from] : [])))
  const below = new Set(arcs.flatMap(({ from, to }) => (groups.get(from) === key && isHidden(to) ? [to] : [])))
  const isRun = type === 'run'
  const areRuns = [...below].every((other) => vertices.get(other)?.type === 'run')
  return [
    stub(above.size, isRun ? 'more inputs' : 'lead to this'),
    stub(below.size, isRun ? 'more outputs' : areRuns ? 'read this' : 'come from this'),
  ].flat()
}

function stub(count: number, words: string): Mark[] {
  return count === 0 ? [] : [{ text: `+${countText(count)} ${words}`, tone: 'stub' }]
}
