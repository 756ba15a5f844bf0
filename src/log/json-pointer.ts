type Frame = { readonly names: Set<string> | undefined; key: string | number; nameNext: boolean }

/** Where in a document something is. `repeated` says that it is a member whose name its object has already. */
export type Place = { readonly pointer: string; readonly offset: number; readonly repeated: boolean }

/** RFC 6901's text for a way into a document; the document itself is ''. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * What stands at `offset` (in bytes), or the first repeated name when that comes first. It is slower than a scan and
 * serves messages alone; from the offset on the document may be broken.
 */
export function placeOf(bytes: Buffer, offset: number): Place {
  const frames: Frame[] = []
  for (let at = 0; at < Math.min(offset, bytes.length); at += 1) {
    const byte = bytes[at]
    const top = frames.at(-1)
    if (byte === 0x7b /* { */) {
      frames.push({ names: new Set(), key: '', nameNext: true })
    } else if (byte === 0x5b /* [ */) {
      frames.push({ names: undefined, key: 0, nameNext: false })
    } else if (byte === 0x7d /* } */ || byte === 0x5d /* ] */) {
      frames.pop()
    } else if (byte === 0x2c /* , */) {
      if (typeof top?.key === 'number') top.key += 1
      else if (top) top.nameNext = true
    } else if (byte === 0x22 /* " */) {
      const end = endOfString(bytes, at)
      if (end > offset) break
      if (top?.nameNext) {
        top.key = nameOf(bytes.subarray(at, end))
        top.nameNext = false
        if (top.names?.has(top.key)) return { pointer: pointerOf(frames), offset: at, repeated: true }
        top.names?.add(top.key)
      }
      at = end - 1
    }
  }
  return { pointer: pointerOf(frames), offset, repeated: false }
}

function pointerOf(frames: readonly Frame[]): string {
  return jsonPointer(frames.filter(({ nameNext }) => !nameNext).map(({ key }) => key))
}

/** The offset after the closing quote of the string that opens at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1
  return at + 1
}

function nameOf(quoted: Buffer): string {
  const text = quoted.toString()
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}
