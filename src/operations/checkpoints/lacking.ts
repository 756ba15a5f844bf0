import { counted } from '../../domain/quantities.ts'
import type { ReadableStore } from '../store.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Finding } from './checkpoint-copies.ts'
import { findingsOf } from './contradiction.ts'
import { isStateOfOthers } from './kept-text.ts'

/**
 * What a store lacks of its record, in a sentence that is also said, as the copies of its checkpoint show; undefined
 * where they agree with it. A question is answered all the same, from what is there. Reads a few small files, and a few
 * hashes where a copy is not just what the store has.
 */
export async function sayWhatIsLacking(store: ReadableStore, surroundings: Surroundings): Promise<string | undefined> {
  const findings = await findingsOf(store, surroundings)
  const against = findings.find(({ kind }) => kind === 'against')
  const hidden = isStateOfOthers(surroundings) ? undefined : findings.find(({ kind }) => kind === 'hidden')
  const lacking = against === undefined ? undefined : lackingText(against)
  const said = lacking ?? hidden?.says
  if (said !== undefined) surroundings.warn(said)
  return lacking
}

function lackingText({ lacks, path, says }: Finding): string {
  if (lacks === undefined) return `${says}: no answer is complete. \`pedigree verify\` says more.`
  return `the store lacks ${counted(lacks.entries, 'entry', 'entries')} of the log ${lacks.log} that its checkpoint at ${path} covers: it was cut, or put back from an older copy, and no answer is complete. \`pedigree verify\` says more.`
}
