import { existsSync, realpathSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve as resolvePath } from 'node:path'
import { digestCache } from '../capture/files/digest-cache.ts'
import { hashFile } from '../capture/files/hash-file.ts'
import { placeOf } from '../domain/place.ts'
import { findAtPlace, findById } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { absence } from './presence.ts'
import type { Context, Reading } from './reference.ts'
import { digestsFile } from './surroundings.ts'

/** A file is hashed and looked up; where its bytes are not on record, the last content seen at its path answers. */
export async function meaningsByFile(
  snapshot: Snapshot,
  reference: string,
  { moment, surroundings }: Context,
): Promise<Reading> {
  const path = resolvePath(surroundings.cwd, reference)
  const isThere = existsSync(path)
  const isFile = isThere && statSync(path).isFile()
  let why = isThere ? `the bytes now at ${reference} are not on record` : `there is no file at ${reference} now`
  if (isFile) {
    const file = hashFile(path, digestCache(digestsFile(surroundings)))
    const hit = 'digest' in file ? await findById(snapshot, file.digest) : undefined
    const later = hit === undefined ? undefined : await absence(snapshot, hit, moment)
    if (hit !== undefined && later === undefined) return { meanings: [hit], missed: [] }
    if (later !== undefined) why = `of the bytes now at ${reference}, ${later}`
  }
  const place = placeOf(hostname(), isThere ? realpathSync(path) : path)
  const seen = (await findAtPlace(snapshot, place, moment.asOf)).find(({ statement }) => moment.stands(statement))
  if (seen === undefined) return { meanings: [], missed: isFile ? [why] : [] }
  const note = `${why}; this is about the last content seen there`
  return { meanings: [{ id: seen.id, node: seen.node, note }], missed: [] }
}
