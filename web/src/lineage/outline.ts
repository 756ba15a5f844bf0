import { type NodeId, nodeTypeOf } from '../../../src/domain/id.ts'
import { relationOf } from '../../../src/lineage/edge-words.ts'
import type { LineageEdge } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { labelOf } from '../../../src/lineage/node-names.ts'

/** A thing below another, with the words that lead to it. One that was told before has nothing below it again. */
export type OutlineItem = {
  /** Its way from the top, by positions: `0.2.1`. The same for the same answer. */
  readonly key: string
  readonly id: NodeId
  readonly lead: string
  readonly name: string
  readonly isRepeated: boolean
  readonly children: readonly OutlineItem[]
}

type Next = { readonly id: NodeId; readonly lead: string; readonly name: string; readonly isLeaf: boolean }

/**
 * A lineage as a tree, for those who read or hear it: from what was asked, step by step. Each node of the answer stands in
 * it, and each is followed once; what no step leads to comes last. Linear in the edges, apart from sorting.
 */
export function outlineOf(index: LineageIndex): OutlineItem[] {
  const told = new Set<NodeId>()
  const { lineage, nameOf } = index
  const item = ({ id, lead, name, isLeaf }: Next, key: string): OutlineItem => {
    const isRepeated = !isLeaf && told.has(id)
    told.add(id)
    const next = isRepeated || isLeaf ? [] : nextOf(index, id, told)
    return { key, id, lead, name, isRepeated, children: next.map((each, position) => item(each, `${key}.${position}`)) }
  }
  const top = (id: NodeId, lead: string): Next => ({ id, lead, name: labelOf(index, id), isLeaf: false })
  const root = item(top(nameOf(lineage.root), ''), '0')
  const others = lineage.nodes.map(({ id }) => nameOf(id))
  const beside = others.filter((id) => !told.has(id) && index.nodes.get(id)?.beside === true)
  const measuring = beside.map((id, position) => item(top(id, 'measured by'), `b${position}`))
  const left = [...new Set(others)].filter((id) => !told.has(id))
  return [
    root,
    ...measuring,
    ...left.map((id, position) => item({ ...top(id, 'also in this answer'), isLeaf: true }, `o${position}`)),
  ]
}

const followed = {
  trace: { bySource: ['used', 'derived'], byTarget: ['generated'] },
  impact: { bySource: ['generated'], byTarget: ['used', 'derived', 'points'] },
} as const

/** One step on in the direction of the question. Folders and their files lead to each other, and never back. */
function nextOf(index: LineageIndex, id: NodeId, told: ReadonlySet<NodeId>): Next[] {
  const kinds: { readonly bySource: readonly string[]; readonly byTarget: readonly string[] } =
    followed[index.lineage.question]
  const isStep = (edge: LineageEdge, of: readonly string[], end: NodeId) =>
    of.includes(edge.edge) || (edge.edge === 'part-of' && edge.role === 'member' && !told.has(end))
  const next = (edge: LineageEdge, other: NodeId, isSource: boolean): Next => {
    const isSlot = edge.edge === 'points'
    const slot = `${edge.slot ?? ''} of ${labelOf(index, other)}`
    const via = nodeTypeOf(other) === 'artifact' && edge.edge !== 'derived' ? edge : undefined
    const name = isSlot ? slot : labelOf(index, other, via)
    return { id: other, lead: relationOf(edge, isSource), name, isLeaf: isSlot }
  }
  const down = index.bySource(id).flatMap((edge) => {
    const other = index.nameOf(edge.target)
    return isStep(edge, kinds.bySource, other) ? [next(edge, other, true)] : []
  })
  const up = index.byTarget(id).flatMap((edge) => {
    const other = index.nameOf(edge.source)
    const isOver = edge.edge === 'points' && edge.share === 0
    return isStep(edge, kinds.byTarget, other) && !isOver ? [next(edge, other, false)] : []
  })
  const distinct = new Map([...up, ...down].map((each) => [`${each.lead} ${each.name} ${each.id}`, each]))
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each)
}

/** What is open at first: enough to see the shape, so that a large lineage is not a wall. */
export function openAtFirst(items: readonly OutlineItem[], most = 60): ReadonlySet<string> {
  const open = new Set<string>()
  let shown = items.length
  // Breadth first; items are added while this goes over them.
  const queue = [...items]
  for (const { key, children } of queue) {
    if (children.length === 0 || shown + children.length > most) continue
    shown += children.length
    open.add(key)
    queue.push(...children)
  }
  return open
}
