import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rebuild } from '../../src/operations/rebuild.ts'
import { verifyTables } from '../../src/operations/verification/verify-tables.ts'
import { readTable } from '../../src/store/pages.ts'
import type { Port, Row } from '../../src/store/port.ts'
import { graphTables } from '../../src/store/tables.ts'
import { arbitraryRequests, type Said } from './arbitrary-statements.ts'
import { emptyRecord, recordAll, recordOf } from './recorded.ts'

/** Every row of every table that is folded from the log. */
async function tablesOf(port: Port): Promise<Record<string, Row[]>> {
  return port.read(async (snapshot) => {
    const rows: Record<string, Row[]> = {}
    for (const table of graphTables) {
      const list: Row[] = []
      for await (const row of readTable(snapshot, table)) list.push(row)
      rows[table.name] = list
    }
    return rows
  })
}

/** The same requests in the same order, parted into groups at random. */
const grouped = fc
  .tuple(arbitraryRequests(), fc.infiniteStream(fc.boolean()))
  .map(([requests, cuts]) => ({ requests, groups: cut(requests, cuts) }))

function cut(requests: readonly Said[], cuts: Iterator<boolean>): Said[][] {
  const groups: Said[][] = []
  for (const request of requests) {
    const last = groups.at(-1)
    if (last === undefined || cuts.next().value) groups.push([request])
    else last.push(request)
  }
  return groups
}

test('the tables are a fold of the log, however requests were grouped', async () => {
  await fc.assert(
    fc.asyncProperty(grouped, async ({ requests, groups }) => {
      const store = await emptyRecord()
      await recordAll(store, groups)

      expect(await store.read((snapshot) => verifyTables(snapshot))).toBeUndefined()
      const recorded = await tablesOf(store)
      await rebuild(store)
      expect(await tablesOf(store)).toEqual(recorded)
      expect(await tablesOf(await recordOf(requests))).toEqual(recorded)
    }),
    { numRuns: 60 },
  )
})

test('what is refused, and what is sent again, leaves no row', async () => {
  const statement = { type: 'node', node: 'run', id: 'run:test/1', kind: 'train' } as const
  const said: Said = { producer: 'a'.repeat(32), sequence: 0, statements: [statement] }
  const store = await recordOf([said])
  const before = await tablesOf(store)

  await recordAll(store, [[said, said], [said]])
  await expect(recordAll(store, [[{ ...said, statements: [statement, statement] }]])).rejects.toThrow('something else')

  expect(await tablesOf(store)).toEqual(before)
  expect(await store.read((snapshot) => verifyTables(snapshot))).toBeUndefined()
})
