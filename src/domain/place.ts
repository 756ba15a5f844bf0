/**
 * Where bytes were on a machine: `file://<host>/<path>`, each byte that a URI cannot hold percent-encoded (RFC 8089).
 * A dated observation, never identity: what decides, of several writes of equal bytes, which one a reader found.
 * @param path absolute, with symbolic links resolved.
 */
export function placeOf(host: string, path: string): string {
  return `file://${encodeURIComponent(host)}${path.split('/').map(encodeURIComponent).join('/')}`
}

/** The folders around a place of a file system, the nearest first, each with the path from there to the place. */
export function foldersAround(place: string): { place: string; below: string }[] {
  const [, host, path] = /^(file:\/\/[^/]*)(\/.*)$/.exec(place) ?? []
  if (host === undefined || path === undefined) return []
  const names = path.split('/').slice(1)
  return names.map((_, index) => ({
    place: `${host}${
      names
        .slice(0, -1 - index)
        .map((name) => `/${name}`)
        .join('') || '/'
    }`,
    below: names
      .slice(names.length - 1 - index)
      .map(decodeURIComponent)
      .join('/'),
  }))
}

/** What sorts at or after `start`, and before `end`, are the places in a folder. */
export function placesBelow(folder: string): { readonly start: string; readonly end: string } {
  const start = folder.endsWith('/') ? folder : `${folder}/`
  // The next character after the slash.
  return { start, end: `${start.slice(0, -1)}0` }
}
