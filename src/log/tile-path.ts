/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 256

/** Where a resource of C2SP tlog-tiles lies: a tile of hashes or a bundle of entries, full (256) or narrower. */
export type TilePath = { readonly level: number | 'entries'; readonly index: number; readonly width: number }

/**
 * The path of a tile below a log's prefix, `tile/<L>/<N>[.p/<W>]`: tile 1,234,067 of level 0 is
 * `tile/0/x001/x234/067`. See C2SP tlog-tiles, "Merkle Tree".
 */
export function tilePath(level: number, index: number, width: number): string {
  return `tile/${level}/${numberPath(index, width)}`
}

/** The path of a bundle of entries, `tile/entries/<N>[.p/<W>]`. See C2SP tlog-tiles, "Log entries". */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${numberPath(index, width)}`
}

/** Reads what `tilePath` and `entriesPath` write, and nothing else: any other text is undefined. */
export function parseTilePath(path: string): TilePath | undefined {
  const parts = /^tile\/(\d{1,2}|entries)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  const [, levelText, indexText, widthText] = parts ?? []
  if (levelText === undefined || indexText === undefined) return undefined
  const level = levelText === 'entries' ? 'entries' : Number(levelText)
  const index = Number(indexText.replaceAll(/[x/]/g, ''))
  const width = widthText === undefined ? tileWidth : Number(widthText)

  if (level !== 'entries' && level > 63) return undefined
  if (!Number.isSafeInteger(index) || width < 1 || width > tileWidth) return undefined
  const canonical = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)
  return canonical === path ? { level, index, width } : undefined
}

function numberPath(index: number, width: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === tileWidth ? path : `${path}.p/${width}`
}
