import type { Lineage, LineageEdge } from '../lineage.ts'
import type { Change } from './difference.ts'
import { changeOf, movedBetween } from './moved.ts'
import type { StepPair } from './pairs.ts'
import { dataOf, pathOf } from './steps.ts'

/**
 * Two lineages in which a source that a run wrote on either side is data on both: what another run made follows from what that
 * was given, and what somebody wrote instead took its place.
 */
export function withSourcesMet(a: Lineage, b: Lineage): readonly [Lineage, Lineage] {
  const paths = sourcesMade(a).union(sourcesMade(b))
  return paths.size === 0 ? [a, b] : [withMet(a, paths), withMet(b, paths)]
}

/** What such a source was to a step. */
const role = 'source'

/** Such sources that differ, for what stands in them: whether that is a cause is told where their bytes are. */
export const changesOfSources = (pairs: readonly StepPair[]): Change[] =>
  pairs.flatMap((pair) => {
    const isSource = ({ path }: { readonly path: string }) =>
      [pair.a, pair.b].some((step) => dataOf(step, 'used').get(path)?.role === role)
    const moved = movedBetween(pair, 'used').filter(isSource)
    return moved.map((each) => ({ ...changeOf(pair, each), side: 'code', cause: false }))
  })

/** The paths of sources that a run of a lineage is known to have written, as others read them. */
export const sourcesMade = ({ edges }: Lineage): ReadonlySet<string> =>
  new Set(edges.filter(isSourceMet).map((edge) => pathOf(edge)))

/** A change of such a source is told among those of code. */
export const toldAsCode = (changes: readonly Change[], paths: ReadonlySet<string>): Change[] =>
  changes.map((change) => (change.side === 'data' && paths.has(change.subject) ? { ...change, side: 'code' } : change))

/** One source alone; the tree has all that a run read. */
const isSourceMet = ({ edge, role, selector }: LineageEdge) =>
  edge === 'used' && role === 'code' && typeof selector?.path === 'string'

function withMet(lineage: Lineage, paths: ReadonlySet<string>): Lineage {
  const met = new Set(lineage.edges.filter(isSourceMet).map((edge) => `${edge.source} ${pathOf(edge)}`))
  const edges = lineage.edges.flatMap((edge): LineageEdge[] => {
    if (isSourceMet(edge)) return [{ ...edge, role }]
    if (edge.edge !== 'used' || edge.role !== 'code') return [edge]
    const files = Object.entries((edge.selector?.files ?? {}) as Readonly<Record<string, string>>)
    const others = files.filter(([path]) => paths.has(path) && !met.has(`${edge.source} ${path}`))
    return [edge, ...others.map(([path, target]) => ({ ...edge, target, role, selector: { path } }))]
  })
  return { ...lineage, edges }
}
