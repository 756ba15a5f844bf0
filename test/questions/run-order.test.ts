import { beforeAll, expect, test } from 'vitest'
import { history } from '../../src/operations/history.ts'
import { home } from '../../src/operations/home.ts'
import type { Times } from '../../src/operations/moment.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { runsPage } from '../../src/operations/runs.ts'
import { retract } from '../../src/operations/stating.ts'
import { sql } from '../../src/store/sql.ts'
import { makeProject, type Project } from './project.ts'

// Runs are listed by when they began, whenever they came on record.

let project: Project
beforeAll(async () => {
  project = makeProject()
  project.clock.now = Date.parse('2026-06-01T00:00:00.000Z')
  const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`
  const run = (name: string, from?: string, more: object = {}) => ({
    ...{ type: 'node', node: 'run', id: `run:test/${name}`, name, state: 'running', ...(from && { from }), ...more },
  })
  await say(run('today', day(20)), run('no time'))
  // As a push brings them, or somebody who posts what ran long ago.
  await say(run('old', day(1)), run('middle', day(10)))
  await say(run('as middle', day(10)), run('still no time'))
  // What was seen has the word over what was said, whichever comes first: one place in the list, not two.
  await say(run('twice', day(15)), run('twice', day(5), { origin: 'observed' }))
  await say(run('ended', day(12)), run('ended', day(12), { state: 'succeeded', until: day(13) }))
})

async function say(...statements: unknown[]) {
  const { write, surroundings } = project
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
}

const inOrder = ['today', 'ended', 'as middle', 'middle', 'twice', 'old', 'still no time', 'no time']

const listed = (limit: number, times: Times = {}) =>
  project.read(async (store) => {
    const names: (string | undefined)[] = []
    let after: string | undefined
    do {
      const { items, next } = await runsPage(store, { page: { limit, after }, ...times }, project.surroundings)
      names.push(...items.map(({ name }) => name))
      after = next
    } while (after !== undefined)
    return names
  })

test.each([1, 2, 3, 5, 6, 7, 8, 100])('by when they began, in parts of %i', async (limit) => {
  expect(await listed(limit)).toEqual(inOrder)
})

test('the latest of home are the first of them', async () => {
  const { latestRuns } = await project.read((store) => home(store, project.surroundings))

  expect(latestRuns.map(({ name }) => name)).toEqual(inOrder)
})

test('so stands in the history of a person what they did, though nothing says when they acted', async () => {
  const runs = inOrder.slice(0, 6)
  const acted = ['old', 'today', 'middle', 'twice', 'ended', 'as middle'].map((name) => ({
    ...{ type: 'edge', edge: 'acted-for', source: 'agent:user/eve', target: `run:test/${name}`, origin: 'observed' },
  }))
  for (const edge of acted) await say(edge)
  const of = async (times: Times = {}) => {
    const asked = { reference: 'agent:user/eve', ...times }
    const { events } = await project.read((store) => history(store, asked, project.surroundings))
    return events.map(({ sentence, at }) => `${runs.find((name) => sentence.endsWith(` ${name}`))} ${at.slice(8, 10)}`)
  }

  const all = ['old 01', 'twice 05', 'middle 10', 'as middle 10', 'ended 12', 'today 20']
  expect(await of()).toEqual(all)
  expect(await of({ asOf: '2026-01-11' })).toEqual(all.slice(0, 4))
})

test('at a time before, and as the record was known, they are those of then', async () => {
  expect(await listed(2, { asOf: '2026-01-12' })).toEqual(inOrder.slice(1))
  expect(await listed(2, { asOf: '2026-01-11' })).toEqual(inOrder.slice(2))
  expect(await listed(2, { knownAt: '2' })).toEqual(['today', 'middle', 'old', 'no time'])
})

test('a run whose beginning was taken back stands where no beginning is known', async () => {
  const [entry] = await project.read((store) =>
    store.port.read((snapshot) => snapshot.all<{ producer: string }>(sql`select producer from entry where number = 2`)),
  )
  const { write, surroundings } = project
  await write((store) => retract(store, { statement: `${entry?.producer}/0/0`, reason: 'another year' }, surroundings))

  const names = await listed(3)

  expect(names.slice(0, 5)).toEqual(inOrder.slice(0, 5))
  expect(names).toHaveLength(inOrder.length)
  expect(names.slice(5)).toEqual(['still no time', undefined, 'no time'])
})
