import { type NodeId, nodeTypeOf } from '../../../src/domain/id.ts'
import { relationOf } from '../../../src/lineage/edge-words.ts'
import type { LineageEdge } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { labelOf } from '../../../src/lineage/node-names.ts'
import { meantText, versionMeant } from '../../../src/lineage/version-meant.ts'

/** A thing below another, with the words that lead to it. One that was told before has nothing below it again. */
export type OutlineItem = {
  /** Made of the way from the top, so that it stays where something else is recorded. */
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
 * it, and each is followed once; what no step leads to comes last. Linear in the edges, apart from sorting. A chain can be
 * thousands of steps long, more than calls go into each other.
 */
export function outlineOf(index: LineageIndex): OutlineItem[] {
  const told = new Set<NodeId>()
  const keyOf = uniqueKeys()
  const { lineage, nameOf } = index
  const grown = (next: Next): OutlineItem => {
    const root = itemOf(next, keyOf('', next), told)
    // Depth first, as people read: what is told above has been followed, what is told below is told to be above.
    const open: Growing[] = [{ item: root, left: root.isRepeated || next.isLeaf ? [] : nextOf(index, root.id, told) }]
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const step = top.left.shift()
      if (step === undefined) {
        open.pop()
        continue
      }
      const item = itemOf(step, keyOf(top.item.key, step), told)
      top.item.children.push(item)
      if (!item.isRepeated && !step.isLeaf) open.push({ item, left: nextOf(index, item.id, told) })
    }
    return root
  }
  const top = (id: NodeId, lead: string): Next => ({ id, lead, name: labelOf(index, id), isLeaf: false })
  const root = grown(top(nameOf(lineage.root), ''))
  const others = lineage.nodes.map(({ id }) => nameOf(id))
  const beside = others.filter((id) => !told.has(id) && index.nodes.get(id)?.beside === true)
  const measuring = beside.map((id) => grown(top(id, 'measured by')))
  const left = [...new Set(others)].filter((id) => !told.has(id))
  return [root, ...measuring, ...left.map((id) => grown({ ...top(id, 'also in this answer'), isLeaf: true }))]
}

type Item = OutlineItem & { readonly children: OutlineItem[] }
type Growing = { readonly item: Item; readonly left: Next[] }

function itemOf({ id, lead, name, isLeaf }: Next, key: string, told: Set<NodeId>): Item {
  const isRepeated = !isLeaf && told.has(id)
  told.add(id)
  return { key, id, lead, name, isRepeated, children: [] }
}

/** Keys of a few letters, each of the one above and the step from there; of two alike the second has a mark. */
function uniqueKeys(): (above: string, next: Next) => string {
  const given = new Set<string>()
  return (above, { id, lead, name }) => {
    let key = hashOf(`${above} ${lead} ${name} ${id}`)
    while (given.has(key)) key += "'"
    given.add(key)
    return key
  }
}

/** FNV-1a, 32 bits (RFC 9923). */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** Every item, each before those below it. */
export function* eachOf(items: readonly OutlineItem[]): Generator<OutlineItem> {
  const left = items.toReversed()
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    yield item
    for (let at = item.children.length - 1; at >= 0; at--) left.push(item.children[at] as OutlineItem)
  }
}

/** A row as it is seen and heard: how deep, the how manieth of how many of its neighbours, and below which row. */
export type OutlineRow = {
  readonly item: OutlineItem
  readonly level: number
  readonly position: number
  readonly among: number
  readonly above: number | undefined
}

/** The rows that can be seen where these are open, from top to bottom. */
export function rowsOf(items: readonly OutlineItem[], open: ReadonlySet<string>): OutlineRow[] {
  const rows: OutlineRow[] = []
  const left: OutlineRow[] = []
  const add = (children: readonly OutlineItem[], level: number, above: number | undefined) => {
    for (let at = children.length - 1; at >= 0; at--) {
      const item = children[at]
      if (item !== undefined) left.push({ item, level, position: at + 1, among: children.length, above })
    }
  }
  add(items, 1, undefined)
  for (let row = left.pop(); row !== undefined; row = left.pop()) {
    rows.push(row)
    if (open.has(row.item.key)) add(row.item.children, row.level + 1, rows.length - 1)
  }
  return rows
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
    const slot = `${edge.slot ?? ''} of ${meantText(versionMeant(edge), (asset) => labelOf(index, asset))}`
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
