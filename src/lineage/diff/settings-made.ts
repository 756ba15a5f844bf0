import type { Lineage, LineageEdge } from '../lineage.ts'
import { makersOf } from './makers.ts'
import { isConfiguration, madeConfiguration, pathOf } from './steps.ts'

/**
 * Two lineages in which a configuration file that a run made is data of whoever reads it: its values follow from what that run
 * was given. Where it is so for a step on one side, it is for that step on the other, where somebody may have written it by hand.
 */
export function withSettingsMade(a: Lineage, b: Lineage): readonly [Lineage, Lineage] {
  const met = new Set([...readsOfMade(a), ...readsOfMade(b)])
  return met.size === 0 ? [a, b] : [withData(a, met), withData(b, met)]
}

function withData(lineage: Lineage, met: ReadonlySet<string>): Lineage {
  const nameAt = namesIn(lineage)
  return {
    ...lineage,
    edges: lineage.edges.map((edge) =>
      isConfiguration(edge) && (edge.edge === 'generated' || met.has(nameAt(edge)))
        ? { ...edge, role: madeConfiguration }
        : edge,
    ),
  }
}

/** Which steps read at which paths configuration that a run made. */
function readsOfMade(lineage: Lineage): string[] {
  const writes = lineage.edges.filter(({ edge }) => edge === 'generated')
  const written = new Set(writes.map(({ target }) => target))
  const reads = lineage.edges.filter(
    (edge) => edge.edge === 'used' && isConfiguration(edge) && written.has(edge.target),
  )
  if (reads.length === 0) return []
  const makers = makersOf(lineage)
  const readsOfContent = Map.groupBy(
    lineage.edges.filter(({ edge, role }) => edge === 'used' && role !== 'code'),
    ({ source, target }) => `${source} ${target}`,
  )
  // A copy of what nobody made is as if nobody had seen it copied.
  const isMade = (read: LineageEdge, known: ReadonlySet<LineageEdge>): boolean =>
    [...makers.ofRead(read)].some((maker) => {
      const copied = readsOfContent.get(`${maker} ${read.target}`)
      return copied === undefined || copied.some((each) => !known.has(each) && isMade(each, new Set([...known, each])))
    })
  return reads.filter((read) => isMade(read, new Set([read]))).map(namesIn(lineage))
}

/** By an edge the name of the step that read something, and where. */
function namesIn({ nodes }: Lineage): (edge: LineageEdge) => string {
  const names = new Map(nodes.map(({ id, name, kind }) => [id, name ?? kind ?? id]))
  return (edge) => `${names.get(edge.source)} ${pathOf(edge)}`
}
