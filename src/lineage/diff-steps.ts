import { makersOf } from './diff-makers.ts'
import type { Lineage, LineageEdge, LineageFacet, LineageMetric, LineageNode, LineageParameter } from './lineage.ts'

/** A run of a lineage with all that was recorded about it. */
export type Step = {
  readonly run: LineageNode
  readonly used: readonly LineageEdge[]
  readonly generated: readonly LineageEdge[]
  readonly parameters: readonly LineageParameter[]
  readonly metrics: readonly LineageMetric[]
  readonly facets: readonly LineageFacet[]
}

/** The same step on both sides, or on one alone. `name` is what both have in common. */
export type StepPair = {
  readonly name: string
  readonly a: Step | undefined
  readonly b: Step | undefined
  readonly sources: Sources
}

/** Whether what a step of one side read was made by a recorded run, and what is known of content of either. */
export type Sources = {
  readonly isMade: Readonly<Record<'a' | 'b', (read: LineageEdge) => boolean>>
  readonly bytesOf: (id: string) => number | undefined
}

/**
 * Pairs the runs of two lineages by name; several of one name by their order in time, the latest with the latest, so
 * that swapping the lineages swaps the pairs.
 */
export function pairSteps(a: Lineage, b: Lineage): StepPair[] {
  const [stepsA, stepsB] = [stepsOf(a), stepsOf(b)]
  const sources = sourcesOf(a, b)
  const names = [...new Set([...stepsA.keys(), ...stepsB.keys()])].sort()
  return names.flatMap((name) => {
    const [listA, listB] = [stepsA.get(name) ?? [], stepsB.get(name) ?? []]
    return Array.from({ length: Math.max(listA.length, listB.length) }, (_, index) => ({
      name,
      a: listA[index],
      b: listB[index],
      sources,
    }))
  })
}

function stepsOf({ nodes, edges, facts }: Lineage): Map<string, Step[]> {
  const from = Map.groupBy(edges, ({ source }) => source)
  const about = Map.groupBy(facts, ({ subject }) => subject)
  const steps = nodes
    // A run that is only named, as the maker of something beside the lineage, is no step of it.
    .filter(({ type, id }) => type === 'run' && (from.get(id)?.some(({ edge }) => edge === 'used') || about.has(id)))
    .sort((one, other) => (other.from ?? '').localeCompare(one.from ?? '') || (one.id < other.id ? -1 : 1))
    .map((run) => ({
      run,
      used: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'used'),
      generated: (from.get(run.id) ?? []).filter(({ edge }) => edge === 'generated'),
      parameters: (about.get(run.id) ?? []).filter((fact) => fact.type === 'parameter'),
      metrics: (about.get(run.id) ?? []).filter((fact) => fact.type === 'metric'),
      facets: (about.get(run.id) ?? []).filter((fact) => fact.type === 'facet'),
    }))
  return Map.groupBy(steps, ({ run }) => run.name ?? run.kind ?? run.id)
}

function sourcesOf(a: Lineage, b: Lineage): Sources {
  const bytes = new Map([...a.nodes, ...b.nodes].map(({ id, bytes: size }) => [id, size]))
  return { isMade: { a: makersOf(a), b: makersOf(b) }, bytesOf: (id) => bytes.get(id) }
}

/** The path at which a step met what an edge leads to; where none is known, the content itself. */
export function pathOf({ selector, target }: LineageEdge): string {
  return typeof selector?.path === 'string' ? selector.path : target
}

/** The body of a facet of a step, as an object. */
export function facetOf(step: Step | undefined, name: string): Record<string, unknown> {
  const body = step?.facets.find((facet) => facet.name === name)?.body
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}

/** The names of two maps, each once, in order. */
export function keysOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort()
}
