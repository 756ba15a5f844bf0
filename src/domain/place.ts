/**
 * Where bytes were on a machine: `file://<host>/<path>`, each byte that a URI cannot hold percent-encoded (RFC 8089).
 * A dated observation, never identity: what decides, of several writes of equal bytes, which one a reader found.
 * @param path absolute, with symbolic links resolved.
 */
export function placeOf(host: string, path: string): string {
  return `file://${encodeURIComponent(host)}${path.split('/').map(encodeURIComponent).join('/')}`
}
