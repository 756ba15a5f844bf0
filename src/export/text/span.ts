import { displayWidth, shortened, visible } from '../../domain/visible-text.ts'
import { type StyleName, styles } from './styles.ts'

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
 * piece that no line can hold is broken at its blanks, and a name that no line can hold is shortened in the middle. The
 * separator stays at the end of a broken line when it says something (`, `), not when it is a dot.
 */
export function wrapped(pieces: readonly Span[], separator: string, width: number): Span[][] {
  const lines: Span[][] = []
  let line: Span[] = []
  let used = 0
  const kept = separator.trimEnd().replace('·', '').trimEnd()
  const put = (part: Span) => {
    line.push(part)
    used += displayWidth(part.text)
  }
  const breakLine = () => {
    lines.push(line)
    line = []
    used = 0
  }
  for (const piece of pieces) {
    const [first = piece, ...rest] = brokenSpan(piece, width - kept.length)
    const isFull = used + separator.length + displayWidth(first.text) + kept.length > width
    if (used > 0) put(isFull ? span(kept, 'dim') : span(separator, 'dim'))
    if (used > 0 && isFull) breakLine()
    put(first)
    for (const part of rest) {
      breakLine()
      put(part)
    }
  }
  if (line.length > 0) lines.push(line)
  return lines
}

/** Blanks at which a line may end: a unit stays with its number. */
const blanks = / (?!(?:%|B|[kMGTPE]B|GiB|ms|s|min|h|d|UTC)(?!\w))/

/** A piece in parts of at most `width` cells, broken at blanks. A digest that is longer goes on in the next part. */
function brokenSpan(piece: Span, width: number): Span[] {
  if (displayWidth(piece.text) <= width) return [piece]
  const parts: string[] = []
  for (const word of piece.text.split(blanks).flatMap((text) => fittingWords(text, width))) {
    const longer = parts.length === 0 ? word : `${parts.at(-1)} ${word}`
    if (parts.length > 0 && displayWidth(longer) <= width) parts[parts.length - 1] = longer
    else parts.push(word)
  }
  return parts.map((text) => ({ text, style: piece.style }))
}

function fittingWords(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word]
  if (!/[0-9a-f]{32}/.test(word) || displayWidth(word) !== word.length) return [shortened(word, width)]
  return Array.from({ length: Math.ceil(word.length / width) }, (_, part) =>
    word.slice(part * width, (part + 1) * width),
  )
}
