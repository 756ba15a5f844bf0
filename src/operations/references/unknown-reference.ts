import { PedigreeError } from '../../domain/error.ts'
import { assetName, type NodeId } from '../../domain/id.ts'
import { readAssetNames, readLastNames, readSlots } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import { namesOf } from '../answers/describe.ts'
import type { Moment } from '../moment.ts'
import { type Context, fieldOf } from './meaning.ts'
import { nearestNames } from './nearest-names.ts'

/** Names read to find the nearest: the latest on record. */
const namesRead = 5_000
const namesTried = 20
const namesTold = 3

type Missed = { readonly missed: readonly string[]; readonly decisive: boolean }

/** How what bears a name can be asked for so that it means one thing; nothing where it cannot. */
type Typed = (name: string) => Promise<readonly string[]>

/** Says that a reference means nothing on record, why that may be, what was tried, and which names are near. */
export async function unknownReference(
  snapshot: Snapshot,
  reference: string,
  { missed, decisive }: Missed,
  context: Context,
  typed: Typed,
): Promise<PedigreeError> {
  const { moment } = context
  const when = moment.asked.knownAt ? `was not on record by entry ${moment.knownAt}` : 'is not on record'
  const why = missed.length === 0 ? '' : `: ${missed.join('; ')}`
  const tried = triedWords(reference, decisive)
  const near = await nearestSentence(snapshot, reference, { moment, isTold: missed.length > 0, typed })
  const sentences = [`"${reference}" ${when}${why}`, missed.length > 0 ? undefined : tried, near]
  return new PedigreeError(
    'not-found',
    sentences
      .flatMap((sentence) => sentence ?? [])
      .join('. ')
      .concat('.'),
    fieldOf(context),
  )
}

function triedWords(reference: string, decisive: boolean): string | undefined {
  if (!decisive) {
    return 'Tried as name, name@version, name@slot, digest (six digits or more), file, and name of a run'
  }
  return /^\.{0,2}\//.test(reference) ? 'Nothing was ever read or written at that path' : undefined
}

/** `The nearest names are a, b`: of models with their slots, runs, files and agents. */
async function nearestSentence(
  snapshot: Snapshot,
  wanted: string,
  { moment, isTold, typed }: { moment: Moment; isTold: boolean; typed: Typed },
): Promise<string | undefined> {
  const rows = await readLastNames(snapshot, namesRead)
  const names = rows.filter(({ statement }) => moment.stands(statement)).map(({ name }) => name)
  const slots = (await readSlots(snapshot)).filter(({ statement }) => moment.stands(statement))
  const assets = await namesOf(snapshot, [...new Set(slots.map(({ downstream }) => downstream))])
  const inSlots = slots.map(({ downstream, slot = '' }) => `${assetName(assets.get(downstream) ?? '')}@${slot}`)
  const base = wanted.includes('@') ? wanted.slice(0, wanted.lastIndexOf('@')) : wanted
  const folder = wanted.endsWith('/') ? wanted : `${wanted}/`
  // What lies in a folder was said with why the folder has no answer.
  // A name that was written right is no news.
  const known = [...new Set([...names, ...inSlots])].filter(
    (name) => name !== wanted && !(isTold && name.startsWith(folder)) && (base === wanted || name !== base),
  )
  // Of a name that was right it was said which versions it has: one of its slots may be meant, and no file.
  const isVersion = isTold && wanted.includes('@') && names.includes(base)
  const meant = isVersion ? known.filter((name) => name.startsWith(`${base}@`) && inSlots.includes(name)) : known
  const near = await typable(nearestNames(wanted, meant, namesTried), typed)
  return sentenceOf(near.length > 0 ? near : await typable(nearestNames(base, meant, namesTried), typed))
}

/** Near names as they can be asked for: one that several have stands with the namespace of each. */
async function typable(names: readonly string[], typed: Typed): Promise<string[]> {
  const found = new Set<string>()
  for (const name of names)
    for (const reference of found.size < namesTold ? await typed(name) : []) found.add(reference)
  return [...found].slice(0, namesTold)
}

/** The same of names of models and other assets alone. */
export async function nearestAssetSentence(snapshot: Snapshot, wanted: string): Promise<string | undefined> {
  return sentenceOf(
    nearestNames(
      wanted,
      (await readAssetNames(snapshot, namesRead)).map(({ name }) => name),
    ),
  )
}

function sentenceOf([first, ...others]: readonly string[]): string | undefined {
  if (first === undefined) return undefined
  return others.length === 0 ? `The nearest name is ${first}` : `The nearest names are ${[first, ...others].join(', ')}`
}

/** Digests cut short, but never so short that two of them look alike; other ids whole. */
export function idsApart(ids: readonly NodeId[]): string[] {
  for (let digits = 12; digits < 128; digits += 4) {
    const cut = ids.map((id) => id.replace(/([0-9a-f]{32,})/, (digest) => digest.slice(0, digits)))
    if (new Set(cut).size === new Set(ids).size) return cut
  }
  return [...ids]
}
