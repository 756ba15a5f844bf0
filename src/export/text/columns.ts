import { displayWidth } from '../../domain/visible-text.ts'
import { type Look, rendered, type Span, shortenedSpan, span, widthOf, widthOfLook, wrapped } from './span.ts'

/**
 * A column of a list. Where a line has no room, one that `shrinks` (names) is shortened and one that `wraps` (sentences)
 * goes on below itself. Any other is whole: numbers, times and digests of which a part is missing are wrong.
 */
export type Column = {
  readonly title?: string | undefined
  readonly align?: 'left' | 'right' | undefined
  readonly shrinks?: true | undefined
  readonly wraps?: true | undefined
}
export type Cell = string | Span | undefined

const gap = 2
const indent = 4
const shrunkWidthMin = 10
const wrappedWidthMin = 16
/** A number or a digest: whole, also in a column that shrinks for its other cells. */
const whole = /^(?:[+-]?\d[\d,.]*(?:e[+-]?\d+)?|(?:[a-z0-9-]+:)?[0-9a-f]{8})$/i

/**
 * Rows in columns that are aligned by what a terminal shows, each line at most as wide as the look allows: columns that
 * do not fit beside the others stand below them, and those without a single cell are left out. Titles stand above where a
 * column has one. Cells may be any recorded text. No rows give an empty text.
 */
export function columns(layout: readonly Column[], rows: readonly (readonly Cell[])[], look: Look): string {
  return rendered(columnLines(layout, rows, widthOfLook(look)), look)
}

/** The same as lines of spans, for lists inside something else. */
export function columnLines(layout: readonly Column[], rows: readonly (readonly Cell[])[], width: number): Span[][] {
  if (rows.length === 0) return []
  const isTitled = layout.some(({ title }) => title !== undefined)
  const titles = isTitled ? [layout.map(({ title = '' }) => span(title, 'dim'))] : []
  const cells = [...titles, ...rows.map((row) => layout.map((_, index) => spanOf(row[index])))]
  const isEmpty = (index: number) => cells.slice(titles.length).every((row) => row[index]?.text === '')
  const measured = layout.flatMap((column, index) => (isEmpty(index) ? [] : measuredOf(column, cells, index, width)))
  const groups = groupsOf(measured, width)
  return cells.flatMap((row) =>
    groups.flatMap((group, below) => {
      const lines = groupLines(row, group, below === 0 ? 0 : indent)
      return below === 0 ? lines : lines.filter((line) => line.some(({ text }) => text.trim() !== ''))
    }),
  )
}

function spanOf(cell: Cell): Span {
  if (cell === undefined) return span('')
  return typeof cell === 'string' ? span(cell) : span(cell.text, cell.style)
}

/** A column with the cells that it takes, the fewest that it can do with, and those that it gets. */
type Measured = Column & { readonly index: number; readonly least: number; readonly width: number }

function measuredOf(column: Column, cells: readonly (readonly Span[])[], index: number, most: number): Measured {
  const widest = (texts: readonly string[]) =>
    Math.min(
      most,
      texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0),
    )
  const texts = cells.map((row) => row[index]?.text ?? '')
  const width = widest(texts)
  if (column.shrinks !== true && column.wraps !== true) return { ...column, index, width, least: width }
  const floor = column.wraps === true ? wrappedWidthMin : shrunkWidthMin
  const least = Math.min(width, Math.max(floor, widest(texts.filter((text) => whole.test(text)))))
  return { ...column, index, width, least }
}

/** Columns that stand beside each other, in order; each group on a line of its own, as wide as it may be. */
function groupsOf(all: readonly Measured[], width: number): Measured[][] {
  const groups: Measured[][] = [[]]
  for (const column of all) {
    const room = width - (groups.length > 1 ? indent : 0)
    const group = groups.at(-1) ?? []
    if (group.length > 0 && leastWidth([...group, column]) > room) groups.push([column])
    else group.push(column)
  }
  return groups.map((group, below) => fitted(group, width - (below > 0 ? indent : 0)))
}

const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width + gap, -gap)
const leastWidth = (group: readonly Measured[]) => total(group.map(({ least }) => least))

/** Takes from the widest column that can give, until the group fits; what cannot and stands alone is cut. */
function fitted(group: readonly Measured[], room: number): Measured[] {
  const widths = group.map(({ width }) => width)
  while (total(widths) > room) {
    const givers = group.flatMap(({ least }, index) => ((widths[index] ?? 0) > least ? [index] : []))
    const [first, ...others] = givers
    if (first === undefined) break
    const widest = others.reduce((most, index) => ((widths[index] ?? 0) > (widths[most] ?? 0) ? index : most), first)
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return group.map((column, index) => ({ ...column, width: Math.min(room, widths[index] ?? 0) }))
}

function groupLines(row: readonly Span[], group: readonly Measured[], before: number): Span[][] {
  const cells = group.map(({ index, width, wraps }) => {
    const cell = row[index] ?? span('')
    return wraps === true ? wrapped([cell], '', width) : [[shortenedSpan(cell, width)]]
  })
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1)
  return Array.from({ length: height }, (_, line) =>
    lineOf(
      group,
      cells.map((lines) => lines[line] ?? []),
      before,
    ),
  )
}

function lineOf(group: readonly Measured[], cells: readonly (readonly Span[])[], before: number): Span[] {
  const line: Span[] = []
  let owed = before
  for (const [index, { width, align }] of group.entries()) {
    const cell = cells[index] ?? []
    const padding = width - widthOf(cell)
    const blanks = owed + (align === 'right' ? padding : 0)
    if (blanks > 0) line.push(span(' '.repeat(blanks)))
    line.push(...cell)
    owed = gap + (align === 'right' ? 0 : padding)
  }
  return line
}
