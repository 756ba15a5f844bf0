import { countText } from '../domain/quantities.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import type { DrawnNode } from './drawn.ts'

// What the lines of cards are made of.

export const joined = (pieces: readonly (string | undefined)[], by = ' · ') =>
  pieces.filter((piece) => piece !== undefined && piece !== '').join(by)

/** What was seen needs no word. */
export const mark = (origin: LineageEdge['origin'] | undefined) => (origin === 'observed' ? undefined : origin)

/** `also fraud@1 and 2 more`, since a card has one line for them; all of them for its label, where that is more. */
export function named(lead: string, versions: readonly string[]): { readonly short: string; readonly all: string[] } {
  const [first, ...others] = versions
  if (first === undefined) return { short: '', all: [] }
  if (others.length === 0) return { short: `${lead} ${first}`, all: [] }
  return { short: `${lead} ${first} and ${countText(others.length)} more`, all: [`${lead} ${versions.join(', ')}`] }
}

export type CardWords = Pick<DrawnNode, 'glyph' | 'kind' | 'name' | 'fact' | 'origin' | 'marks'> & {
  /** What only the label says. */
  readonly more?: string
}
