import { expect, test } from 'vitest'
import { readEntryNumber, readLeaves, readLoggedEntries, readTable } from './pages.ts'
import type { Port, Row } from './port.ts'
import { openSqlite } from './sqlite.ts'
import * as tables from './tables.ts'

const put = async (table: tables.Table, rows: readonly Row[], store?: Port) => {
  const port = store ?? (await openSqlite(':memory:'))
  await port.write((transaction) => transaction.put(table, rows))
  return port
}

test('a table is read whole in the order of its key, whatever the size of a page', async () => {
  const rows = Array.from({ length: 11 }, (_, index) => ({
    run: index % 3,
    name: `p${index}`,
    statement: 100 - index,
    value: '1',
    origin: 1,
  }))
  const store = await put(tables.parameters, rows)

  const pages = await Promise.all(
    [1, 3, 11, 2_000].map((size) =>
      store.read(async (snapshot) => {
        const read: Row[] = []
        for await (const row of readTable(snapshot, tables.parameters, size)) read.push(row)
        return read
      }),
    ),
  )

  const inOrder = rows.toSorted((a, b) => a.run - b.run || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  for (const page of pages) expect(page).toEqual(inOrder)
})

test('entries come in the order of their numbers, with bodies that are there', async () => {
  const entry = (number: number, log: number, index: number) => ({
    number,
    log,
    leaf_index: index,
    producer: 'a'.repeat(32),
    sequence: number,
    time: 5,
    leaf: Buffer.from([number]),
  })
  const store = await put(tables.entries, [entry(1, 1, 0), entry(2, 1, 1), entry(3, 2, 0)])
  await put(tables.bodies, [{ entry: 2, bytes: Buffer.from('body') }], store)

  const read = await store.read(async (snapshot) => {
    const pages = []
    for await (const page of readLoggedEntries(snapshot, { pageRows: 2 })) pages.push(page)
    const apart = []
    for await (const page of readLoggedEntries(snapshot, { pageBytes: 4 })) apart.push(page.map(({ number }) => number))
    return { pages, apart, leaves: await readLeaves(snapshot, 1, 1, 5), number: await readEntryNumber(snapshot, 2, 0) }
  })

  expect(
    read.pages.map((page) => page.map(({ number, body }) => [number, body && Buffer.from(body).toString()])),
  ).toEqual([
    [
      [1, undefined],
      [2, 'body'],
    ],
    [[3, undefined]],
  ])
  expect(read.apart).toEqual([[1, 2], [3]])
  expect(read.leaves.map(({ leaf }) => [...leaf])).toEqual([[2]])
  expect(read.number).toBe(3)
})
