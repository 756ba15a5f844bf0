import { createElement, type ReactNode } from 'react'
import type { SvgElement } from '../../../src/drawing/svg-text.ts'

/** The painter's tree as elements of the page. Each card has an id, so that the keyboard's place can be told. */
export function svgNode(element: SvgElement | string, key = 0): ReactNode {
  if (typeof element === 'string') return element
  const { tag, attributes, children } = element
  const index = attributes['data-node']
  return createElement(
    tag,
    { key, ...propertiesOf(attributes), ...(index === undefined ? {} : { id: cardId(Number(index)) }) },
    ...children.map((child, position) => svgNode(child, position)),
  )
}

export const cardId = (index: number): string => `card-${index}`

/** React has names of its own for attributes with a hyphen, but for those that begin with `data` and `aria`. */
function propertiesOf(attributes: SvgElement['attributes']): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name === 'class' ? 'className' : camelCase(name), value]),
  )
}

const camelCase = (name: string) =>
  /^(?:data|aria)-/.test(name) ? name : name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
