import { displayWidth, harmless } from '../../domain/visible-text.ts'
import { type Column, columnLines } from './columns.ts'
import { type Span, shortenedSpan, span, widthOf, wrapped } from './span.ts'

/** Lines that find out how they are set when they know their width. */
export type Block = (width: number) => readonly (readonly Span[])[]

/** One thing in a line: some words before its name, the name, what is known of it. */
export type Heading = {
  readonly lead?: string | undefined
  readonly name: Span
  readonly details: readonly Span[]
}

/** One thing of a tree with what is said of it, and what hangs on it. */
export type Item = {
  readonly heading: Heading
  readonly notes: readonly Block[]
  readonly children: readonly Child[]
}

/** Opened when its turn to be drawn comes, so that "see above" is true. `title` is what its heading begins with. */
export type Child = { readonly title: string; readonly open: () => Item }

const nameGap = 3
const labelWidth = 15
const factIndent = 2
const alignedMax = 40
const detailsMin = 26
const leadPart = 0.4

/**
 * A tree with box lines, never wider than `width` (at least 40). Where branches have used up half of it, the rest is drawn
 * below from the left again, under a number, so that a chain of any length is whole and legible.
 */
export function treeLines(root: Item, width: number): Span[][] {
  const drawing: Drawing = { width, lines: [], below: [] }
  draw(drawing, root, { first: '', rest: '', alignTo: 0 })
  for (let number = 1; number <= drawing.below.length; number++) {
    const item = drawing.below[number - 1]
    if (item === undefined) continue
    const lead = [`[${number}]`, item.heading.lead].filter((word) => word !== undefined).join(' ')
    drawing.lines.push([])
    draw(drawing, { ...item, heading: { ...item.heading, lead } }, { first: '', rest: '', alignTo: 0 })
  }
  return drawing.lines
}

type Drawing = { readonly width: number; readonly lines: Span[][]; readonly below: Item[] }
/** What stands left of an item's first line and of those under it; the column at which its details begin. */
type Edge = { readonly first: string; readonly rest: string; readonly alignTo: number }

function draw(drawing: Drawing, item: Item, { first, rest, alignTo }: Edge): void {
  const { heading, notes, children } = item
  const trunk = rest + (children.length > 0 ? '│  ' : rest === '' ? '' : '   ')
  put(drawing, headingLines(heading, drawing.width - displayWidth(trunk), alignTo), first, trunk)
  for (const note of notes) put(drawing, note(drawing.width - displayWidth(trunk)), trunk, trunk)
  const common = Math.min(alignedMax, Math.max(0, ...children.map(({ title }) => displayWidth(title))))
  for (const [index, child] of children.entries()) {
    const isLast = index === children.length - 1
    const edge = { first: rest + (isLast ? '└─ ' : '├─ '), rest: rest + (isLast ? '   ' : '│  '), alignTo: common }
    drawChild(drawing, child.open(), edge)
  }
}

function drawChild(drawing: Drawing, item: Item, edge: Edge): void {
  const isLeaf = item.notes.length === 0 && item.children.length === 0
  if (isLeaf || displayWidth(edge.rest) * 2 < drawing.width - labelWidth) {
    draw(drawing, item, edge)
    return
  }
  drawing.below.push(item)
  const details = [span(`goes on below at [${drawing.below.length}]`, 'dim')]
  draw(drawing, { heading: { ...item.heading, details }, notes: [], children: [] }, edge)
}

function put(drawing: Drawing, lines: readonly (readonly Span[])[], first: string, rest: string): void {
  for (const [index, line] of lines.entries()) drawing.lines.push([span(index === 0 ? first : rest, 'dim'), ...line])
}

/** A heading: the name shortened as far as its details need, these beside it, or under it where there is no room. */
function headingLines({ lead, name, details }: Heading, width: number, alignTo: number): Span[][] {
  const before = lead === undefined ? [] : [span(`${harmless(lead, Math.floor(width * leadPart))} `)]
  const room = width - widthOf(before)
  const wanted = details.reduce((sum, { text }) => sum + displayWidth(text) + nameGap, 0)
  const fitting = shortenedSpan(name, wanted === 0 ? room : Math.max(Math.floor(room * 0.6), room - wanted))
  const head = [...before, fitting]
  if (details.length === 0) return [head]
  const column = Math.max(Math.min(alignTo, Math.floor(width * 0.6)), widthOf(head)) + nameGap
  if (width - column < detailsMin) return [head, ...indented(wrapped(details, ' · ', width - factIndent), factIndent)]
  const [firstRow = [], ...rows] = wrapped(details, ' · ', width - column)
  return [[...head, span(' '.repeat(column - widthOf(head))), ...firstRow], ...indented(rows, column)]
}

const indented = (lines: readonly (readonly Span[])[], cells: number) =>
  lines.map((line) => [span(' '.repeat(cells)), ...line])

/** A fact under a thing: its label, then pieces with commas or dots between them. */
export function factBlock(label: string, pieces: readonly Span[], separator: ', ' | ' · ' = ', '): Block {
  return (width) => labelled(label, wrapped(pieces, separator, width - factIndent - labelWidth))
}

/** A fact that is a small table, with pieces under it that count what is not shown one by one. */
export function tableBlock(
  label: string,
  layout: readonly Column[],
  rows: readonly (readonly Span[])[],
  under: readonly Span[] = [],
): Block {
  return (width) => {
    const room = width - factIndent - labelWidth
    return labelled(label, [...columnLines(layout, rows, room), ...wrapped(under, ', ', room)])
  }
}

function labelled(label: string, lines: readonly (readonly Span[])[]): Span[][] {
  return lines.map((line, index) => [
    span(' '.repeat(factIndent)),
    span(shownLabel(index === 0 ? label : ''), 'dim'),
    ...line,
  ])
}

function shownLabel(label: string): string {
  const text = harmless(label, labelWidth - 2)
  return text + ' '.repeat(labelWidth - displayWidth(text))
}

/** A remark under a thing that stands for itself. */
export function remarkBlock(pieces: readonly Span[], separator: ', ' | ' · ' = ' · '): Block {
  return (width) => wrapped(pieces, separator, width)
}

/** A heading among the notes of another thing: what made it, where only one did. */
export function headingBlock(heading: Heading): Block {
  return (width) => headingLines(heading, width, 0)
}
