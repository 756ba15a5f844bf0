/*
 * A path on Linux is bytes; everywhere else in Pedigree it is text. Nearly every path is valid UTF-8 and stays as it is.
 * A byte that is not (0x80 to 0xff) becomes one private code point, U+EF80 to U+EFFF, so that the text has no lone
 * surrogate (which SQLite and JSON tools refuse), still starts with `/` and still compares by prefix. A name that really
 * holds such a private code point has its three bytes written in the same way, hence the mapping is reversible.
 */

const escapeBase = 0xef00
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const escapes = /[\uef80-\uefff]/

/** The text that stands for a path of any bytes; `pathBytes` gives them back. */
export function pathText(bytes: Uint8Array): string {
  const text = decode(bytes)
  if (text !== undefined && !escapes.test(text)) return text

  let result = ''
  for (let index = 0; index < bytes.length; ) {
    const character = decode(bytes.subarray(index, index + sequenceBytes(bytes[index] ?? 0)))
    if (character !== undefined && !escapes.test(character)) {
      result += character
      index += sequenceBytes(bytes[index] ?? 0)
    } else {
      result += String.fromCharCode(escapeBase + (bytes[index] ?? 0))
      index += 1
    }
  }
  return result
}

/** A path that `pathText` made, as `node:fs` takes it: a plain one as it is, which costs less than its bytes. */
export function openable(text: string): string | Buffer {
  return escapes.test(text) ? pathBytes(text) : text
}

/** The bytes of a path that `pathText` made; a plain path is its UTF-8. */
export function pathBytes(text: string): Buffer {
  if (!escapes.test(text)) return Buffer.from(text, 'utf8')
  const parts = text.split(/([\uef80-\uefff])/)
  return Buffer.concat(
    parts.map((part) => (escapes.test(part) ? Buffer.of(part.charCodeAt(0) - escapeBase) : Buffer.from(part, 'utf8'))),
  )
}

/**
 * The same text for a path that came from Python, whose `surrogateescape` (PEP 383) writes the byte 0xNN, when it is not
 * UTF-8, as the lone surrogate U+DCNN.
 */
export function pathFromPython(text: string): string {
  if (text.isWellFormed() && !escapes.test(text)) return text
  const parts = text.split(/([\udc80-\udcff])/u)
  return pathText(
    Buffer.concat(
      parts.map((part) =>
        /^[\udc80-\udcff]$/u.test(part) ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part, 'utf8'),
      ),
    ),
  )
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

// What the first byte promises; a sequence that does not keep the promise fails to decode.
function sequenceBytes(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}
