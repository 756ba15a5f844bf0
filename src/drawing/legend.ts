import { inked, type Theme } from './looks.ts'
import { fonts, gaps } from './measures.ts'
import { textElement } from './paint-node.ts'
import { element, type SvgElement } from './svg-text.ts'
import { textWidth } from './text-width.ts'

/** How lines say that nobody saw what they tell. */
export const dashes = { inferred: '1.5 4', declared: '6 3' } as const
export const legendHeight = 44

/** What the forms and lines of a drawing mean, in one row. */
export function legend(theme: Theme): { readonly picture: SvgElement; readonly width: number } {
  let x = gaps.lane
  const children: SvgElement[] = []
  for (const [sample, words] of samples(theme)) {
    children.push(sample(x), textElement(x + 26, legendHeight / 2 + 4, fonts.kind, words, inked('kind', theme)))
    x += 26 + Math.ceil(textWidth(words, fonts.kind)) + 20
  }
  return { picture: element('g', {}, ...children), width: x }
}

function samples(theme: Theme): readonly (readonly [(x: number) => SvgElement, string])[] {
  const y = legendHeight / 2
  const box = (look: 'card' | 'pill' | 'aside' | 'gap') => (x: number) => {
    const dash = look === 'aside' || look === 'gap' ? { 'stroke-dasharray': '3 2' } : {}
    const rx = look === 'card' || look === 'aside' ? 3 : 6
    return element('rect', { x, y: y - 6, width: 20, height: 12, rx, ...dash, ...inked(look, theme) })
  }
  const line = (dash?: string) => (x: number) => {
    const dashed = dash === undefined ? {} : { 'stroke-dasharray': dash }
    return element('path', { d: `M${x} ${y}h20`, 'stroke-width': 1.6, ...dashed, ...inked('edge', theme) })
  }
  return [
    [box('card'), 'data, model, report'],
    [box('pill'), 'run'],
    [box('aside'), 'code, environment'],
    [box('gap'), 'gap in the record'],
    [line(), 'observed'],
    [line(dashes.declared), 'declared'],
    [line(dashes.inferred), 'inferred'],
  ]
}
