import { expect, test } from 'vitest'
import { PedigreeError } from '../../domain/error.ts'
import { leafHash } from '../../log/merkle.ts'
import { generateKey } from '../../log/note-key.ts'
import type { Port } from '../../store/port.ts'
import { sql } from '../../store/sql.ts'
import { openSqlite } from '../../store/sqlite.ts'
import { beginLog } from '../project/make-folder.ts'
import { type Around, recorder } from './recorder.ts'
import { type Request, stating } from './request.ts'

const key = generateKey('pedigree.local/test', Buffer.alloc(32, 7))
const run = (number: number) => ({ type: 'node', node: 'run', id: `run:test/${number}` })
const request = (sequence: number, ...statements: unknown[]): Request => ({
  producer: 'a'.repeat(32),
  sequence,
  agent: undefined,
  via: 'test',
  ...stating(statements),
})

/** A recorder on an empty store, and how many requests each write of it had. */
async function recording(around: Around = {}) {
  const port = await openSqlite(':memory:')
  await port.write((transaction) => beginLog(transaction, 1, key, 0))
  let writes = 0
  const counting: Port = {
    ...port,
    write: (body) => {
      writes++
      return port.write(body)
    },
  }
  const { one, settled } = recorder(counting, key, () => 1_000, around)
  const entries = async () =>
    (await port.read((snapshot) => snapshot.all<{ n: number }>(sql`select count(*) as n from entry`)))[0]?.n
  const places = async () => {
    const rows = await port.read((snapshot) =>
      snapshot.all<{ sequence: number; number: number; leaf: Uint8Array }>(
        sql`select sequence, number, leaf from entry order by sequence`,
      ),
    )
    return rows.map(({ leaf, ...row }) => ({ ...row, leaf: leafHash(leaf).toString('base64') }))
  }
  return { one, settled, entries, places, writes: () => writes }
}

test('data that the engine does not take fails its own request, and no other of the group', async () => {
  const { one, entries, places } = await recording()
  // Whole, and so past the schema; the engine could store it, but nobody could read it again.
  const huge = { type: 'node', node: 'artifact', id: `sha256:${'1'.repeat(64)}`, bytes: 2 ** 60 }

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, sequence) => one(request(sequence, sequence === 7 ? huge : run(sequence)))),
  )

  const refused = outcomes.flatMap((outcome, sequence) => (outcome.status === 'rejected' ? [sequence] : []))
  expect(refused).toEqual([7])
  expect(outcomes[7]).toMatchObject({ reason: { code: 'invalid-input' } })
  expect(await entries()).toBe(19)
  // Each of the others hears of its own place, whichever part of the group it came to lie in.
  const told = outcomes.flatMap((outcome, sequence) =>
    outcome.status === 'fulfilled' ? [{ sequence, number: outcome.value.entry, leaf: outcome.value.leaf }] : [],
  )
  expect(told).toEqual(await places())
})

test('while a large group is recorded the process has many turns for other things', async () => {
  const { one, entries } = await recording()
  let turns = 0
  let isOver = false
  const turning = (async () => {
    for (; !isOver; turns++) await new Promise(setImmediate)
  })()

  await Promise.all(Array.from({ length: 240 }, (_, sequence) => one(request(sequence, run(sequence)))))
  isOver = true
  await turning

  expect(await entries()).toBe(240)
  expect(turns).toBeGreaterThan(20)
})

test('finds the request whose data is at fault in few writes, not one by one', async () => {
  const { one, writes } = await recording()
  const huge = { ...run(200), exit: 2 ** 60 }

  await Promise.allSettled(
    Array.from({ length: 256 }, (_, sequence) => one(request(sequence, sequence === 200 ? huge : run(sequence)))),
  )

  expect(writes()).toBeLessThanOrEqual(1 + 2 * 8)
})

test('what is wrong with the store fails the whole group at once, and the next is tried again', async () => {
  let isFull = true
  const { one, entries, writes } = await recording({
    before: async () => {
      if (isFull) throw new PedigreeError('unavailable', 'the disk is full')
    },
  })

  const outcomes = await Promise.allSettled([one(request(0, run(0))), one(request(1, run(1)))])
  isFull = false
  await one(request(0, run(0)))

  expect(outcomes).toMatchObject(Array(2).fill({ status: 'rejected', reason: { message: 'the disk is full' } }))
  expect(writes()).toBe(2)
  expect(await entries()).toBe(1)
})

test('a group ends at 256 requests, and at 16 MB', async () => {
  const small = await recording()
  const large = await recording()
  const facet = { type: 'facet', subject: 'run:test/0', name: 'note', body: 'x'.repeat(6 * 1024 * 1024) }

  await Promise.all(Array.from({ length: 300 }, (_, sequence) => small.one(request(sequence, run(sequence)))))
  await Promise.all(Array.from({ length: 5 }, (_, sequence) => large.one(request(sequence, facet))))

  expect(small.writes()).toBe(2)
  expect(large.writes()).toBe(3)
})

test('a request over the limit by itself is a group by itself', async () => {
  const { one, writes } = await recording()
  const facet = { type: 'facet', subject: 'run:test/0', name: 'note', body: ['x'.repeat(17 * 1024 * 1024)] }

  await Promise.all([one(request(0, facet)), one(request(1, run(1)))])

  expect(writes()).toBe(2)
})

test('says which checkpoint covers what was added, and nothing where nothing was', async () => {
  const heard: string[] = []
  const { one } = await recording({ after: (checkpoint) => heard.push(checkpoint) })

  const [first, second] = await Promise.all([one(request(0, run(0))), one(request(1, run(1)))])
  await one(request(1, run(1)))
  await one(request(2, { type: 'edge', edge: 'eats' })).catch(() => {})

  expect(heard).toEqual([first?.checkpoint])
  expect(second?.checkpoint).toBe(first?.checkpoint)
})
