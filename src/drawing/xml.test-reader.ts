import assert from 'node:assert'

type Read = {
  readonly elements: { readonly tag: string; readonly attributes: Readonly<Record<string, string>> }[]
  readonly texts: string[]
}

const name = /[a-zA-Z][\w:-]*/.source
const attribute = new RegExp(`\\s+(${name})="([^"<]*)"`, 'y')
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const notAllowed = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

/**
 * Reads a document of the XML that we write: a declaration, elements, text, the five entities. Anything else, and
 * anything that XML 1.0 does not allow, is an error. Texts are told without white space alone.
 */
export function readXml(document: string): Read {
  assert(!notAllowed.test(document), 'a character that XML does not allow')
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  assert(document.startsWith(declaration), 'no declaration')
  const read: Read = { elements: [], texts: [] }
  const open: string[] = []
  let at = declaration.length
  while (at < document.length) {
    const next = document.indexOf('<', at)
    const text = decoded(document.slice(at, next < 0 ? undefined : next))
    assert(open.length > 0 || /^\s*$/.test(text), `text outside of the root: ${text}`)
    if (!/^\n *$/.test(text) && text !== '') read.texts.push(text)
    if (next < 0) break
    at = readTag(document, next, open, read)
  }
  assert(open.length === 0, `not closed: ${open.join()}`)
  return read
}

function readTag(document: string, start: number, open: string[], read: Read): number {
  const close = new RegExp(`</(${name})>`, 'y')
  close.lastIndex = start
  const closed = close.exec(document)
  if (closed) {
    assert(open.pop() === closed[1], `</${closed[1]}> closes another`)
    return close.lastIndex
  }
  const begin = new RegExp(`<(${name})`, 'y')
  begin.lastIndex = start
  const [, tag] = begin.exec(document) ?? []
  assert(tag !== undefined, `no element: ${document.slice(start, start + 40)}`)
  assert(open.length > 0 || read.elements.length === 0, 'a second root')
  const attributes: Record<string, string> = {}
  let at = begin.lastIndex
  for (attribute.lastIndex = at; ; at = attribute.lastIndex) {
    const [, key, value = ''] = attribute.exec(document) ?? []
    if (key === undefined) break
    assert(!(key in attributes), `${key} twice`)
    attributes[key] = decoded(value)
  }
  read.elements.push({ tag, attributes })
  const end = /\/?>/y
  end.lastIndex = at
  const [mark] = end.exec(document) ?? []
  assert(mark !== undefined, `not ended: ${document.slice(at, at + 40)}`)
  if (mark === '>') open.push(tag)
  return end.lastIndex
}

function decoded(text: string): string {
  assert(!text.includes(']]>'), 'the end of a section that has not begun')
  return text.replace(/&([^;]*);?/g, (all, entity: string) => {
    const code = /^#(\d+)$/.exec(entity)?.[1]
    assert(all.endsWith(';') && (code !== undefined || entity in entities), `no entity: ${all.slice(0, 10)}`)
    return code === undefined ? (entities[entity] ?? '') : String.fromCodePoint(Number(code))
  })
}
