import { PedigreeError } from '../../domain/error.ts'
import { nodeTypeOf } from '../../domain/id.ts'
import { findByDigest, findById, type Hit } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { ambiguousReference } from './ambiguous-reference.ts'
import { meaningsByCode } from './code-reference.ts'
import { meaningsByCodeFile, meaningsByFile } from './file-reference.ts'
import { unseen } from './look.ts'
import { type Context, fieldOf, type Meaning, nothing, type Reading } from './meaning.ts'
import { metAs } from './met-as.ts'
import { meaningsByName, meaningsByRecordedName } from './name-reference.ts'
import { absence } from './presence.ts'
import { unknownReference } from './unknown-reference.ts'

const typed = /^(run|agent|asset|sha256|sha256-tree|sha512|md5|git-tree|oci|etag|unpinned):/
const typedDigest = /^(sha256|sha256-tree|sha512|md5|git-tree):([0-9a-f]*)(\.dir)?$/i
const digits = /^[0-9a-f]{6,128}$/i

/** Whether a reference is an id by its form, so that no file of that name is looked for. */
export const isTyped = (reference: string): boolean => typed.test(reference) || typedDigest.test(reference)

/**
 * Resolves a reference: typed ids and paths that begin with `./`, `../` or `/` are decisive; everything else is tried
 * as name (its highest version), `name@2`, `name@slot`, digest prefix and existing file, and must mean one thing. Where
 * nothing of that fits, the newest run or file on record of that name is meant.
 * @throws PedigreeError `ambiguous` naming the meanings, `not-found` with what was tried and the nearest names.
 */
export async function resolve(snapshot: Snapshot, reference: string, context: Context): Promise<Meaning> {
  if (reference.trim() === '')
    throw new PedigreeError('invalid-input', 'a reference must not be empty', fieldOf(context))
  const { meanings, missed, decisive } = await readingsOf(snapshot, reference, context)
  const [only, ...others] = meanings
  if (only === undefined)
    throw await unknownReference(snapshot, reference, { missed, decisive }, context, typedBy(snapshot, context))
  if (others.length === 0) return only
  throw await ambiguity(snapshot, reference, meanings, context)
}

type Readings = Reading & { readonly decisive: boolean }

/** What a reference means by the ways that come first, each thing once; where nothing of that fits, by the others. */
async function readingsOf(snapshot: Snapshot, reference: string, context: Context): Promise<Readings> {
  const first = await firstReadings(snapshot, reference, context)
  const isDecisive = first.decisive || first.meanings.length > 0
  const named = isDecisive ? nothing : await meaningsByRecordedName(snapshot, asRecorded(reference), context.moment)
  const isCode = !isTyped(reference) && first.meanings.length + named.meanings.length === 0
  const code = isCode ? await meaningsByCodeFile(snapshot, reference, context) : nothing
  const near = named.meanings.map((meaning) => insteadOfFile(meaning, first.unknown))
  const last = code.meanings.length > 0 ? code : { ...named, meanings: near }
  const meanings = [...first.meanings, ...last.meanings]
  const distinct = [...new Map(meanings.map((meaning) => [meaning.node, meaning])).values()]
  const missed = apart(code.missed.length > 0 ? code.missed : [...first.missed, ...last.missed])
  return { meanings: distinct, missed, decisive: first.decisive }
}

function ambiguity(snapshot: Snapshot, reference: string, meanings: readonly Meaning[], context: Context) {
  const means = async (text: string) => {
    const { meanings: others } = await firstReadings(snapshot, text, context)
    return [...new Set(others.map(({ node }) => node))]
  }
  return ambiguousReference(reference, meanings, context, means)
}

/** How something that bears a name is asked for so that it means one thing: by the name, where that does. No file is read for it. */
function typedBy(snapshot: Snapshot, { called: _, ...context }: Context): (name: string) => Promise<string[]> {
  const surroundings = { ...context.surroundings, look: unseen }
  return async (name) => {
    const { meanings } = await readingsOf(snapshot, name, { ...context, surroundings })
    if (meanings.length <= 1) return meanings.map(() => name)
    const { candidates = [] } = await ambiguity(snapshot, name, meanings, { ...context, surroundings })
    return candidates.map(({ reference }) => reference)
  }
}

/** Reasons, each once: not what another one says in more words. */
const apart = (reasons: readonly string[]): string[] =>
  [...new Set(reasons)].filter((why, _, all) => !all.some((other) => other !== why && other.includes(why)))

/** Bytes of a name that are not UTF-8, typed as they show (`caf\xe9.csv`), as the record has them (`path-text.ts`). */
const asRecorded = (name: string) =>
  name.replace(/\\x([89a-f][0-9a-f])/g, (_, hex: string) => String.fromCharCode(0xef00 + Number.parseInt(hex, 16)))

/** Content of the name that a file has whose own bytes are other ones: in another folder, or on another machine. */
function insteadOfFile(meaning: Meaning, unknown: string | undefined): Meaning {
  if (unknown === undefined || nodeTypeOf(meaning.id) !== 'artifact') return meaning
  const which = meaning.among === undefined ? 'the only content' : 'the newest content'
  return { ...meaning, note: `${unknown}; this is about ${which} of that name, ${meaning.id}`, instead: true }
}

/** The readings by form, of which the decisive ones are tried alone; of the others every one. */
async function firstReadings(
  snapshot: Snapshot,
  reference: string,
  context: Context,
): Promise<Reading & { readonly decisive: boolean }> {
  if (isTyped(reference)) {
    const { meanings, ...reading } = await meaningsByTypedId(snapshot, reference, context.moment)
    return {
      ...reading,
      meanings: await Promise.all(meanings.map((meaning) => named(snapshot, meaning, context))),
      decisive: true,
    }
  }
  const byFile = await meaningsByFile(snapshot, reference, context)
  if (/^\.{0,2}\//.test(reference)) return { ...byFile, decisive: true }
  const readings = [
    await meaningsByName(snapshot, reference, context.moment),
    await meaningsByDigits(snapshot, reference, context.moment),
    byFile,
  ]
  return {
    meanings: readings.flatMap(({ meanings }) => meanings),
    missed: readings.flatMap(({ missed }) => missed),
    ...(byFile.unknown === undefined ? {} : { unknown: byFile.unknown }),
    decisive: false,
  }
}

/** Content that is asked for by its id as it is known under a name, where it was met under that. */
async function named(snapshot: Snapshot, meaning: Meaning, { moment, called }: Context): Promise<Meaning> {
  if (called === undefined || nodeTypeOf(meaning.id) !== 'artifact') return meaning
  return { ...meaning, ...(await metAs(snapshot, moment, meaning.node, called)) }
}

/** An id, whole, or with the first digits of its digest, in either case of letters; of an asset also `asset:credit/risk@2`. */
async function meaningsByTypedId(snapshot: Snapshot, reference: string, moment: Moment): Promise<Reading> {
  const [, type = '', start = '', end = ''] = typedDigest.exec(reference) ?? []
  const id = type === '' ? reference : `${type}:${start}${end}`.toLowerCase()
  const exact = await findById(snapshot, id)
  if (exact !== undefined) return present(snapshot, [exact], moment)
  if (reference.startsWith('asset:')) return meaningsByName(snapshot, reference, moment)
  if (start.length < 6) return nothing
  const found = await present(snapshot, await findByDigest(snapshot, start.toLowerCase(), [type.toLowerCase()]), moment)
  return type.toLowerCase() === 'sha256' ? orCode(snapshot, reference, start, found, moment) : found
}

async function meaningsByDigits(snapshot: Snapshot, reference: string, moment: Moment): Promise<Reading> {
  if (!digits.test(reference)) return nothing
  const found = await present(snapshot, await findByDigest(snapshot, reference.toLowerCase()), moment)
  return orCode(snapshot, reference, reference, found, moment)
}

/** What was found by a digest; where nothing was, the runs that read code of that digest. */
async function orCode(snapshot: Snapshot, what: string, digits: string, found: Reading, moment: Moment) {
  if (found.meanings.length + found.missed.length > 0) return found
  return meaningsByCode(snapshot, { what, digits: digits.toLowerCase(), moment })
}

/** Hits apart from those that were not there at the time asked for. */
async function present(snapshot: Snapshot, hits: readonly Hit[], moment: Moment): Promise<Reading> {
  const meanings: Meaning[] = []
  const missed: string[] = []
  for (const hit of hits) {
    const why = await absence(snapshot, hit, moment)
    if (why === undefined) meanings.push(hit)
    else missed.push(why)
  }
  return { meanings, missed }
}
