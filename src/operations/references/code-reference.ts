import { counted } from '../../domain/quantities.ts'
import { findRunsWithCode, type Hit } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import type { Reading } from './meaning.ts'
import { absence, begun } from './presence.ts'

/** The runs that read a code file, by the first digits of its sha256, the one recorded last first. */
export async function runsWithCode(snapshot: Snapshot, digits: string, moment: Moment): Promise<Hit[]> {
  const rows = (await findRunsWithCode(snapshot, digits)).filter(({ statement }) => moment.stands(statement))
  const runs = new Map(rows.map(({ node, id }): [number, Hit] => [node, { node, id }]))
  return [...runs.values()]
}

/** A file of code is no content of its own: what is on record of it are the runs that read it, of which the newest answers. */
export async function meaningsByCode(
  snapshot: Snapshot,
  { what, digits, moment }: { readonly what: string; readonly digits: string; readonly moment: Moment },
): Promise<Reading> {
  const runs = await runsWithCode(snapshot, digits, moment)
  const there = await begun(snapshot, runs, moment)
  const [newest] = there
  if (newest === undefined) {
    const first = runs.at(-1)
    const why = first && (await absence(snapshot, first, moment))
    return {
      meanings: [],
      missed: why === undefined ? [] : [`${what} is code, and the first run that read it, ${why}`],
    }
  }
  const note = `${what} is code that ${counted(there.length, 'run')} read; this is about the newest of them, ${newest.id}`
  return { meanings: [{ ...newest, note, among: there.length }], missed: [] }
}
