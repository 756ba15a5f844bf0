import { PedigreeError } from '../domain/error.ts'
import { jsonPointer, placeOf } from './json-pointer.ts'
import { depthMax, integerCharactersMax, scanJson } from './json-scan.ts'

type Path = (string | number)[]

/**
 * The one text of a JSON value: names in the order of their UTF-8 bytes, no white space, numbers as in RFC 8785. What
 * JSON's numbers cannot say becomes {"number":"NaN"}, {"number":"-Infinity"} or, past 2^53 - 1, {"number":"<digits>"},
 * for a bigint and for a number that RFC 8785 would write in digits; from 1e+21 on it writes an exponent, which stays.
 * Members that are undefined are left out.
 * @throws PedigreeError `invalid-input` with the JSON Pointer of what has no such text: halves of surrogate pairs, NUL,
 * functions, undefined elsewhere, objects with a class, more than 64 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, [])
}

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'string':
      return writeText(value, path)
    case 'number':
      return writeNumber(value, path)
    case 'bigint':
      return isSafe(value) ? String(value) : writeNumberForm(String(value), path)
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (path.length >= depthMax) throw refusal(path, `it is nested over ${depthMax} deep`)
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path)
    case 'undefined':
    case 'function':
    case 'symbol':
      throw refusal(path, `it is ${typeof value}, which JSON cannot say`)
  }
}

function writeArray(items: readonly unknown[], path: Path): string {
  let text = '['
  for (let index = 0; index < items.length; index += 1) {
    path.push(index)
    text += index === 0 ? write(items[index], path) : `,${write(items[index], path)}`
    path.pop()
  }
  return `${text}]`
}

function writeObject(value: object, path: Path): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  // What a plain object inherits from inherits from nothing; that holds for objects of another realm, too.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refusal(path, 'it is an object with a class; give plain data')
  }
  const members = value as Record<string, unknown>
  let text = ''
  for (const { name, written } of inOrder(Object.keys(members), path)) {
    const member = members[name]
    if (member === undefined) continue
    path.push(name)
    text += text === '' ? written : `,${written}`
    text += write(member, path)
    path.pop()
  }
  return `{${text}}`
}

type Name = { readonly name: string; readonly written: string }

/**
 * Names in the order of their UTF-8 bytes, each as it is written before its value. Many objects have the same ones: to look
 * those up halves what writing takes.
 */
function inOrder(names: string[], path: Path): readonly Name[] {
  const key = names.join('\0')
  const known = ordered.get(key)
  // No name has the character that parts them: with one, others would be taken for as many more.
  if (known?.length === names.length) return known
  const found = written(names, path)
  if (key.length > keyMax) return found
  if (ordered.size === orderedMax) ordered.clear()
  ordered.set(key, found)
  return found
}
const ordered = new Map<string, readonly Name[]>()
const orderedMax = 1_000
const keyMax = 256

const written = (names: string[], path: Path): Name[] =>
  names.sort(compareUtf8).map((name) => ({ name, written: `${writeText(name, [...path, name])}:` }))

function writeText(text: string, path: Path): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw refusal(path, 'a text has half of a surrogate pair')
  if (text.includes('\0')) throw refusal(path, 'a text has the character NUL')
  return JSON.stringify(text)
}

function writeNumber(value: number, path: Path): string {
  if (!Number.isFinite(value)) return writeNumberForm(String(value), path)
  const hasDigitsOnly = Number.isInteger(value) && Math.abs(value) < 1e21
  if (hasDigitsOnly && !Number.isSafeInteger(value)) return writeNumberForm(String(BigInt(value)), path)
  return String(value)
}

function writeNumberForm(text: string, path: Path): string {
  if (path.length >= depthMax) throw refusal(path, `it is nested over ${depthMax} deep`)
  if (text.length > integerCharactersMax) throw refusal(path, `an integer has over ${integerCharactersMax} characters`)
  return `{"number":"${text}"}`
}

/** Orders text by its UTF-8 bytes, without making them: only surrogates stand elsewhere in UTF-16. */
function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at += 1) {
    const difference = utf8Rank(left.charCodeAt(at)) - utf8Rank(right.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/**
 * Reads JSON from outside, for every byte that somebody else wrote. It means what `JSON.parse` makes of it, but that
 * integers past 2^53 - 1 come as {"number":"<digits>"}, and nothing is mended or dropped in silence. A member named
 * `__proto__` is a member like any other.
 * @throws PedigreeError `invalid-input` with JSON Pointer and offset in bytes: invalid UTF-8, a name twice in one object,
 * halves of surrogate pairs, NUL, numbers past a double, integers over 400 characters, more than 64 levels; and with
 * the words of `JSON.parse` for what is not JSON.
 */
export function parseStrict(bytes: Uint8Array): unknown {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = decode(source)
  const scan = scanJson(source)
  if ('problem' in scan) throw refusalAt(source, scan.offset, scan.problem)
  let value = parse(text)
  if (scan.bigIntegers.length > 0) value = parse(withNumberForms(source, scan.bigIntegers))
  if (countMembers(value) < scan.members + scan.bigIntegers.length) {
    throw refusalAt(source, source.length, 'a name stands twice in its object')
  }
  return value
}

function decode(source: Buffer): string {
  const text = source.toString()
  // Where bytes are no UTF-8, decoding puts U+FFFD, and encoding does not bring them back.
  if (text.includes('\ufffd')) {
    const again = Buffer.from(text)
    if (!again.equals(source)) {
      const offset = again.findIndex((byte, at) => byte !== source[at])
      throw refusalAt(source, offset, 'the bytes are not UTF-8')
    }
  }
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The reason quotes the text, which may hold what a terminal would obey.
    const reason = error instanceof Error ? error.message.replaceAll(/\p{Cc}/gu, '\ufffd') : ''
    throw new PedigreeError('invalid-input', `this is not JSON: ${reason}`, { field: '' })
  }
}

function withNumberForms(source: Buffer, tokens: readonly { start: number; end: number }[]): string {
  let text = ''
  let at = 0
  for (const { start, end } of tokens) {
    text += `${source.toString('utf8', at, start)}{"number":"${source.toString('latin1', start, end)}"}`
    at = end
  }
  return text + source.toString('utf8', at)
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countMembers(item)
    return count
  }
  const members = value as Record<string, unknown>
  // A sixth of the cost of Object.values; what JSON.parse makes inherits nothing that could be listed.
  for (const name in members) {
    const member = members[name]
    count += typeof member === 'object' ? 1 + countMembers(member) : 1
  }
  return count
}

function refusalAt(source: Buffer, found: number, problem: string): PedigreeError {
  const { pointer, offset, repeated } = placeOf(source, found)
  const what = repeated ? 'the name stands twice in its object' : problem
  return new PedigreeError('invalid-input', `${shownPointer(pointer)}: ${what} (offset ${offset})`, { field: pointer })
}

function refusal(path: Path, problem: string): PedigreeError {
  return new PedigreeError('invalid-input', `${shownPointer(jsonPointer(path))}: ${problem}`)
}

function shownPointer(pointer: string): string {
  return pointer === '' ? 'the whole document' : JSON.stringify(pointer)
}

/**
 * The number that a JSON value says, plainly or as {"number":"…"} just as `canonicalJson` writes it; anything else is
 * undefined.
 */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return undefined
  const text = (value as Record<string, unknown>).number
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return Number(text)
  if (typeof text !== 'string' || text.length > integerCharactersMax) return undefined
  if (!/^-?[1-9]\d{15,}$/.test(text)) return undefined
  const integer = BigInt(text)
  return isSafe(integer) ? undefined : integer
}

function isSafe(integer: bigint): boolean {
  return integer >= BigInt(Number.MIN_SAFE_INTEGER) && integer <= BigInt(Number.MAX_SAFE_INTEGER)
}
