import type { Chip } from './card-size.ts'
import { glyphs } from './glyphs.ts'
import type { PlacedNode } from './layout.ts'
import { inked, type Look, type Theme } from './looks.ts'
import { card, chip, fonts, glyphSide, pill } from './measures.ts'
import { element, type SvgElement } from './svg-text.ts'

/** A card or a pill with its marks, as one group that says in words what it is. */
export function paintNode(node: PlacedNode, index: number, theme: Theme): SvgElement {
  const { label, x, y } = node
  const inner = node.form === 'pill' ? pillElements(node, theme) : cardElements(node, theme)
  return element(
    'g',
    { role: 'img', 'aria-label': label, 'data-node': index, transform: `translate(${x} ${y})` },
    element('title', {}, label),
    ...inner,
    ...node.chips.flatMap((mark, row) => chipElements(mark, node, row, theme)),
  )
}

export function textElement(
  x: number,
  y: number,
  size: number,
  text: string,
  ink: SvgElement['attributes'],
  weight: 400 | 600 = 400,
): SvgElement {
  const font = weight === 400 ? {} : { 'font-weight': weight }
  return element('text', { x, y, 'font-size': size, ...font, ...ink }, text)
}

function cardElements(node: PlacedNode, theme: Theme): SvgElement[] {
  const { width, height, lines, isRoot, isAside, isStack, origin, glyph } = node
  const look: Look = isRoot ? 'root' : isAside ? 'aside' : 'card'
  const ink = (part: 'kind' | 'name' | 'fact' | 'glyph' | 'origin') => inked(isRoot ? `root-${part}` : part, theme)
  const behind = isStack ? [2, 1].map((step) => step * card.stackStep) : []
  const left = card.padding
  const hasFact = lines.fact !== ''
  const outline = isAside ? { 'stroke-dasharray': '4 3' } : {}
  return [
    ...behind.map((by) => element('rect', { x: by, y: by, width, height, rx: 6, ...inked(look, theme) })),
    element('rect', { width, height, rx: 6, ...outline, ...inked(look, theme) }),
    glyphElement(glyph, left, hasFact ? 8 : 13, ink('glyph')),
    textElement(left + glyphSide + 6, hasFact ? 19 : 24, fonts.kind, lines.kind, ink('kind')),
    ...(origin === undefined ? [] : [originElement(origin, width, hasFact ? 19 : 24, ink('origin'))]),
    textElement(left, hasFact ? 36 : 43, fonts.name, lines.name, ink('name'), 600),
    ...(hasFact ? [textElement(left, 53, fonts.fact, lines.fact, ink('fact'))] : []),
  ]
}

function originElement(origin: string, width: number, y: number, ink: SvgElement['attributes']): SvgElement {
  const right = { 'text-anchor': 'end', 'font-style': 'italic', ...ink }
  return textElement(width - card.padding, y, fonts.chip, origin, right)
}

function pillElements(node: PlacedNode, theme: Theme): SvgElement[] {
  const { width, height, lines, glyph, isRoot } = node
  const ink = (part: 'name' | 'fact' | 'glyph') => inked(isRoot ? `root-${part}` : part, theme)
  const left = pill.padding + pill.glyph
  const hasFact = lines.fact !== ''
  return [
    element('rect', { width, height, rx: height / 2, ...inked(isRoot ? 'root' : 'pill', theme) }),
    glyphElement(glyph, pill.padding - 1, (height - glyphSide) / 2, ink('glyph')),
    textElement(left, hasFact ? 17.5 : 24.5, fonts.pillName, lines.name, ink('name'), 600),
    ...(hasFact ? [textElement(left, 31, fonts.pillFact, lines.fact, ink('fact'))] : []),
  ]
}

export function glyphElement(
  name: PlacedNode['glyph'],
  x: number,
  y: number,
  ink: SvgElement['attributes'],
): SvgElement {
  const line = { 'stroke-width': 1.2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }
  return element('path', { d: glyphs[name], transform: `translate(${x} ${y})`, ...line, ...ink })
}

function chipElements({ text, tone, width }: Chip, node: PlacedNode, row: number, theme: Theme): SvgElement[] {
  const stack = node.isStack ? 2 * card.stackStep : 0
  const y = node.height + stack + chip.gap + row * (chip.height + chip.gap)
  const x = node.form === 'pill' ? Math.round((node.width - width) / 2) : chip.inset
  const outline = tone === 'alert' ? {} : { 'stroke-dasharray': '3 2' }
  return [
    element('rect', { x, y, width, height: chip.height, rx: chip.height / 2, ...outline, ...inked(tone, theme) }),
    textElement(x + chip.padding, y + 12.5, fonts.chip, text, inked(`${tone}-text`, theme)),
  ]
}
