import type { DrawnNode, Mark } from './drawn.ts'
import { card, chip, fonts, glyphSide, pill } from './measures.ts'
import { fitted, textWidth } from './text-width.ts'

/** The lines of a card or a pill, cut to its width; of a mark its width, too. */
export type Lines = { readonly kind: string; readonly name: string; readonly fact: string }
export type Chip = Mark & { readonly width: number }

const originGap = 8
// A font that stands in for Plex may be somewhat wider.
const slack = 1.05

/** How wide a node must be for its texts and its marks, within what cards and pills may be. */
export function wantedWidth(node: DrawnNode): number {
  const marks = Math.max(0, ...node.marks.map(({ text }) => chipWidth(text) + 2 * chip.inset))
  if (node.form === 'pill') {
    const widest = Math.max(textWidth(node.name, fonts.pillName, 'semibold'), textWidth(pillFact(node), fonts.pillFact))
    return clamped(Math.max(widest * slack + pill.glyph + 2 * pill.padding, marks), pill.widthMin, pill.widthMax)
  }
  const widest = Math.max(
    kindIndent + textWidth(node.kind, fonts.kind) + originWidth(node),
    textWidth(node.name, fonts.name, 'semibold'),
    textWidth(node.fact, fonts.fact),
  )
  return clamped(Math.max(widest * slack + 2 * card.padding, marks), card.widthMin, card.widthMax)
}

const kindIndent = glyphSide + 6
const clamped = (value: number, least: number, most: number) => Math.ceil(Math.min(most, Math.max(least, value)))
const chipWidth = (text: string) => Math.ceil(textWidth(text, fonts.chip) * slack) + 2 * chip.padding
const originWidth = ({ origin }: DrawnNode) => (origin === undefined ? 0 : originGap + textWidth(origin, fonts.chip))

/** A pill has no line for how a run is known, so that its fact says it. */
const pillFact = ({ fact, origin }: DrawnNode) => (origin === undefined ? fact : `${fact} (${origin})`.trimStart())

export function linesOf(node: DrawnNode, width: number): Lines {
  if (node.form === 'pill') {
    const room = (width - pill.glyph - 2 * pill.padding) / slack
    return {
      kind: '',
      name: fitted(node.name, room, fonts.pillName, 'semibold'),
      fact: fitted(pillFact(node), room, fonts.pillFact),
    }
  }
  const room = (width - 2 * card.padding) / slack
  return {
    kind: fitted(node.kind, room - kindIndent - originWidth(node), fonts.kind),
    name: fitted(node.name, room, fonts.name, 'semibold'),
    fact: fitted(node.fact, room, fonts.fact),
  }
}

export function chipsOf(node: DrawnNode, width: number): Chip[] {
  const most = width - 2 * chip.inset
  return node.marks.map(({ text, tone }) => {
    const shown = fitted(text, most - 2 * chip.padding, fonts.chip)
    return { text: shown, tone, width: Math.min(most, chipWidth(shown)) }
  })
}

/** How far a node reaches above and below the height at which its edges meet it. */
export function reachOf({ form, isStack, marks }: DrawnNode): { readonly above: number; readonly below: number } {
  const half = (form === 'pill' ? pill.height : card.height) / 2
  return { above: half, below: half + (isStack ? 2 * card.stackStep : 0) + marks.length * (chip.height + chip.gap) }
}
