import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { relative, resolve } from 'node:path'
import { digestCache } from '../../capture/files/digest-cache.ts'
import { hashFile } from '../../capture/files/hash-file.ts'
import { placeOf } from '../../domain/place.ts'
import { projectRoot } from '../project/folder.ts'
import { digestsFile, type Look, type Surroundings } from '../surroundings.ts'

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
