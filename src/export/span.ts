import { displayWidth, type StyleName, shortened, styles, visible } from './terminal-text.ts'

/** A piece of a line: harmless text in one style. Widths are counted on it, colours are set at the very end. */
export type Span = { readonly text: string; readonly style?: StyleName | undefined }

/** What a line is written for: `width` in cells (100 where it is absent, at least 40), with colours or without. */
export type Look = { readonly colour: boolean; readonly width?: number | undefined }

const widthDefault = 100
const widthMin = 40

export const widthOfLook = ({ width = widthDefault }: Look): number => Math.max(widthMin, Math.floor(width))

export function span(text: string, style?: StyleName): Span {
  return { text: visible(text), style }
}

export function widthOf(line: readonly Span[]): number {
  return line.reduce((width, { text }) => width + displayWidth(text), 0)
}

export function shortenedSpan({ text, style }: Span, width: number): Span {
  return { text: shortened(text, width), style }
}

/** Lines as text: no trailing blanks, one line end after each. All that a terminal is sent comes through here. */
export function rendered(lines: readonly (readonly Span[])[], { colour }: Pick<Look, 'colour'>): string {
  const style = styles(colour)
  return lines
    .map((line) =>
      withoutTrailingBlanks(line)
        .map(({ text, style: name }) => (name === undefined ? visible(text) : style[name](visible(text))))
        .join(''),
    )
    .map((line) => `${line}\n`)
    .join('')
}

function withoutTrailingBlanks(line: readonly Span[]): readonly Span[] {
  const last = line.at(-1)
  if (last === undefined) return line
  const text = last.text.trimEnd()
  return text === '' ? withoutTrailingBlanks(line.slice(0, -1)) : [...line.slice(0, -1), { ...last, text }]
}

/**
 * Pieces one after another with a separator between them, broken between pieces where `width` is full. Never wider: a
 * piece that no line can hold is shortened in the middle. The separator stays at the end of a broken line when it says
 * something (`, `), not when it is a dot.
 */
export function wrapped(pieces: readonly Span[], separator: string, width: number): Span[][] {
  const lines: Span[][] = []
  let line: Span[] = []
  let used = 0
  const kept = separator.trimEnd().replace('·', '').trimEnd()
  for (const piece of pieces) {
    const fitting = shortenedSpan(piece, width - kept.length)
    const pieceWidth = displayWidth(fitting.text)
    if (used > 0 && used + separator.length + pieceWidth + kept.length > width) {
      if (kept !== '') line.push(span(kept, 'dim'))
      lines.push(line)
      line = []
      used = 0
    }
    if (used > 0) {
      line.push(span(separator, 'dim'))
      used += separator.length
    }
    line.push(fitting)
    used += pieceWidth
  }
  if (line.length > 0) lines.push(line)
  return lines
}
