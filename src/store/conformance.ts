import { expect, test } from 'vitest'
import type { Port } from './port.ts'
import { sql } from './sql.ts'
import { claims, nodes, tiles } from './tables.ts'

const node = (id: number) => ({ id, name: `run:test/${id}`, type: 'run' })
const count = async (port: Port) =>
  (await port.read((snapshot) => snapshot.all<{ n: number }>(sql`select count(*) as n from node`)))[0]?.n

/** What every engine must do. `open` gives an empty store; `openAgain` a second port on the same one. */
export function storeConformance(open: () => Promise<Port>, openAgain: (port: Port) => Promise<Port>): void {
  test('keeps what a write put, and gives back no column that is null', async () => {
    await using port = closing(await open())
    const claim = { statement: 7, node: 1, kind: 'train', origin: 2, body: '{"a":"é \u001b"}' }

    await port.write((transaction) => transaction.put(claims, [claim]))

    expect(await port.read((snapshot) => snapshot.all(sql`select * from claim`))).toEqual([claim])
  })

  test('leaves nothing of a write that throws', async () => {
    await using port = closing(await open())
    const failing = port.write(async (transaction) => {
      await transaction.put(nodes, [node(1)])
      throw new Error('on purpose')
    })

    await expect(failing).rejects.toThrow('on purpose')

    expect(await count(port)).toBe(0)
    await port.write((transaction) => transaction.put(nodes, [node(2)]))
    expect(await count(port)).toBe(1)
  })

  test('refuses the whole write when one of its rows stands already', async () => {
    await using port = closing(await open())
    await port.write((transaction) => transaction.put(nodes, [node(1)]))

    await expect(port.write((transaction) => transaction.put(nodes, [node(2), node(1)]))).rejects.toThrow()

    expect(await count(port)).toBe(1)
  })

  test('keeps the greater row of a table declared current, in any order', async () => {
    await using port = closing(await open())
    const tile = (width: number) => ({ log: 1, level: 0, tile_index: 0, width, hashes: Buffer.alloc(width) })

    for (const width of [2, 5, 3]) await port.write((transaction) => transaction.put(tiles, [tile(width)]))

    const rows = await port.read((snapshot) => snapshot.all<{ width: number }>(sql`select width from tile`))
    expect(rows).toEqual([{ width: 5 }])
  })

  test('takes arrays after `in`, of texts and of numbers, empty ones too', async () => {
    await using port = closing(await open())
    await port.write((transaction) => transaction.put(nodes, [node(1), node(2), node(3)]))
    const ids = (list: readonly number[] | readonly string[], column: 'id' | 'name') =>
      port.read((snapshot) =>
        snapshot.all<{ id: number }>(
          column === 'id'
            ? sql`select id from node where id in ${list} order by id`
            : sql`select id from node where name in ${list} order by id`,
        ),
      )

    expect(await ids([1, 3], 'id')).toEqual([{ id: 1 }, { id: 3 }])
    expect(await ids(['run:test/2', "'; drop table node"], 'name')).toEqual([{ id: 2 }])
    expect(await ids([], 'id')).toEqual([])
  })

  test('orders text by UTF-8 bytes', async () => {
    await using port = closing(await open())
    const names = ['b', 'B', 'é', 'a', '\u{1F600}', '\uFFFD', 'aa']
    await port.write((transaction) =>
      transaction.put(
        nodes,
        names.map((name, id) => ({ id, name, type: 'run' })),
      ),
    )

    const rows = await port.read((snapshot) => snapshot.all<{ name: string }>(sql`select name from node order by name`))

    expect(rows.map(({ name }) => name)).toEqual(
      names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
  })

  test('runs writes one after another, and never loses one to another held across awaits', async () => {
    await using port = closing(await open())
    const add = () =>
      port.write(async (transaction) => {
        const [row] = await transaction.all<{ n: number }>(sql`select count(*) as n from node`)
        await new Promise(setImmediate)
        await transaction.put(nodes, [node((row?.n ?? 0) + 1)])
      })

    await Promise.all(Array.from({ length: 20 }, add))

    expect(await count(port)).toBe(20)
  })

  test('shows a reader what was committed when it began, and does not make it wait', async () => {
    await using port = closing(await open())
    await using other = closing(await openAgain(port))
    await port.write((transaction) => transaction.put(nodes, [node(1)]))

    const seen = await other.read(async (snapshot) => {
      const before = await snapshot.all(sql`select id from node`)
      await port.write((transaction) => transaction.put(nodes, [node(2)]))
      return [before.length, (await snapshot.all(sql`select id from node`)).length]
    })

    expect(seen).toEqual([1, 1])
    expect(await count(other)).toBe(2)
  })

  test('refuses a transaction after its end, and a write inside a write', async () => {
    await using port = closing(await open())
    const kept = await port.write(async (transaction) => transaction)

    await expect(kept.put(nodes, [node(1)])).rejects.toThrow('after its end')

    await expect(port.write(() => port.write(async () => {}))).rejects.toThrow('inside a write')
  })
}

const closing = (port: Port) => ({ ...port, [Symbol.asyncDispose]: () => port.close() })
