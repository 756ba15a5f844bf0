import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, relative, resolve as resolvePath } from 'node:path'
import { digestCache } from '../capture/files/digest-cache.ts'
import { hashFile } from '../capture/files/hash-file.ts'
import { placeOf } from '../domain/place.ts'
import { findInFolder } from '../store/listed.ts'
import { findAtPlace, findById, type Hit, hasDigestOf } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { projectRoot } from './folder.ts'
import type { Moment } from './moment.ts'
import { absence } from './presence.ts'
import type { Context, Reading } from './reference.ts'
import { digestsFile, type Surroundings } from './surroundings.ts'

/**
 * A file or folder is hashed and looked up; where its bytes are not on record, the last content seen at its path answers.
 * The place is a part of what is meant: empty files are all alike, and a copy is not where its bytes come from.
 */
export async function meaningsByFile(
  snapshot: Snapshot,
  reference: string,
  { moment, surroundings }: Context,
): Promise<Reading> {
  const path = resolvePath(surroundings.cwd, reference)
  const isThere = existsSync(path)
  const isFile = isThere && statSync(path).isFile()
  const real = isThere ? realpathSync(path) : path
  const place = placeOf(hostname(), real)
  let why = isThere ? `the bytes now at ${reference} are not on record` : `there is no file at ${reference} now`
  const digestsOf = isFile ? digestOfFile : digestsOfFolder
  for (const digest of isThere ? await digestsOf(path, surroundings, snapshot) : []) {
    const hit = await findById(snapshot, digest)
    const later = hit === undefined ? undefined : await absence(snapshot, hit, moment)
    if (hit !== undefined && later === undefined) return { meanings: [{ ...hit, place }], missed: [] }
    if (later !== undefined) why = `of the bytes now at ${reference}, ${later}`
  }
  const seen = (await seenAt(snapshot, place, moment)) ?? (await seenInFolder(snapshot, real, moment))
  if (seen === undefined) return { meanings: [], missed: isFile ? [why] : [] }
  const note = `${why}; this is about the last content seen there`
  return { meanings: [{ id: seen.id, node: seen.node, place, note }], missed: [] }
}

/** The last content at a place. */
async function seenAt(snapshot: Snapshot, place: string, moment: Moment) {
  return (await findAtPlace(snapshot, place, moment.asOf)).find(({ statement }) => moment.stands(statement))
}

/** What the nearest folder around a path that is on record held there at last. */
async function seenInFolder(snapshot: Snapshot, path: string, moment: Moment): Promise<Hit | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const seen = await seenAt(snapshot, placeOf(hostname(), folder), moment)
    if (seen !== undefined) {
      const held = await findInFolder(snapshot, seen.node, relative(folder, path))
      return held.find(({ statement }) => moment.stands(statement))
    }
    if (folder === dirname(folder)) return undefined
  }
}

function digestOfFile(path: string, surroundings: Surroundings): string[] {
  const file = hashFile(path, digestCache(digestsFile(surroundings)))
  return 'digest' in file ? [file.digest] : []
}

async function digestsOfFolder(path: string, { cwd }: Surroundings, snapshot: Snapshot): Promise<string[]> {
  // Without a folder on record no folder need be read, which may be as large as the disk.
  if (!(await hasDigestOf(snapshot, 'sha256-tree'))) return []
  const [{ folderDigests }, { adjustmentBy }] = await Promise.all([
    import('../capture/files/folder-digest.ts'),
    import('../capture/declared/ignored.ts'),
  ])
  const adjustment = adjustmentBy(realpathSync(projectRoot(cwd) ?? cwd), [])
  return folderDigests(realpathSync(path), (file) => adjustment(file) === 'left out')
}
