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
  const lines = files.map(({ path, sha256, bytes }) => {
    assert(/^[0-9a-f]{64}$/.test(sha256), `${path}: a digest of a file is 64 hex digits`)
    return { key: Buffer.from(path), line: lineOf(path, sha256, bytes) }
  })
  lines.sort((left, right) => Buffer.compare(left.key, right.key))
  for (const [index, { key }] of lines.entries()) {
    assert(index === 0 || !lines[index - 1]?.key.equals(key), `${key} stands twice in its folder`)
  }
  return lines.map(({ line }) => line).join('')
}

function lineOf(path: string, sha256: string, bytes: number): string {
  if (!path.includes('\n')) return `${sha256} ${bytes} ${path}\n`
  return `\\${sha256} ${bytes} ${path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`
}

const lineForm = /^(\\?)([0-9a-f]{64}) (\d{1,16}) ([^\n]+)$/

/** The files of such lines, in their order; the number of the first line that is none, from 1. */
export function filesOfLines(lines: string): FolderFile[] | number {
  if (!lines.endsWith('\n')) return lines.split('\n').length
  const files: FolderFile[] = []
  for (const line of lines.slice(0, -1).split('\n')) {
    const [, escaped, sha256, bytes, text] = lineForm.exec(line) ?? []
    if (sha256 === undefined || bytes === undefined || text === undefined) return files.length + 1
    const path = escaped === '' ? text : text.replace(/\\([n\\])/g, (_, sign) => (sign === 'n' ? '\n' : '\\'))
    files.push({ path, sha256, bytes: Number(bytes) })
  }
  return files
}
