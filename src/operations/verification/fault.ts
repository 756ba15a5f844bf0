import { entryOf } from '../../domain/statement-number.ts'
import type { Damage } from '../../store/damage.ts'
import * as tables from '../../store/tables.ts'

/** What speaks against a record. `entry` is the store's number of the first entry that is not as it was sealed. */
export type Fault = { readonly intact: false; readonly reason: string; readonly entry?: number }

export const fault = (reason: string): Fault => ({ intact: false, reason })

/** The reason, with the entry where that is not in it. */
export function faultText({ reason, entry }: Fault): string {
  return entry === undefined || reason.includes(`entry ${entry}`) ? reason : `${reason} (entry ${entry})`
}

export const isOfTheGraph = (table: string | undefined): boolean =>
  tables.graphTables.some(({ name }) => name === table)

/** Damage that the engine found in its own files. */
export function faultOf({ what, table, row }: Damage): Fault {
  const where = table === undefined ? 'the database' : `the table ${table}`
  const entry = row === undefined || table === undefined ? undefined : entryOfRow(table, row)
  const todo = isOfTheGraph(table) ? '; `pedigree rebuild` folds the log again' : ''
  return { intact: false, reason: `${where} is damaged (${what})${todo}`, ...(entry === undefined ? {} : { entry }) }
}

/** Which entry a row belongs to, in tables whose rows are numbered by entry or by statement. */
function entryOfRow(table: string, row: number): number | undefined {
  if (table === tables.entries.name || table === tables.bodies.name || table === tables.speakers.name) return row
  return table === tables.claims.name || table === tables.retractions.name ? entryOf(row) : undefined
}
