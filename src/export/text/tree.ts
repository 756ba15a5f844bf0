import { type NodeId, nodeTypeOf } from '../../domain/id.ts'
import { counted, shareText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import type { Instant } from '../../domain/time.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import { labelOf, nameOfAsset } from '../../lineage/node-names.ts'
import { artifactHeading, artifactNotes, sameBlocks } from './artifact-heading.ts'
import { endingLines } from './ending.ts'
import { impactItem } from './impact-tree.ts'
import { runHeading } from './run-heading.ts'
import { type Look, rendered, type Span, span, widthOfLook } from './span.ts'
import { beginTelling, isFirstTelling, type Telling } from './telling.ts'
import { evaluationItem, traceItem } from './trace-tree.ts'
import { type Block, type Child, type Heading, type Item, remarkBlock, treeLines } from './tree-lines.ts'

/**
 * The answer to `trace` or `impact` as people read it: a tree from what was asked for, what stands beside it (runs that
 * measured it), and a last line that says whether this is all. Each node is told once, on a line at most `look.width`
 * cells wide. All that was recorded is made harmless.
 * @param look.now for how long a run has been running
 */
export function treeText(lineage: Lineage, look: Look & { readonly now?: Instant | undefined }): string {
  const telling = beginTelling(lineage, look.now)
  const width = widthOfLook(look)
  const lines: Span[][] = []
  const section = (more: readonly Span[][]) => {
    if (more.length === 0) return
    if (lines.length > 0) lines.push([])
    for (const line of more) lines.push(line)
  }
  section(treeLines(mainItem(telling), width))
  for (const { id } of lineage.nodes.filter(({ beside }) => beside === true)) {
    if (!telling.mentioned.has(id)) section(treeLines(evaluationItem(telling, id), width))
  }
  section(remainder(telling, width))
  section(endingLines(lineage, width))
  return rendered(lines, look)
}

function mainItem(telling: Telling): Item {
  const { question, root } = telling.index.lineage
  if (question === 'trace') return traceItem(telling, root)
  const item = impactItem(telling, root)
  return { ...item, notes: [remarkBlock(affected(telling)), ...item.notes] }
}

/** What is affected if the root is wrong, in one line: how much, and where it is live. */
function affected(telling: Telling): Span[] {
  const { index } = telling
  const { nodes, edges, root, complete } = index.lineage
  const below = nodes.filter(({ id, depth }) => depth > 0 && index.nameOf(id) !== index.nameOf(root))
  const runs = below.filter(({ type }) => type === 'run').length
  const artifacts = below.filter(({ type }) => type === 'artifact').length
  const live = edges.filter(({ edge, share }) => edge === 'points' && share !== 0)
  if (runs + artifacts === 0 && complete) {
    return [span(live.length > 0 ? 'no run on record used it' : 'nothing on record depends on it', 'yellow')]
  }
  const slots = live.map(({ source, slot, share, selector }) => {
    const version = selector?.version === undefined ? '' : `@${String(selector.version)}`
    const part = share === undefined || share === 1 ? '' : ` (${shareText(share)})`
    return span(`${nameOfAsset(index, source)}${version} in ${slot ?? 'a slot without a name'}${part}`, 'green')
  })
  const [first, ...others] = slots
  return [
    span(`${complete ? '' : 'at least '}${counted(runs, 'run')} and ${counted(artifacts, 'artifact')} depend on it`),
    ...(first === undefined ? [] : [{ ...first, text: `live: ${first.text}` }, ...others]),
    ...moreLive(first !== undefined, complete),
  ]
}

/** Of an answer that is cut nobody knows what the rest of it is. */
function moreLive(isLive: boolean, isComplete: boolean): Span[] {
  if (isComplete) return isLive ? [] : [span('nothing of it is live')]
  return [span(`whether any${isLive ? ' more' : ''} of it is live is not known`, 'yellow')]
}

/** Nodes of the answer that no branch led to, so that none is left out: owners of slots, labels, what has no edge. */
function remainder(telling: Telling, width: number): Span[][] {
  const children: Child[] = []
  for (const node of telling.index.lineage.nodes) {
    if (telling.mentioned.has(node.id)) continue
    const id = telling.index.nameOf(node.id)
    isFirstTelling(telling, id)
    const item = { heading: plainHeading(telling, id), notes: plainNotes(telling, id), children: [] }
    children.push({ title: item.heading.name.text, open: () => item })
  }
  if (children.length === 0) return []
  return treeLines({ heading: { name: span('also on record'), details: [] }, notes: [], children }, width)
}

function plainHeading(telling: Telling, id: NodeId): Heading {
  const type = nodeTypeOf(id)
  switch (type) {
    case 'run':
      return runHeading(telling, id)
    case 'artifact':
      return artifactHeading(telling, id, undefined)
    case 'agent':
    case 'asset': {
      const label = labelOf(telling.index, id)
      const other = label === shortId(id) ? [] : [span(shortId(id))]
      return { name: span(label), details: [span(telling.index.nodes.get(id)?.kind ?? type), ...other] }
    }
  }
}

function plainNotes(telling: Telling, id: NodeId): Block[] {
  return nodeTypeOf(id) === 'artifact' ? artifactNotes(telling, id) : sameBlocks(telling, id)
}
