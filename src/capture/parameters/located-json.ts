import { depthMax, type Located, type Member, plainNumber } from './located.ts'

const token =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|-?Infinity|NaN|true|false|null))/y
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null }

/**
 * JSON with the line of each member. `NaN` and `Infinity`, which Python writes, are numbers; of a name that stands twice
 * the last one counts, as for Python.
 * @throws SyntaxError with the line.
 */
export function locatedJson(text: string): Located {
  const reader = { text, at: 0, line: 1 }
  const value = readValue(reader, next(reader), 0)
  if (/\S/.test(text.slice(reader.at))) throw unexpected(reader)
  return value
}

type Reader = { readonly text: string; at: number; line: number }
type Token = { readonly mark?: string; readonly text?: string; readonly word?: string; readonly line: number }

function next(reader: Reader): Token {
  token.lastIndex = reader.at
  const match = token.exec(reader.text)
  if (match === null) throw unexpected(reader)
  const [whole, mark, text, word] = match
  // A token holds no line feed itself: those are before it.
  reader.line += whole.split('\n').length - 1
  reader.at += whole.length
  return { line: reader.line, ...(mark && { mark }), ...(text && { text }), ...(word && { word }) }
}

function readValue(reader: Reader, { mark, text, word, line }: Token, depth: number): Located {
  if (depth > depthMax) throw new SyntaxError(`line ${line}: it is nested over ${depthMax} deep`)
  if (text !== undefined) return { kind: 'value', value: JSON.parse(text) }
  if (word !== undefined) return { kind: 'value', value: Object.hasOwn(words, word) ? words[word] : numberOf(word) }
  if (mark === '{') return { kind: 'mapping', members: readMembers(reader, depth) }
  if (mark === '[') return { kind: 'list', items: readItems(reader, depth) }
  throw unexpected(reader)
}

function readMembers(reader: Reader, depth: number): Member[] {
  const members = new Map<string, Member>()
  for (let name = first(reader, '}'); name !== undefined; name = following(reader, '}')) {
    if (name.text === undefined || next(reader).mark !== ':') throw unexpected(reader)
    const key: string = JSON.parse(name.text)
    members.set(key, { key, line: name.line, value: readValue(reader, next(reader), depth + 1) })
  }
  return [...members.values()]
}

function readItems(reader: Reader, depth: number): Located[] {
  const items: Located[] = []
  for (let item = first(reader, ']'); item !== undefined; item = following(reader, ']')) {
    items.push(readValue(reader, item, depth + 1))
  }
  return items
}

function first(reader: Reader, end: string): Token | undefined {
  const token = next(reader)
  return token.mark === end ? undefined : token
}

function following(reader: Reader, end: string): Token | undefined {
  const { mark } = next(reader)
  if (mark === end) return undefined
  if (mark !== ',') throw unexpected(reader)
  return next(reader)
}

function numberOf(word: string): unknown {
  return plainNumber(Number(word), word)
}

function unexpected({ line }: Reader): SyntaxError {
  return new SyntaxError(`line ${line}: this is not JSON`)
}
