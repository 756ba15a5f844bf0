import assert from 'node:assert'
import { hash } from 'node:crypto'
import type { ArtifactId } from './id.ts'

/** The identity of content: `sha256:<hex>` of its bytes, text as UTF-8. */
export function sha256Of(content: Uint8Array | string): ArtifactId {
  return `sha256:${hash('sha256', content)}`
}

/**
 * One file below a folder. `path` is relative to it, parted by slashes. A symbolic link counts as the file that it leads
 * to, so that a folder of links into a cache and a copy of it are one.
 */
export type FolderFile = { readonly path: string; readonly sha256: string; readonly bytes: number }

/**
 * The identity of a folder, whatever order its files come in: the digest of its lines. Modes, times and empty folders do
 * not count.
 * @throws AssertionError for a digest that is not 64 hex digits, and for a path that stands twice.
 */
export const treeDigest = (files: readonly FolderFile[]): ArtifactId => digestOfLines(folderLines(files))

export const digestOfLines = (lines: string): ArtifactId => `sha256-tree:${hash('sha256', lines)}`

/**
 * The lines of a folder, `<hex> <size> <path>\n`, sorted by the UTF-8 bytes of the path. A path with a line feed in it is
 * written as sha256sum does, a backslash before the line and `\n` and `\\` in the path: else one file could pass for two.
 * @throws AssertionError as `treeDigest`.
 */
export function folderLines(files: readonly FolderFile[]): string {
  // UTF-16 orders text as its UTF-8 does, but for what is, or stands behind, surrogates: that needs no bytes made of it.
  const compare = files.some(({ path }) => /[\ud800-\uffff]/.test(path)) ? compareBytes : compareUnits
  const sorted = files.toSorted((left, right) => compare(left.path, right.path))
  let lines = ''
  let before: string | undefined
  for (const { path, sha256, bytes } of sorted) {
    assert(/^[0-9a-f]{64}$/.test(sha256), `${path}: a digest of a file is 64 hex digits`)
    assert(before === undefined || compare(before, path) !== 0, `${path} stands twice in its folder`)
    lines += lineOf(path, sha256, bytes)
    before = path
  }
  return lines
}

const compareBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))
const compareUnits = (left: string, right: string): number => (left < right ? -1 : Number(left > right))

function lineOf(path: string, sha256: string, bytes: number): string {
  if (!path.includes('\n')) return `${sha256} ${bytes} ${path}\n`
  return `\\${sha256} ${bytes} ${path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`
}

const lineForm = /^\\?[0-9a-f]{64} \d{1,16} [^\n]/

/** The files of such lines, in their order; the number of the first line that is none, from 1. */
export function filesOfLines(lines: string): FolderFile[] | number {
  if (!lines.endsWith('\n')) return lines.split('\n').length
  const files: FolderFile[] = []
  for (const line of lines.slice(0, -1).split('\n')) {
    if (!lineForm.test(line)) return files.length + 1
    // Parted by hand: an array of what matched, for each of a hundred thousand lines, takes as long as all the rest.
    const start = line.startsWith('\\') ? 1 : 0
    const sha256 = line.slice(start, start + 64)
    const space = line.indexOf(' ', start + 65)
    const text = line.slice(space + 1)
    const path = start === 0 ? text : text.replace(/\\([n\\])/g, (_, sign) => (sign === 'n' ? '\n' : '\\'))
    files.push({ path, sha256, bytes: Number(line.slice(start + 65, space)) })
  }
  return files
}
