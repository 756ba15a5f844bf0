import { isUnpinned } from '../domain/id.ts'
import { bytesText, timeText } from '../domain/quantities.ts'
import { shortId } from '../domain/short-id.ts'
import { copyText } from '../lineage/copies.ts'
import { gapsOf } from '../lineage/gaps.ts'
import type { Lineage, LineageNode } from '../lineage/lineage.ts'
import { indexLineage, type LineageIndex } from '../lineage/lineage-index.ts'
import { kindOf, labelOf } from '../lineage/node-names.ts'
import { type Column, columnLines } from './text/columns.ts'
import { endingLines } from './text/ending.ts'
import { type Look, rendered, type Span, span, widthOfLook } from './text/span.ts'

const layout: readonly Column[] = [
  { title: 'depth', align: 'right' },
  { title: 'what', shrinks: true },
  { title: 'name', shrinks: true },
  { title: 'digest', shrinks: true },
  { title: 'size', align: 'right' },
  { title: 'when (UTC)' },
  { title: 'origin' },
]

/** Only where there is one: most lineages have none. */
const gapColumn: Column = { title: 'gap', shrinks: true }

/** A lineage as a list, one row a node, the nearest first; the last line says whether this is all. */
export function tableText(lineage: Lineage, look: Look): string {
  const index = indexLineage(lineage)
  const width = widthOfLook(look)
  const nodes = [...lineage.nodes].sort((a, b) => a.depth - b.depth)
  const rows = nodes.map((node) => rowOf(index, node))
  const hasGaps = rows.some((row) => row.at(-1)?.text !== '')
  const columns = hasGaps ? [...layout, gapColumn] : layout
  const told = hasGaps ? rows : rows.map((row) => row.slice(0, -1))
  return rendered([...columnLines(columns, told, width), [], ...endingLines(lineage, width)], look)
}

function rowOf(index: LineageIndex, node: LineageNode): Span[] {
  const { id, type, depth, bytes, origin = '', beside } = node
  const [label, kind, when] = [labelOf(index, id), kindOf(index, id), whenOf(index, node)]
  return [
    span(beside === true ? 'beside' : String(depth)),
    span(kind === undefined ? type : type === 'artifact' ? kind : `${kind} ${type}`),
    span(nameText(index, node, label), type === 'artifact' ? 'cyan' : 'bold'),
    digestOf(node, label),
    span(bytes === undefined ? '' : bytesText(bytes)),
    span(when === undefined ? '' : timeText(when).replace(' UTC', '')),
    span(origin, origin === 'observed' ? undefined : 'yellow'),
    span(gapsOf(index, id).join('; '), 'yellow'),
  ]
}

/** What is called by its digest alone has a column for that. */
function nameText(index: LineageIndex, { id, type }: LineageNode, label: string): string {
  const name = label === shortId(id) && type === 'artifact' && !isUnpinned(id) ? '' : label
  return [name, type === 'artifact' ? copyText(index, id) : undefined].filter((text) => text).join(', ')
}

function digestOf({ id, type }: LineageNode, label: string): Span {
  if (type !== 'artifact') return span('')
  const digest = shortId(id)
  if (isUnpinned(id)) return span(label === digest ? 'none' : `none: ${digest}`, 'yellow')
  return span(digest.slice(digest.indexOf(':') + 1), 'dim')
}

/** When a run began; when content was first written, else first read. */
function whenOf(index: LineageIndex, { id, type, from }: LineageNode): string | undefined {
  if (type !== 'artifact') return from
  const times = (kind: string) =>
    index.byTarget(id).flatMap(({ edge, at }) => (edge === kind && at !== undefined ? [at] : []))
  const [written, read] = [times('generated').sort(), times('used').sort()]
  return written[0] ?? read[0]
}
