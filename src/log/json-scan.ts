/** An integer past 2^53 - 1 in the bytes, from `start` up to `end`. */
export type BigIntegerToken = { readonly start: number; readonly end: number }

/** What `JSON.parse` does not tell: how many members all objects have in the text, and which integers it would round. */
export type Scan =
  | { readonly members: number; readonly bigIntegers: readonly BigIntegerToken[] }
  | { readonly problem: string; readonly offset: number }

/** Arrays and objects within each other. The form {"number":"…"} counts as one. */
export const depthMax = 64

/** More than any integer that a double can hold (309 digits): nobody means more, and reading it costs its square. */
export const integerCharactersMax = 400

const quote = 0x22
const backslash = 0x5c

/** One pass over the bytes, about 1 ns each. The grammar is left to `JSON.parse`, which must still read them. */
export function scanJson(bytes: Uint8Array): Scan {
  const bigIntegers: BigIntegerToken[] = []
  let members = 0
  let depth = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    if (byte === quote) {
      const end = endOfString(bytes, at)
      if (typeof end !== 'number') return end
      at = end
    } else if (byte === 0x3a /* : */) {
      members += 1
    } else if (byte === 0x7b /* { */ || byte === 0x5b /* [ */) {
      depth += 1
      if (depth > depthMax) return { problem: `it is nested over ${depthMax} deep`, offset: at }
    } else if (byte === 0x7d /* } */ || byte === 0x5d /* ] */) {
      depth -= 1
    } else if (byte === 0x2d /* - */ || (byte >= 0x30 && byte <= 0x39)) {
      const end = endOfNumber(bytes, at)
      const kind = kindOfNumber(bytes, at, end)
      if (kind === 'big' && depth === depthMax) return { problem: `it is nested over ${depthMax} deep`, offset: at }
      if (kind === 'big') bigIntegers.push({ start: at, end })
      else if (kind !== 'plain') return { problem: kind.problem, offset: at }
      at = end - 1
    }
  }
  return { members, bigIntegers }
}

/** The offset of the closing quote, or what is wrong with an escape within. */
function endOfString(bytes: Uint8Array, start: number): number | Extract<Scan, { problem: string }> {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === quote) return at
    if (byte !== backslash) continue
    at += 1
    if (bytes[at] !== 0x75 /* u */) continue
    const unit = escapedUnit(bytes, at - 1)
    const isHigh = unit >= 0xd800 && unit <= 0xdbff
    const next = isHigh ? escapedUnit(bytes, at + 5) : Number.NaN
    if (unit === 0) return { problem: 'a text has the character NUL', offset: at - 1 }
    if (isHigh ? !(next >= 0xdc00 && next <= 0xdfff) : unit >= 0xdc00 && unit <= 0xdfff) {
      return { problem: 'a text has half of a surrogate pair', offset: at - 1 }
    }
    at += isHigh ? 10 : 4
  }
  return bytes.length
}

/** The UTF-16 unit of an escape such as \u00e9 at `at`, or NaN when none is there. */
function escapedUnit(bytes: Uint8Array, at: number): number {
  const text = Buffer.from(bytes.subarray(at, at + 6)).toString('latin1')
  return /^\\u[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text.slice(2), 16) : Number.NaN
}

function endOfNumber(bytes: Uint8Array, start: number): number {
  let at = start + 1
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    const goesOn = (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d || byte === 0x2b
    if (!goesOn && (byte | 0x20) !== 0x65 /* e */) break
  }
  return at
}

function kindOfNumber(bytes: Uint8Array, start: number, end: number): 'plain' | 'big' | { problem: string } {
  // Without an exponent, what is short is small. Floats have 17 digits; no text is made of each.
  const plainBytesMax = has(bytes, start, end, 0x2e /* . */) ? 300 : 15
  if (end - start <= plainBytesMax && !has(bytes, start, end, 0x65 /* e */)) return 'plain'
  const text = Buffer.from(bytes.subarray(start, end)).toString('latin1')
  const value = Number(text)
  if (/^-?\d+$/.test(text)) {
    if (text.length > integerCharactersMax) return { problem: `an integer has over ${integerCharactersMax} characters` }
    return Number.isSafeInteger(value) ? 'plain' : 'big'
  }
  const isLost = value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
  return isLost ? { problem: 'a number is too large for a double' } : 'plain'
}

/** Whether there is this byte, or that of its capital letter. */
function has(bytes: Uint8Array, start: number, end: number, wanted: number): boolean {
  for (let at = start; at < end; at += 1) if (((bytes[at] as number) | 0x20) === wanted) return true
  return false
}
