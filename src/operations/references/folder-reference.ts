import { placesBelow } from '../../domain/place.ts'
import { counted } from '../../domain/quantities.ts'
import { argumentInShell } from '../../domain/shell-word.ts'
import { findPlacesIn } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Context } from './meaning.ts'

const commandsShown = 5
const filesCounted = 1_000

/**
 * Why a folder has no answer of its own though files in it were read or written: it is on record where a run read or wrote
 * it whole. Says what to ask instead. Undefined where nothing in it is on record.
 */
export async function filesInstead(
  snapshot: Snapshot,
  reference: string,
  place: string,
  { moment, question }: Context,
): Promise<string | undefined> {
  const places = await findPlacesIn(snapshot, placesBelow(place), { ...moment, limit: filesCounted })
  if (places.length === 0) return undefined
  const folder = reference.endsWith('/') ? reference : `${reference}/`
  const { start } = placesBelow(place)
  const files = places.map((each) => `${folder}${decodeURIComponent(each.slice(start.length))}`)
  const asked = question === undefined ? '' : `pedigree ${question} `
  const shown = files.slice(0, commandsShown).map((file) => `${asked}${argumentInShell(file)}`)
  const more = files.length > shown.length ? ` (and ${files.length - shown.length} more)` : ''
  const count = `${files.length === filesCounted ? 'at least ' : ''}${counted(files.length, 'file')}`
  const is = files.length === 1 ? 'is' : 'are'
  return `no run read or wrote that folder whole; ${count} in it ${is} on record: ${shown.join(', ')}${more}`
}
