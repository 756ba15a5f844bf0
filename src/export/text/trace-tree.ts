import type { NodeId } from '../../domain/id.ts'
import { nodeTypeOf } from '../../domain/id.ts'
import { counted, countText } from '../../domain/quantities.ts'
import { hasCopies, isMakerFor } from '../../lineage/copies.ts'
import { derivedWords } from '../../lineage/edge-words.ts'
import type { LineageEdge } from '../../lineage/lineage.ts'
import type { LineageIndex } from '../../lineage/lineage-index.ts'
import { isMadeInFolder, isMember } from '../../lineage/made-in-folder.ts'
import { labelOf, pathOf } from '../../lineage/node-names.ts'
import { isRevisedBy, isRevision } from '../../lineage/revision.ts'
import { type Alike, contentHeading, titleOf, together } from './alike-files.ts'
import { artifactHeading, artifactNotes, sourceMark } from './artifact-heading.ts'
import { runFacts } from './run-facts.ts'
import { runHeading, startOf } from './run-heading.ts'
import { span } from './span.ts'
import { aboveText, isFirstTelling, isFirstTellingAs, type Telling } from './telling.ts'
import { type Block, type Child, headingBlock, type Item, remarkBlock } from './tree-lines.ts'

/** What lies one step upstream of content: the run that made it, or content that it comes from. */
type Origin = Alike<{
  readonly id: NodeId
  readonly lead: string
  readonly edge: LineageEdge
  readonly isRun: boolean
}>

/** Roles whose content is told in a line of the run when nothing on record made it. */
const condensedRoles: readonly string[] = ['code', 'configuration', 'environment']

/** Where something comes from, down to what no recorded run made. */
export function traceItem(telling: Telling, id: NodeId): Item {
  return nodeTypeOf(id) === 'run' ? runItem(telling, id) : artifactItem(telling, id, undefined)
}

/** @param alike files of which the same is true, told in the same line. */
function artifactItem(
  telling: Telling,
  id: NodeId,
  via: LineageEdge | undefined,
  lead?: string,
  alike: readonly NodeId[] = [],
): Item {
  const heading = contentHeading(telling, { id, via, lead, alike })
  const isFirst = isFirstTellingAs(telling, id, heading.name.text)
  const unmade = unmadeBlocks(telling, id)
  const origins = originsAt(telling, id, via)
  if (!isFirstOfOrigins(telling, { id, via, origins, isFirst })) return seenAbove(telling, id, heading)
  const notes = isFirst ? [...artifactNotes(telling, id), ...unmade] : [remarkBlock([span(sameAbove(telling, id))])]
  const [only, ...more] = origins
  if (only === undefined) {
    const isSource = nodeTypeOf(id) === 'artifact' && !isMadeInFolder(telling.index, id)
    const details = isSource ? [...heading.details, sourceMark(telling, id, via)] : heading.details
    return { heading: { ...heading, details }, notes, children: [] }
  }
  if (more.length > 0 || !only.isRun) {
    return { heading, notes, children: origins.map((origin) => childOf(telling, origin, via)) }
  }
  // One run made it, as is the rule: it is told among the notes, and what it used hangs on the content itself.
  const run = runItem(telling, only.id, only, pathOf(via))
  return { heading, notes: [...notes, headingBlock(run.heading), ...run.notes], children: run.children }
}

/** `2 files in it that no recorded run made: parts/a.csv, parts/b.csv`, which are told by that. */
function unmadeBlocks(telling: Telling, id: NodeId): Block[] {
  const { index } = telling
  return (index.lineage.unmade ?? []).flatMap(({ folder, files, named }) => {
    if (index.nameOf(folder) !== id) return []
    const labels = named.map((file) => labelOf(index, index.nameOf(file)))
    for (const file of named) isFirstTelling(telling, index.nameOf(file))
    const more = files > named.length && named.length > 0 ? ` and ${countText(files - named.length)} more` : ''
    const names = labels.length === 0 ? '' : `: ${labels.join(', ')}${more}`
    return [remarkBlock([span(`${counted(files, 'file')} in it that no recorded run made${names}`)])]
  })
}

export const seenAbove = (telling: Telling, id: NodeId, { lead, name }: Item['heading']): Item => ({
  heading: { lead, name, details: [span(`(${aboveText(telling, id, name.text)})`, 'dim')] },
  notes: [],
  children: [],
})

/** The same of a run. Where several of its name are told, its time says which. */
export function runAbove(telling: Telling, run: NodeId, heading: Item['heading']): Item {
  const { index } = telling
  const above = seenAbove(telling, run, heading)
  if (index.namesake(run) === 'none') return above
  return { ...above, heading: { ...above.heading, details: [...startOf(index, run), ...above.heading.details] } }
}

function childOf(telling: Telling, { id, lead, edge, isRun, alike }: Origin, via?: LineageEdge): Child {
  const title = `${lead} ${titleOf(labelOf(telling.index, id, isRun ? undefined : edge), alike)}`
  const open = () =>
    isRun
      ? runItem(telling, id, { lead, edge }, pathOf(via))
      : artifactItem(telling, id, stepBetween(edge, via), lead, alike)
  return { title, open }
}

/**
 * An edge between contents has a selector of its own meaning: its path is not where the older one was. Who made what a
 * read found holds for a folder and its files as well.
 */
const stepBetween = (edge: LineageEdge, via?: LineageEdge): LineageEdge => {
  const { selector: _, ...rest } = edge
  return edge.edge !== 'part-of' || via?.madeBy === undefined ? rest : { ...rest, madeBy: via.madeBy }
}

/**
 * Where content comes from as `via` found it. Of content that was copied, or made again, that depends on place and time,
 * so it is told again for each read that something else led to.
 */
function originsAt(telling: Telling, id: NodeId, via: LineageEdge | undefined): Origin[] {
  const { index } = telling
  const { root, place } = index.lineage
  const asked = id === root && via === undefined && place !== undefined ? { place } : undefined
  const found = via !== undefined && (via.edge === 'used' || isRevision(via)) ? via : asked
  const origins = originsOf(telling, id, via)
  const makers = via?.madeBy
  if (makers !== undefined) return revisionsOfFound(origins, ({ isRun, id: run }) => !isRun || makers.includes(run))
  if (found === undefined || !hasCopies(index, id)) return origins
  return revisionsOfFound(origins, ({ edge }) => edge.edge !== 'generated' || isMakerFor(index, edge, found))
}

/** Of the writes those that made what was found, and of what was written on only what those wrote on. */
function revisionsOfFound(origins: readonly Origin[], isFound: (origin: Origin) => boolean): Origin[] {
  const found = origins.filter(isFound)
  return found.filter(({ edge }) => {
    const isItsWrite = (origin: Origin) => isRevision(edge) && isRevisedBy(edge, origin.edge)
    return found.some(isItsWrite) || !origins.some(isItsWrite)
  })
}

const sameAbove = ({ index }: Telling, id: NodeId) =>
  hasCopies(index, id) ? 'the same bytes as its copy above' : 'the same bytes as above'

type Arriving = {
  readonly id: NodeId
  readonly via: LineageEdge | undefined
  readonly origins: readonly Origin[]
  readonly isFirst: boolean
}

function isFirstOfOrigins(telling: Telling, { id, via, origins, isFirst }: Arriving): boolean {
  if (via?.madeBy === undefined && !hasCopies(telling.index, id)) return isFirst
  return isFirstTelling(telling, [id, 'from', ...origins.map((origin) => origin.id)].join(' '))
}

function originsOf({ index, told }: Telling, id: NodeId, via: LineageEdge | undefined): Origin[] {
  const isMadeWhole = (folder: NodeId) =>
    index.byTarget(folder).some(({ edge }) => edge === 'generated') || isMadeInFolder(index, folder)
  const made = index.byTarget(id).flatMap((edge): Lead[] => {
    const source = index.nameOf(edge.source)
    if (edge.edge === 'generated') return [{ id: source, lead: 'made by', edge, isRun: nodeTypeOf(source) === 'run' }]
    if (!isMember(edge) || told.has(source)) return []
    // Files of which nothing else is told come from whoever wrote the folder whole, and not that from them.
    return isMadeWhole(id) && !leadsUp(index, source) ? [] : [{ id: source, lead: 'holds', edge, isRun: false }]
  })
  const from = index.bySource(id).flatMap((edge): Lead[] => {
    const target = index.nameOf(edge.target)
    if (edge.edge === 'derived') {
      const lead = derivedWords(edge, true)
      return [{ id: target, lead, edge, isRun: false }]
    }
    const isFromThere = via !== undefined && isMember(via) && index.nameOf(via.target) === target
    const isOrigin = isMember(edge) && !isFromThere && (!told.has(target) || isMadeWhole(target))
    return isOrigin ? [{ id: target, lead: 'part of', edge, isRun: false }] : []
  })
  return together(index, distinct([...made, ...from]))
}

/** Whether anything but a folder that holds it says where content comes from. */
const leadsUp = (index: LineageIndex, id: NodeId): boolean =>
  index.byTarget(id).some((edge) => edge.edge === 'generated' || isMember(edge)) ||
  index.bySource(id).some(({ edge }) => edge === 'derived')

type Lead = Omit<Origin, 'alike'>

function distinct(origins: readonly Lead[]): Lead[] {
  return [...new Map(origins.map((origin) => [`${origin.lead} ${origin.id}`, origin])).values()]
}

type Arrival = { readonly lead?: string; readonly edge?: LineageEdge }

function runItem(telling: Telling, id: NodeId, { lead, edge }: Arrival = {}, path?: string): Item {
  const heading = runHeading(telling, id, { ...(lead === undefined ? {} : { lead }), via: edge, path })
  if (!isFirstTelling(telling, id)) return runAbove(telling, id, heading)
  const { condensed, inputs } = inputsOf(telling, id)
  const nothing = condensed.length + inputs.length === 0 && telling.index.lineage.withheld.nodes === 0
  const notes: Block[] = [
    ...runFacts(telling, id, condensed),
    ...(nothing ? [headingBlock({ name: span('nothing that it read is on record', 'yellow'), details: [] })] : []),
  ]
  return { heading, notes, children: inputs.map((input) => inputChild(telling, input)) }
}

/** What a run used: what a line can say, and what branches off, the shallow before the deep, each in order of name. */
export function inputsOf(telling: Telling, run: NodeId) {
  const { index } = telling
  const used = index.bySource(run).filter(({ edge }) => edge === 'used')
  const edges = [
    ...new Map(used.map((edge) => [JSON.stringify([edge.target, edge.role, edge.selector]), edge])).values(),
  ]
  const isDeep = (edge: LineageEdge) => originsAt(telling, index.nameOf(edge.target), edge).length > 0
  const isCondensed = (edge: LineageEdge) => condensedRoles.includes(edge.role ?? '') && !isDeep(edge)
  const key = (edge: LineageEdge) => `${Number(isDeep(edge))} ${labelOf(index, index.nameOf(edge.target), edge)}`
  const inputs = edges.filter((edge) => !isCondensed(edge)).map((edge) => ({ edge, key: key(edge) }))
  return {
    condensed: edges.filter(isCondensed),
    inputs: inputs.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ edge }) => edge),
  }
}

function inputChild(telling: Telling, edge: LineageEdge): Child {
  const id = telling.index.nameOf(edge.target)
  return {
    title: labelOf(telling.index, id, edge),
    open: () => (nodeTypeOf(id) === 'run' ? runItem(telling, id) : artifactItem(telling, id, edge)),
  }
}

/** A run beside the lineage that measured its root. Of what else it read nothing is claimed here but that it did. */
export function evaluationItem(telling: Telling, run: NodeId): Item {
  const { index } = telling
  const heading = runHeading(telling, run, { lead: 'evaluated by' })
  if (!isFirstTelling(telling, run)) return runAbove(telling, run, heading)
  const { condensed, inputs } = inputsOf(telling, run)
  const others = inputs.filter(({ target }) => index.nameOf(target) !== index.lineage.root)
  return {
    heading,
    notes: runFacts(telling, run, condensed),
    children: others.map((edge) => {
      const id = index.nameOf(edge.target)
      const open = (): Item => {
        const told = artifactHeading(telling, id, edge)
        if (!isFirstTellingAs(telling, id, told.name.text)) return seenAbove(telling, id, told)
        return { heading: told, notes: artifactNotes(telling, id), children: [] }
      }
      return { title: labelOf(index, id, edge), open }
    }),
  }
}
