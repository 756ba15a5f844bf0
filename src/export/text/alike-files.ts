import type { NodeId } from '../../domain/id.ts'
import { bytesText, counted } from '../../domain/quantities.ts'
import type { LineageEdge } from '../../lineage/lineage.ts'
import type { LineageIndex } from '../../lineage/lineage-index.ts'
import { labelOf } from '../../lineage/node-names.ts'
import { artifactHeading } from './artifact-heading.ts'
import { span } from './span.ts'
import { isFirstTelling, type Telling } from './telling.ts'
import type { Heading } from './tree-lines.ts'

/** A line of a tree about content, and the files that the same line is true of. */
export type Alike<T> = T & { readonly alike: readonly NodeId[] }

/** Up to how many files that lead to the same things each have a line of their own. */
const toldEachMax = 5

/**
 * Puts files of one folder together that hold on to the same nodes in the same way: of a folder with 25,000 files that
 * came from another one it is worth one line, not 25,000. Whatever else is in the list stays as it is. Linear.
 */
export function together<T extends { readonly id: NodeId; readonly lead: string }>(
  index: LineageIndex,
  things: readonly T[],
): Alike<T>[] {
  const groups = Map.groupBy(things, ({ id, lead }) => (isMember(index, id) ? `${lead} ${waysOf(index, id)}` : id))
  return [...groups.values()].flatMap((group) => {
    if (group.length <= toldEachMax) return group.map((each): Alike<T> => ({ ...each, alike: [] }))
    const [first, ...others] = group.map((each) => ({ each, label: labelOf(index, each.id) })).sort(byLabel)
    return first === undefined ? [] : [{ ...first.each, alike: others.map(({ each }) => each.id) }]
  })
}

const byLabel = (a: { readonly label: string }, b: { readonly label: string }) => (a.label < b.label ? -1 : 1)

/** A file in a folder of which nothing is told but that: no name of a version, no tag, no other name. */
function isMember(index: LineageIndex, id: NodeId): boolean {
  const inFolder = index.bySource(id).some(({ edge, role }) => edge === 'part-of' && role === 'member')
  return inFolder && index.factsOf(id).length === 0 && index.namesOf(id).length === 1
}

function waysOf(index: LineageIndex, id: NodeId): string {
  const up = index.bySource(id).map(({ edge, role, target, origin }) => [edge, role, index.nameOf(target), origin])
  const down = index.byTarget(id).map(({ edge, role, source, origin }) => [edge, role, index.nameOf(source), origin])
  return [...new Set([...up, ...down].map((way) => JSON.stringify(way)))].sort().join()
}

/** What the line begins with: the label of the one thing, or how many files there are. */
export const titleOf = (label: string, alike: readonly NodeId[]): string =>
  alike.length === 0 ? label : counted(alike.length + 1, 'file')

type Content = {
  readonly id: NodeId
  readonly via: LineageEdge | undefined
  readonly lead: string | undefined
  readonly alike: readonly NodeId[]
}

/** The line about content: its own, or one for it and all that is told of for the first time in the same line. */
export function contentHeading(telling: Telling, { id, via, lead, alike }: Content): Heading {
  const others = alike.filter((other) => isFirstTelling(telling, other))
  return others.length === 0
    ? artifactHeading(telling, id, via, lead)
    : filesHeading(telling.index, [id, ...others], lead)
}

/** `holds 25,000 files   data/00000.csv … data/24999.csv · 2.2 MB`. */
function filesHeading(index: LineageIndex, ids: readonly NodeId[], lead: string | undefined): Heading {
  const [first, last] = [ids[0], ids.at(-1)].map((id) => labelOf(index, id ?? ''))
  const bytes = ids.reduce((sum, id) => sum + (index.nodes.get(id)?.bytes ?? 0), 0)
  return {
    lead,
    name: span(counted(ids.length, 'file'), 'cyan'),
    details: [span(`${first} … ${last}`), span(bytesText(bytes))],
  }
}
