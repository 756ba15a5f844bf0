import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { relative, resolve } from 'node:path'
import { digestCache } from '../../capture/files/digest-cache.ts'
import { hashFile } from '../../capture/files/hash-file.ts'
import { placeOf } from '../../domain/place.ts'
import { projectRoot } from '../project/folder.ts'
import { digestsFile, type Surroundings } from '../surroundings.ts'

/**
 * What lies at a path, looked at on the machine of whoever asks: nobody else's files are ever opened. `place` is where
 * that is; `digests` are ids of the content, for a folder of its files alone and of all that is below it.
 */
export type Seen = {
  readonly kind: 'file' | 'folder' | 'other' | 'nothing'
  readonly place: string
  /** The path as it is named from where the user is. */
  readonly name: string
  readonly digests: readonly string[]
  /** Of a file that could be read. */
  readonly bytes?: number
  /** Why a file could not be read. */
  readonly problem?: string
}
export type LookOptions = {
  /** Whether a folder is worth reading, which may be as large as the disk. */
  readonly folders: boolean
}
export type Look = (path: string, options: LookOptions) => Seen | Promise<Seen>

/** Sees nothing anywhere. */
export const unseen: Look = (path) => ({ kind: 'nothing', place: `unseen:${path}`, name: path, digests: [] })

/** Looks with the eyes of this process. */
export const lookHere =
  (surroundings: Surroundings): Look =>
  async (named, { folders }) => {
    const path = resolve(surroundings.cwd, named)
    const name = relative(surroundings.cwd, path)
    if (!existsSync(path)) return { kind: 'nothing', name, place: placeOf(hostname(), path), digests: [] }
    const at = { name, place: placeOf(hostname(), realpathSync(path)) }
    const stat = statSync(path)
    if (stat.isDirectory())
      return { kind: 'folder', ...at, digests: folders ? await digestsOfFolder(path, surroundings) : [] }
    if (!stat.isFile()) return { kind: 'other', ...at, digests: [] }
    const file = hashFile(path, digestCache(digestsFile(surroundings)))
    if (!('digest' in file)) return { kind: 'file', ...at, digests: [], problem: file.reason }
    return { kind: 'file', ...at, digests: [file.digest], bytes: file.bytes }
  }

/** Read only where a folder is on record, and so loaded only there. */
async function digestsOfFolder(path: string, { cwd }: Surroundings): Promise<string[]> {
  const [{ folderDigests }, { adjustmentBy }] = await Promise.all([
    import('../../capture/files/folder-digest.ts'),
    import('../../capture/declared/ignored.ts'),
  ])
  const adjustment = adjustmentBy(realpathSync(projectRoot(cwd) ?? cwd), [])
  return folderDigests(realpathSync(path), (file) => adjustment(file) === 'left out')
}
