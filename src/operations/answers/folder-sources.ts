import { flows } from '../../domain/flow.ts'
import { smallBytes } from '../../domain/small-content.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import type { Walk } from '../../lineage/walk/walk.ts'
import type { Closure } from '../../store/closure.ts'
import { readEdgesAbove } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, namesOf } from './describe.ts'

/** A folder's files that no recorded run made, as far as they are named: those first in order of name. */
export type FolderSources = {
  readonly folder: number
  readonly files: number
  readonly named: readonly number[]
  /** The memberships of those that are named. */
  readonly edges: readonly StandingEdge[]
}

const filesNamed = 5

/**
 * A walk goes on from the files of a folder that a run made, and shows no others: of a folder that somebody put files into
 * by hand these are told here. Where no run made any of its files the folder is a source itself, and where one
 * wrote it whole it made them all. Content that says nothing is left out: nobody can tell who made it.
 */
export async function folderSources(
  snapshot: Snapshot,
  moment: Moment,
  { closure, walk }: { readonly closure: Closure; readonly walk: Walk },
): Promise<FolderSources[]> {
  const leading = leadingFiles(closure, walk)
  const members = standingEdges(await readEdgesAbove(snapshot, [...leading.keys()], [flows.member]), moment.stands)
  const others = members.filter(
    (edge) => isTrueAt(edge, moment.asOf) && leading.get(edge.target)?.has(edge.source) === false,
  )
  const files = [...new Set(others.map(({ source }) => source))]
  const described = await describeNodes(
    snapshot,
    moment,
    files.map((node) => ({ node, depth: 0 })),
  )
  const known = new Map(described.map((node, index) => [files[index] ?? 0, node]))
  const saysSomething = ({ source }: StandingEdge) => (known.get(source)?.bytes ?? smallBytes) >= smallBytes
  const byFolder = Map.groupBy(others.filter(saysSomething), ({ target }) => target)
  const key = ({ source }: StandingEdge) => `${known.get(source)?.name ?? ''} ${known.get(source)?.id ?? ''}`
  return [...byFolder].map(([folder, edges]) => {
    const ordered = edges.map((edge) => ({ edge, key: key(edge) })).sort((a, b) => (a.key < b.key ? -1 : 1))
    const distinct = [...new Set(ordered.map(({ edge }) => edge.source))]
    const named = distinct.slice(0, filesNamed)
    return { folder, files: distinct.length, named, edges: edges.filter(({ source }) => named.includes(source)) }
  })
}

/** By folder, in the store's numbers, the files from which the walk went on, where nobody wrote the folder whole. */
function leadingFiles({ graph, ids }: Closure, { edges }: Walk): Map<number, Set<number>> {
  const leading = new Map<number, Set<number>>()
  const written = new Set<number>()
  for (const edge of edges) {
    const [above, below] = [graph.upstream[edge] ?? 0, graph.downstream[edge] ?? 0]
    if (graph.flow[edge] === flows.generated) written.add(below)
    if (graph.flow[edge] !== flows.member) continue
    const folder = ids[below] ?? 0
    leading.set(folder, (leading.get(folder) ?? new Set()).add(ids[above] ?? 0))
  }
  for (const node of written) leading.delete(ids[node] ?? 0)
  return new Map([...leading].sort(([one], [other]) => one - other))
}

/** As answers have it, of what is shown. */
export async function describeSources(
  snapshot: Snapshot,
  sources: readonly FolderSources[],
  shown: ReadonlySet<number>,
): Promise<Lineage['unmade']> {
  const told = sources.filter(({ folder }) => shown.has(folder))
  if (told.length === 0) return undefined
  const names = await namesOf(
    snapshot,
    told.flatMap(({ folder, named }) => [folder, ...named]),
  )
  const nameOf = (node: number) => names.get(node) ?? ''
  const unmade = told.map(({ folder, files, named }) => ({
    folder: nameOf(folder),
    files,
    named: named.filter((node) => shown.has(node)).map(nameOf),
  }))
  return unmade.sort((a, b) => (a.folder < b.folder ? -1 : 1))
}
