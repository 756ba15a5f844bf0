import { pathText } from '../files/path-text.ts'

/** A whole call as strace prints it, its text still raw: `name(argument, argument) = result`. */
export type Call = {
  readonly pid: number
  /** Milliseconds since 1970, with a fraction: when the call was entered. */
  readonly at: number
  readonly name: string
  readonly arguments: readonly string[]
  readonly result: string
}

/**
 * One line of `strace -f -y -ttt -o`. A call during which another process spoke comes as `unfinished` and `resumed`;
 * glued together, their texts are the text of the call.
 */
export type StraceLine =
  | { readonly kind: 'call'; readonly pid: number; readonly at: number; readonly text: string }
  | {
      readonly kind: 'unfinished'
      readonly pid: number
      readonly at: number
      readonly text: string
      readonly to?: number
    }
  | { readonly kind: 'resumed'; readonly pid: number; readonly at: number; readonly text: string }
  | {
      readonly kind: 'ended'
      readonly pid: number
      readonly at: number
      readonly exit?: number
      readonly signal?: string
    }
  | { readonly kind: 'superseded'; readonly pid: number; readonly at: number; readonly by: number }
  | { readonly kind: 'signal'; readonly pid: number; readonly at: number }
  | { readonly kind: 'unknown' }

const prefix = /^(\d+) +(\d+\.\d+) /
const unfinished = / ?<(?:unfinished|pid changed to (\d+)) \.\.\.>$/
const resumed = /^<\.\.\. \w+ resumed>/
const ended = /^\+\+\+ (?:exited with (\d+)|killed by (\w+)(?: \(core dumped\))?) \+\+\+$/
const superseded = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/

/** Reads one line, without its newline, in which every byte outside printable ASCII is escaped, as strace does. */
export function parseLine(line: string): StraceLine {
  const head = prefix.exec(line)
  if (head === null) return { kind: 'unknown' }
  const pid = Number(head[1])
  const at = Number(head[2]) * 1000
  const text = line.slice(head[0].length)

  if (text.startsWith('+++ ')) return parseEnd(pid, at, text)
  if (text.startsWith('--- ')) return { kind: 'signal', pid, at }
  if (text.endsWith(' ...>')) {
    // Without a match it is a whole call on a file whose name ends in ` ...`.
    const cut = unfinished.exec(text)
    const begun = text.slice(0, cut?.index)
    if (cut !== null) return { kind: 'unfinished', pid, at, text: begun, ...(cut[1] && { to: Number(cut[1]) }) }
  }
  if (text.startsWith('<... ')) {
    const rest = resumed.exec(text)
    return rest === null ? { kind: 'unknown' } : { kind: 'resumed', pid, at, text: text.slice(rest[0].length) }
  }
  return { kind: 'call', pid, at, text }
}

function parseEnd(pid: number, at: number, text: string): StraceLine {
  const end = ended.exec(text)
  if (end?.[1] !== undefined) return { kind: 'ended', pid, at, exit: Number(end[1]) }
  if (end?.[2] !== undefined) return { kind: 'ended', pid, at, signal: end[2] }
  const heir = superseded.exec(text)
  return heir === null ? { kind: 'unknown' } : { kind: 'superseded', pid, at, by: Number(heir[1]) }
}

/** Parts the text of a whole call. Undefined when it is not one. */
export function parseCall(pid: number, at: number, text: string): Call | undefined {
  const open = text.indexOf('(')
  if (open <= 0) return undefined
  const parts = splitArguments(text, open + 1)
  if (parts === undefined) return undefined
  const equals = text.indexOf('= ', parts.end)
  if (equals < 0) return undefined
  return { pid, at, name: text.slice(0, open), arguments: parts.parts, result: text.slice(equals + 2) }
}

/**
 * The commas at the top level part the arguments. A quote opens a string; `<` after a descriptor opens its path, in which
 * strace escapes both `<` and `>` but a quote may stand.
 */
function splitArguments(text: string, from: number): { parts: string[]; end: number } | undefined {
  const parts: string[] = []
  let depth = 0
  let start = from
  for (let index = from; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case 0x22: // "
        index = closingQuote(text, index + 1)
        break
      case 0x3c: // <
        index = text.indexOf('>', index)
        if (index < 0) return undefined
        break
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
      case 0x29: // )
        if (depth === 0) {
          if (index > start || parts.length > 0) parts.push(text.slice(start, index))
          return { parts, end: index + 1 }
        }
        depth -= 1
        break
      case 0x2c: // ,
        if (depth === 0) {
          parts.push(text.slice(start, index))
          start = index + 2
        }
        break
    }
  }
  return undefined
}

function closingQuote(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x5c) index += 1
    else if (code === 0x22) return index
  }
  return text.length
}

/** A C string in quotes, as path text; `…` marks one that strace cut (`"…"...`). Undefined when it is an address. */
export function parseString(argument: string): string | undefined {
  if (!argument.startsWith('"')) return undefined
  const end = closingQuote(argument, 1)
  const text = unescapeText(argument.slice(1, end))
  return argument.startsWith('...', end + 1) ? `${text}…` : text
}

/** The elements of `["a", "b", ...]`; the last is `…` where strace left elements out. */
export function parseStrings(argument: string): string[] {
  if (!argument.startsWith('[')) return []
  const { parts } = splitArguments(`${argument.slice(1, -1)})`, 0) ?? { parts: [] }
  return parts.map((part) => (part === '...' ? '…' : (parseString(part) ?? part)))
}

/** A descriptor with the path that `-y` adds: `3</data/x>`, `AT_FDCWD</home>`, `5</tmp/#12>(deleted)`, or plain `3`. */
export type Descriptor = { readonly number: string; readonly path?: string; readonly deleted: boolean }

export function parseDescriptor(text: string): Descriptor {
  const open = text.indexOf('<')
  const close = text.indexOf('>', open)
  if (open < 0 || close < 0) return { number: text.split(' ', 1)[0] ?? text, deleted: false }
  const path = unescapeText(text.slice(open + 1, close))
  return { number: text.slice(0, open), path, deleted: text.startsWith('(deleted)', close + 1) }
}

const simple = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['v', 11],
  ['f', 12],
])

// strace escapes as C does: named ones, up to three octal digits, `\x` with two hexadecimal ones, and the quote itself.
function unescapeText(text: string): string {
  if (!text.includes('\\')) return text
  const bytes: number[] = []
  for (const [part, octal, hexadecimal, named] of text.matchAll(/\\([0-7]{1,3})|\\x([0-9a-f]{2})|\\(.)|[^\\]/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff)
    else if (hexadecimal !== undefined) bytes.push(Number.parseInt(hexadecimal, 16))
    else if (named !== undefined) bytes.push(simple.get(named) ?? named.charCodeAt(0))
    else bytes.push(part.charCodeAt(0))
  }
  return pathText(Uint8Array.from(bytes))
}
