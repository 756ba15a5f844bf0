import { PedigreeError } from '../domain/error.ts'
import { readDamage } from '../store/damage.ts'
import { openPort } from '../store/open.ts'
import type { Port, Snapshot } from '../store/port.ts'
import { graphTables } from '../store/tables.ts'
import type { Progress } from './progress.ts'
import { type Fault, faultOf, faultText, isOfTheGraph } from './verification/fault.ts'
import { foldLog } from './verification/fold-log.ts'
import { verifyRecordedLogs } from './verification/verify-log.ts'
import { schemaFault } from './verification/verify-tables.ts'

/**
 * Empties the graph's tables and folds the log into them again, in one transaction: the log is the truth, so it is
 * verified before anything of the graph goes. A page of entries is held at a time.
 * @returns the number of entries.
 * @throws PedigreeError `tampered` naming the entry that is not as it was sealed; the tables are then as they were.
 */
export function rebuild(store: Port, progress: Progress = () => {}): Promise<number> {
  return store.write(async (transaction) => {
    refuse(await faultBelow(transaction, progress))
    for (const table of graphTables) await transaction.clear(table)
    const entries = await foldLog(transaction, transaction, progress)
    // A table whose pages were in disorder may have held some of another's: then emptying it took them away.
    const [damage] = await readDamage(transaction)
    refuse(damage && faultOf(damage))
    return entries
  })
}

/** What speaks against the log, and against what the fold relies on; not what is wrong with the graph's own rows. */
async function faultBelow(snapshot: Snapshot, progress: Progress): Promise<Fault | undefined> {
  const damage = (await readDamage(snapshot)).find(({ table }) => !isOfTheGraph(table))
  if (damage !== undefined) return faultOf(damage)
  const made = await openPort(':memory:')
  const inSchema = await schemaFault(snapshot, made).finally(made.close)
  if (inSchema !== undefined) return inSchema
  const logs = await verifyRecordedLogs(snapshot, [], progress)
  return 'intact' in logs ? logs : undefined
}

function refuse(fault: Fault | undefined): void {
  if (fault === undefined) return
  throw new PedigreeError(
    'tampered',
    `the record is not as it was sealed, so it is not folded: ${faultText(fault)}. Nothing was written. Put a backup back.`,
  )
}
