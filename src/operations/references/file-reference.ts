import { foldersAround } from '../../domain/place.ts'
import { findInFolder, findInFoldersAt } from '../../store/listed.ts'
import { findAtPlace, findById, findNamedAtPlace, type Hit, hasDigestOf } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { meaningsByCode } from './code-reference.ts'
import { filesInstead } from './folder-reference.ts'
import { lookHere } from './look.ts'
import { type Context, nothing, type Reading } from './meaning.ts'
import { absence } from './presence.ts'

/**
 * A file or folder is hashed and looked up; where its bytes are not on record, the last content seen at its path answers.
 * The place is a part of what is meant: empty files are all alike, and a copy is not where its bytes come from.
 */
export async function meaningsByFile(snapshot: Snapshot, reference: string, context: Context): Promise<Reading> {
  const { moment, surroundings } = context
  const look = surroundings.look ?? lookHere(surroundings)
  // Without a folder on record no folder need be read.
  const { kind, place, digests } = await look(reference, { folders: await hasDigestOf(snapshot, 'sha256-tree') })
  const isThere = kind !== 'nothing'
  let why = isThere ? `the bytes now at ${reference} are not on record` : `there is no file at ${reference} now`
  for (const digest of digests) {
    const hit = await findById(snapshot, digest)
    const later = hit === undefined ? undefined : await absence(snapshot, hit, moment)
    if (hit !== undefined && later === undefined)
      return { meanings: [{ ...hit, place, called: reference }], missed: [] }
    if (later !== undefined) why = `of the bytes now at ${reference}, ${later}`
  }
  const seen = (await seenAt(snapshot, place, moment)) ?? (await seenInFolder(snapshot, place, moment))
  if (seen === undefined) {
    const instead = kind === 'file' ? why : await filesInstead(snapshot, reference, place, context)
    const missed = instead === undefined ? [] : [instead]
    return digests.length === 0 ? { meanings: [], missed } : { meanings: [], missed, unknown: why }
  }
  // What somebody wrote over a file that a run had generated is code of the runs that read it since, and no content of its own.
  const [digest] = kind === 'file' ? digests : []
  const code = digest === undefined ? nothing : await meaningsByDigestOfCode(snapshot, reference, digest, moment)
  if (code.meanings.length > 0) return code
  const note = `${why}; this is about the last content seen there`
  return { meanings: [{ id: seen.id, node: seen.node, place, called: reference, note, instead: true }], missed: [] }
}

/** What the runs that read a file as their code say of it. */
export async function meaningsByCodeFile(
  snapshot: Snapshot,
  reference: string,
  { moment, surroundings }: Context,
): Promise<Reading> {
  const { kind, digests } = await (surroundings.look ?? lookHere(surroundings))(reference, { folders: false })
  const [digest] = kind === 'file' ? digests : []
  return digest === undefined ? nothing : meaningsByDigestOfCode(snapshot, reference, digest, moment)
}

const meaningsByDigestOfCode = (snapshot: Snapshot, what: string, digest: string, moment: Moment): Promise<Reading> =>
  meaningsByCode(snapshot, { what, digits: digest.slice('sha256:'.length), moment })

/** The last content at a place. */
async function seenAt(snapshot: Snapshot, place: string, moment: Moment) {
  const met = (await findAtPlace(snapshot, { place, ...moment })).find(({ statement }) => moment.stands(statement))
  const named = await namedAt(snapshot, place, moment)
  return met !== undefined && (named === undefined || met.statement > named.statement) ? met : named
}

/** What somebody registered (or tagged, or approved) as the file there. */
async function namedAt(snapshot: Snapshot, place: string, moment: Moment) {
  for (const hit of await findNamedAtPlace(snapshot, place)) {
    if (moment.stands(hit.statement) && (await absence(snapshot, hit, moment)) === undefined) return hit
  }
  return undefined
}

/** What the nearest folder around a place that ever held anything there held there at last: it may be gone by now. */
async function seenInFolder(snapshot: Snapshot, place: string, moment: Moment): Promise<Hit | undefined> {
  for (const around of foldersAround(place)) {
    const held = await findInFoldersAt(snapshot, { ...moment, place: around.place }, around.below)
    const last = held.find(({ statement, seen }) => moment.stands(statement) && moment.stands(seen))
    const folder = await namedAt(snapshot, around.place, moment)
    const isNamedLater = folder !== undefined && folder.statement > (last?.seen ?? Number.NEGATIVE_INFINITY)
    const named = isNamedLater ? await findInFolder(snapshot, folder.node, around.below) : []
    const found = named.find(({ statement }) => moment.stands(statement)) ?? last
    if (found !== undefined) return found
  }
  return undefined
}
