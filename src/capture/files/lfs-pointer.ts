import { readFileSync } from 'node:fs'
import { hashFile } from './hash-file.ts'
import { pathBytes } from './path-text.ts'

const version = 'version https://git-lfs.github.com/spec/v1'
const pointerBytesMax = 1_024

/**
 * What Git LFS commits in the place of a file: a pointer of three lines (git-lfs, docs/spec.md). A file that is such a
 * pointer already, because its content was never fetched, stays as it is, and so does an empty one. Undefined when the
 * file cannot be read. LFS itself is not asked, since it would copy the content into the user's repository.
 */
export function lfsPointer(path: string): Uint8Array | undefined {
  const hashed = hashFile(path)
  if (hashed.kind !== 'hashed') return undefined
  if (hashed.bytes < pointerBytesMax) {
    const content = readFileSync(pathBytes(path))
    if (content.length === 0 || content.toString('latin1').startsWith(version)) return content
  }
  return Buffer.from(`${version}\noid ${hashed.digest}\nsize ${hashed.bytes}\n`)
}
