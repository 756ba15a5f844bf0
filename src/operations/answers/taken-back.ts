import { entryOf, statementNumber } from '../../domain/statement-number.ts'
import { instantOf } from '../../domain/time.ts'
import type { TakenBack } from '../../lineage/answers/taken-back.ts'
import { readRetractionReasons } from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import { defined } from './defined.ts'
import { entriesByNumber, statementId } from './describe.ts'

/** Of statements by their numbers: what took each back by what was known, if anything did. */
export async function takenBack(
  snapshot: Snapshot,
  { knownBefore }: { readonly knownBefore: number },
  statements: readonly number[],
): Promise<Map<number, TakenBack>> {
  const rows = await readRetractionReasons(snapshot, [...new Set(statements.map(entryOf))])
  // The first that was said holds, as the graph has it.
  const known = rows.filter(({ by }) => by < knownBefore).sort((a, b) => b.by - a.by)
  const entries = await entriesByNumber(
    snapshot,
    known.map(({ by }) => by),
  )
  return new Map(
    known.map(({ by, entry, position, reason }) => {
      const { time = 0, agent } = entries.get(entryOf(by)) ?? {}
      return [
        statementNumber(entry, position),
        defined({ entry: entryOf(by), at: instantOf(time), agent, statement: statementId(entries, by), reason }),
      ]
    }),
  )
}
