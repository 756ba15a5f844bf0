/** A piece of SVG. Whoever draws a page makes elements of it, `svgText` makes a file. It has no `style` anywhere. */
export type SvgElement = {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly (SvgElement | string)[]
}

export function element(
  tag: string,
  attributes: SvgElement['attributes'],
  ...children: readonly (SvgElement | string)[]
): SvgElement {
  return { tag, attributes, children }
}

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
  // A reader would make spaces of these in attributes (section 3.3.3).
  ...{ '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' },
}
// What XML 1.0 allows in no document, not even escaped (section 2.2), and half surrogates.
const notXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/** The text of a whole SVG file. Recorded text is escaped here, once, wherever it stands. */
export function svgText(root: SvgElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`
}

function elementText({ tag, attributes, children }: SvgElement, indent: string): string {
  const said = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
  const open = `${indent}<${tag}${said.join('')}`
  if (children.length === 0) return `${open}/>`
  // White space in a text is drawn, so that it stays on the line of its element.
  if (children.some((child) => typeof child === 'string')) {
    const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : elementText(child, '')))
    return `${open}>${inner.join('')}</${tag}>`
  }
  const inner = children.flatMap((child) => (typeof child === 'string' ? [] : elementText(child, `${indent} `)))
  return `${open}>\n${inner.join('\n')}\n${indent}</${tag}>`
}

function escaped(text: string): string {
  return text.replace(notXml, '\ufffd').replace(/[&<>"'\t\n\r]/g, (character) => entities[character] ?? character)
}
