import { displayWidth, harmless } from '../../domain/visible-text.ts'
import { type Span, span, wrapped } from './span.ts'

const labelWidthMax = 24

/** A label and the pieces of what it says, which go on below themselves. */
export function labelledLines(rows: readonly (readonly [string, readonly Span[]])[], width: number): Span[][] {
  const label = rows.reduce((most, [text]) => Math.max(most, Math.min(labelWidthMax, displayWidth(text))), 0)
  return rows.flatMap(([text, pieces]) =>
    wrapped(pieces, ' · ', width - label - 4).map((line, index) => {
      const shown = index === 0 ? harmless(text, label) : ''
      return [span(`  ${shown}${' '.repeat(label - displayWidth(shown) + 2)}`, 'dim'), ...line]
    }),
  )
}
