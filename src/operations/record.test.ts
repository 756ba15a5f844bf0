import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Statement } from '../domain/statement.ts'
import { generateKey } from '../log/note-key.ts'
import type { Port } from '../store/port.ts'
import { sql } from '../store/sql.ts'
import { openSqlite } from '../store/sqlite.ts'
import * as tables from '../store/tables.ts'
import { logRow } from './project/make-folder.ts'
import { record } from './record.ts'
import { recorder } from './recording/recorder.ts'
import { stating } from './recording/request.ts'

const key = generateKey('pedigree.local/test', Buffer.alloc(32, 7))
const producer = 'a'.repeat(32)
const run: Statement = { type: 'node', node: 'run', id: 'run:test/1', kind: 'train' }
const used: Statement = {
  type: 'edge',
  edge: 'used',
  source: 'run:test/1',
  target: `sha256:${'1'.repeat(64)}`,
  role: 'data',
  place: 'file://host/data.csv',
}
const request = (sequence: number, ...statements: unknown[]) => ({
  producer,
  sequence,
  agent: 'agent:user/ann',
  via: 'test',
  ...stating(statements),
})

async function emptyStore() {
  const port = await openSqlite(':memory:')
  await port.write(async (transaction) => {
    await transaction.put(tables.logs, [logRow(1, key, 0)])
    await transaction.put(tables.checkpoints, [{ log: 1, size: 0, note: '' }])
  })
  return port
}
const drawn = (nowMs = 1_000) => ({ nowMs, key, salt: () => randomBytes(16) })

test('records a group as entries of one log, and refuses one request without harm to the others', async () => {
  const store = await emptyStore()

  const answers = await record(
    store,
    [request(0, run), request(1, { type: 'edge', edge: 'eats' }), request(2, used)],
    drawn(),
  )

  expect(answers.map((answer) => ('refused' in answer ? answer.refused.message : answer.index))).toEqual([
    0,
    expect.stringContaining('/statements/0'),
    1,
  ])
  expect(await store.read((snapshot) => snapshot.all(sql`select name from node order by id`))).toEqual([
    { name: 'agent:user/ann' },
    { name: 'run:test/1' },
    { name: `sha256:${'1'.repeat(64)}` },
  ])
})

test('gives the same place to a request sent again, in the same group and later', async () => {
  const store = await emptyStore()

  const [first, again] = await record(store, [request(0, run), request(0, run)], drawn())
  const [later] = await record(store, [request(0, run)], drawn())

  expect(again).toMatchObject({ entry: 1, index: 0 })
  expect(later).toMatchObject({ ...first, repeated: true, checkpoint: expect.any(String) })
  expect(await store.read((snapshot) => snapshot.all(sql`select number from entry`))).toEqual([{ number: 1 }])
})

test('takes a pair for a new one where only its producer and its sequence are known apart', async () => {
  const store = await emptyStore()
  const other = 'b'.repeat(32)
  await record(store, [request(0, run), { ...request(1, used), producer: other }], drawn())

  const answers = await record(
    store,
    [{ ...request(0, used), producer: other }, request(1, run), request(0, run)],
    drawn(),
  )

  expect(answers).toMatchObject([
    { entry: 3, repeated: false },
    { entry: 4, repeated: false },
    { entry: 1, repeated: true },
  ])
})

test('calls other bytes under the same pair a conflict', async () => {
  const store = await emptyStore()
  await record(store, [request(0, run)], drawn())

  const [answer] = await record(store, [request(0, run, used)], drawn())

  expect(answer).toMatchObject({ refused: { code: 'conflict' } })
})

test('never lets recorded time run backwards, whatever the clock says', async () => {
  const store = await emptyStore()
  await record(store, [request(0, run)], drawn(5_000))
  await record(store, [request(1, used)], drawn(1_000))

  expect(await store.read((snapshot) => snapshot.all(sql`select time from entry order by number`))).toEqual([
    { time: 5_000 },
    { time: 5_000 },
  ])
})

test('commits requests of one turn together', async () => {
  const store = await emptyStore()
  let writes = 0
  const counting: Port = {
    ...store,
    write: (body) => {
      writes++
      return store.write(body)
    },
  }
  const { one } = recorder(counting, key, () => 1_000)

  const answers = await Promise.all(Array.from({ length: 50 }, (_, sequence) => one(request(sequence, run))))

  expect(answers.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, index) => index))
  expect(writes).toBe(1)
})
