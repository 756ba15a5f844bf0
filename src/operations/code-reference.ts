import { counted } from '../domain/quantities.ts'
import { findRunsWithCode, type Hit } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import type { Moment } from './moment.ts'
import { absence } from './presence.ts'
import type { Reading } from './reference.ts'

/** The runs that read a code file, by the first digits of its sha256, the one recorded last first. */
export async function runsWithCode(snapshot: Snapshot, digits: string, moment: Moment): Promise<Hit[]> {
  const rows = (await findRunsWithCode(snapshot, digits)).filter(({ statement }) => moment.stands(statement))
  const runs = new Map(rows.map(({ node, id }): [number, Hit] => [node, { node, id }]))
  const there: Hit[] = []
  for (const run of runs.values()) if ((await absence(snapshot, run, moment)) === undefined) there.push(run)
  return there
}

/** A file of code is no content of its own: what is on record of it are the runs that read it, of which the newest answers. */
export async function meaningsByCode(
  snapshot: Snapshot,
  { what, digits, moment }: { readonly what: string; readonly digits: string; readonly moment: Moment },
): Promise<Reading> {
  const runs = await runsWithCode(snapshot, digits, moment)
  const [newest] = runs
  if (newest === undefined) return { meanings: [], missed: [] }
  const note = `${what} is code that ${counted(runs.length, 'run')} read; this is about the newest of them, ${newest.id}`
  return { meanings: [{ ...newest, note, among: runs.length }], missed: [] }
}
