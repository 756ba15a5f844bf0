import { type NodeId, nodeTypeOf } from '../../domain/id.ts'
import { hasCopies, isCopy, isOfCopyElsewhere } from '../../lineage/copies.ts'
import { derivedWords } from '../../lineage/edge-words.ts'
import type { LineageEdge } from '../../lineage/lineage.ts'
import { isMember } from '../../lineage/made-in-folder.ts'
import { kindOf, labelOf, versionsOf } from '../../lineage/node-names.ts'
import { isRevision } from '../../lineage/revision.ts'
import { type Alike, contentHeading, titleOf, together } from './alike-files.ts'
import { artifactNotes, sameBlocks } from './artifact-heading.ts'
import { runHeading } from './run-heading.ts'
import { span } from './span.ts'
import { isFirstTelling, isFirstTellingAs, type Telling } from './telling.ts'
import { runAbove, seenAbove } from './trace-tree.ts'
import { type Block, type Child, headingBlock, type Item, remarkBlock } from './tree-lines.ts'

/** What lies one step downstream of content: a run that used it, or content that comes from it. */
type Use = { readonly id: NodeId; readonly lead: string; readonly edge: LineageEdge; readonly isRun: boolean }
type Uses = readonly Alike<Use>[]

/** What depends on something, down to the slots where it is live. */
export function impactItem(telling: Telling, id: NodeId): Item {
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
  const copy = via !== undefined && isCopy(telling.index, via) ? via : undefined
  const isFirstHere = copy === undefined ? isFirst : isFirstTelling(telling, `${id} copied to ${copy.place}`)
  if (!isFirstHere) return seenAbove(telling, id, heading)
  const notes = isFirst
    ? [...notLive(telling, id), ...artifactNotes(telling, id), ...unfollowed(telling, id)]
    : [remarkBlock([span('a copy, the same bytes')])]
  const uses = usesAt(telling, id, copy)
  const [only, ...more] = uses
  if (only === undefined) return { heading, notes, children: [] }
  if (more.length > 0 || !only.isRun) {
    return { heading, notes, children: uses.map((use) => childOf(telling, use)) }
  }
  const run = runItem(telling, only.id, only)
  return { heading, notes: [...notes, headingBlock(run.heading), ...run.notes], children: run.children }
}

/** A model that has a version and no slot: said, so that nobody looks for the slot. */
function notLive({ index }: Telling, id: NodeId): Block[] {
  const isLive = index.byTarget(id).some(({ edge, share }) => edge === 'points' && share !== 0)
  const isModel = kindOf(index, id) === 'model' && versionsOf(index, id).length > 0
  return isModel && !isLive ? [remarkBlock([span('live nowhere', 'dim')])] : []
}

const readersNamed = 3

/**
 * Where the chain may go on and nobody can tell: the last that is known of a place is this, and a run found it unhashed; or its run
 * may have left there before what others found.
 */
function unfollowed({ index }: Telling, id: NodeId): Block[] {
  const reads = (index.lineage.unfollowed ?? []).filter(({ artifact }) => index.nameOf(artifact) === id)
  return [
    ...unfollowedBlocks(
      reads.filter(({ maker }) => maker === undefined),
      'found unknown bytes at its place later',
    ),
    ...unfollowedBlocks(
      reads.filter(({ maker }) => maker !== undefined),
      'found bytes at its place that its run may have made',
    ),
  ]
}

function unfollowedBlocks(reads: readonly { readonly name: string }[], what: string): Block[] {
  const names = [...new Set(reads.map(({ name }) => name))]
  if (names.length === 0) return []
  const more = names.length > readersNamed ? ` and ${names.length - readersNamed} more` : ''
  const readers = `${names.slice(0, readersNamed).join(', ')}${more}`
  return [remarkBlock([span(`${readers} ${what}, and ${names.length > 1 ? 'are' : 'is'} not followed`, 'yellow')])]
}

/** Who used content, as it lies where `copy` wrote it; else wherever it was not copied to. */
function usesAt(telling: Telling, id: NodeId, copy: LineageEdge | undefined): Uses {
  const { index } = telling
  const uses = usesOf(telling, id)
  if (!hasCopies(index, id)) return uses
  const place = copy === undefined ? (id === index.lineage.root ? index.lineage.place : undefined) : copy.place
  return uses.filter(({ edge }) => {
    if (edge.edge !== 'used' && !isRevision(edge)) return copy === undefined
    return copy === undefined ? !isOfCopyElsewhere(index, edge, place) : edge.place === place
  })
}

function usesOf({ index, told }: Telling, id: NodeId): Uses {
  const reading = index.byTarget(id).flatMap((edge): Use[] => {
    const source = index.nameOf(edge.source)
    if (edge.edge === 'used') return [{ id: source, lead: 'used by', edge, isRun: nodeTypeOf(source) === 'run' }]
    if (edge.edge === 'derived') {
      const lead = derivedWords(edge, false)
      return [{ id: source, lead, edge, isRun: false }]
    }
    return isMember(edge) && !told.has(source) ? [{ id: source, lead: 'holds', edge, isRun: false }] : []
  })
  const holding = index.bySource(id).flatMap((edge): Use[] => {
    const target = index.nameOf(edge.target)
    return isMember(edge) && !told.has(target) ? [{ id: target, lead: 'part of', edge, isRun: false }] : []
  })
  const distinct = new Map([...reading, ...holding].map((use) => [`${use.lead} ${use.id}`, use]))
  const key = ({ id: use }: Use) => `${index.nodes.get(use)?.from ?? ''} ${labelOf(index, use)}`
  const uses = [...distinct.values()].map((use) => ({ use, key: key(use) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  return together(
    index,
    uses.map(({ use }) => use),
  )
}

function childOf(telling: Telling, { id, lead, edge, isRun, alike }: Alike<Use>): Child {
  const { selector: _, ...placeless } = edge
  return {
    title: `${lead} ${titleOf(labelOf(telling.index, id), alike)}`,
    open: () => (isRun ? runItem(telling, id, { lead, edge }) : artifactItem(telling, id, placeless, lead, alike)),
  }
}

type Arrival = { readonly lead?: string; readonly edge?: LineageEdge }

function runItem(telling: Telling, id: NodeId, { lead, edge }: Arrival = {}): Item {
  const { index } = telling
  const heading = runHeading(telling, id, { ...(lead === undefined ? {} : { lead }), via: edge })
  if (!isFirstTelling(telling, id)) return runAbove(telling, id, heading)
  const made = index.bySource(id).filter((each) => each.edge === 'generated')
  const outputs = made.map((each) => {
    const target = index.nameOf(each.target)
    const isDeep = usesOf(telling, target).length > 0
    return { id: target, lead: '', edge: each, key: `${Number(isDeep)} ${labelOf(index, target, each)}` }
  })
  outputs.sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    heading,
    notes: sameBlocks(telling, id),
    children: together(index, outputs).map(({ id: target, edge: each, alike }) => ({
      title: titleOf(labelOf(index, target, each), alike),
      // Any pair is allowed, so a run may have made a run.
      open: () =>
        nodeTypeOf(target) === 'run'
          ? runItem(telling, target, { edge: each })
          : artifactItem(telling, target, each, undefined, alike),
    })),
  }
}
