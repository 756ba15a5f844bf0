import { type Look, rendered, type Span, shortenedSpan, span, widthOfLook } from './span.ts'
import { displayWidth } from './terminal-text.ts'

/** A column of a list. One that `shrinks` is shortened first where a line has no room. */
export type Column = {
  readonly title?: string | undefined
  readonly align?: 'left' | 'right' | undefined
  readonly shrinks?: true | undefined
}
export type Cell = string | Span | undefined

const gap = 2
const cellWidthMin = 4
const shrunkWidthMin = 10

/**
 * Rows in columns that are aligned by what a terminal shows, each line at most as wide as the look allows. Titles stand
 * above where a column has one. Cells may be any recorded text. No rows give an empty text.
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
  const natural = layout.map((_, index) =>
    Math.min(
      width,
      cells.reduce((most, row) => Math.max(most, displayWidth(row[index]?.text ?? '')), 0),
    ),
  )
  const widths = fitted(layout, natural, width)
  return cells.map((row) => lineOf(row, layout, widths))
}

function spanOf(cell: Cell): Span {
  if (cell === undefined) return span('')
  return typeof cell === 'string' ? span(cell) : span(cell.text, cell.style)
}

function lineOf(row: readonly Span[], layout: readonly Column[], widths: readonly number[]): Span[] {
  const line: Span[] = []
  let owed = 0
  for (const [index, cell] of row.entries()) {
    const width = widths[index] ?? 0
    if (width === 0) continue
    const fitting = shortenedSpan(cell, width)
    const padding = width - displayWidth(fitting.text)
    const before = owed + (layout[index]?.align === 'right' ? padding : 0)
    if (before > 0) line.push(span(' '.repeat(before)))
    line.push(fitting)
    owed = gap + (layout[index]?.align === 'right' ? 0 : padding)
  }
  return line
}

/** Widths that fit: the widest column that shrinks gives way first, then any, the last ones at the latest to nothing. */
function fitted(layout: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural]
  const excess = () => {
    const shown = widths.filter((each) => each > 0)
    return shown.reduce((sum, each) => sum + each, 0) + gap * Math.max(0, shown.length - 1) - width
  }
  const shrinks = (index: number) => layout[index]?.shrinks === true
  for (const [isAsked, least] of [
    [shrinks, shrunkWidthMin],
    [() => true, cellWidthMin],
  ] as const) {
    while (excess() > 0) {
      const widest = widestOf(widths, isAsked, least)
      if (widest === undefined) break
      widths[widest] = (widths[widest] ?? 0) - 1
    }
  }
  for (let index = widths.length - 1; index > 0 && excess() > 0; index--) widths[index] = 0
  return widths
}

function widestOf(widths: readonly number[], isAsked: (index: number) => boolean, least: number): number | undefined {
  let widest: number | undefined
  for (const [index, width] of widths.entries()) {
    if (width <= least || !isAsked(index)) continue
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = index
  }
  return widest
}
