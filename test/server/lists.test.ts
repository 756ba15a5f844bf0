import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openQuestions } from '../../src/cli/record.ts'
import { type TestServer, testServer } from './server.ts'

// Lists in parts: the parts together are the whole, as it was when the first of them was answered.

let server: TestServer
let auditor: string
let admin: string
let writer: string
const count = 23
const model = 'asset:here/model'
const sha = (number: number) => `sha256:${String(number).padStart(64, '0')}`
const at = '2026-01-01T00:00:00.000Z'
beforeAll(async () => {
  server = await testServer()
  admin = (await server.token('admin')).text
  for (let token = 0; token < 4; token++) await server.token('viewer', `viewer-${token}`)
  auditor = (await server.token('auditor')).text
  writer = (await server.token('contributor')).text
  for (let number = 0; number < count; number++) await record(number)
  // The same name once more, after all others: it is found once, and first.
  await say([named(5)])
})
afterAll(() => server.stop())

async function say(statements: readonly unknown[]) {
  const body = { producer: randomBytes(16).toString('hex'), sequence: 0, statements }
  const { status, body: answer } = await server.json('/pedigree/v1/statements', { body, token: writer })
  expect([status, answer]).toEqual([201, answer])
}
const named = (number: number) => ({ type: 'node', node: 'run', id: `run:test/${number}`, name: `train-${number}.py` })
const record = (number: number) =>
  say([
    named(number),
    { type: 'node', node: 'asset', id: `${model}-${number}`, kind: 'model', name: `model-${number}`, at },
    {
      type: 'edge',
      edge: 'version-of',
      source: sha(number),
      target: model,
      number: number + 1,
      at,
      origin: 'declared',
    },
    {
      ...{ type: 'edge', edge: 'points', source: model, target: sha(number), role: 'deployment', share: 1 },
      ...{ slot: `slot-${number}`, selector: { version: number + 1 }, from: at, origin: 'declared' },
    },
  ])

type Answer = { items: Record<string, unknown>[]; next?: string; complete: boolean; withheld: number; knownAt: number }

async function page(path: string, token: string): Promise<Answer> {
  const { status, body } = await server.json(`/pedigree/v1/${path}`, { token })
  expect([status, body]).toEqual([200, body])
  return body as Answer
}

async function pages(path: string, limit: number, token: string, between: () => Promise<void> = async () => undefined) {
  const all: Answer[] = []
  let next: string | undefined
  do {
    const after = next === undefined ? '' : `&after=${next}`
    const answer = await page(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${after}`, token)
    all.push(answer)
    next = answer.next
    await between()
  } while (next !== undefined)
  return all
}

describe.each([
  ['find?text=train', 23],
  ['find?text=model-1', 11],
  ['find?text=00000000', 23],
  ['history?reference=asset:here/model', 46],
  ['live', 23],
  ['runs', 23],
  ['models', 24],
  ['tokens', 7],
  ['logs', 1],
])('%s', (path, items) => {
  const token = () => (path === 'tokens' ? admin : auditor)

  test('comes whole, and in parts that together are the whole', async () => {
    const whole = await page(path, token())
    const parts = await pages(path, 4, token())

    expect(whole.items).toHaveLength(items)
    expect(whole).toMatchObject({ complete: true, withheld: 0, knownAt: expect.any(Number) })
    expect(whole).not.toHaveProperty('next')
    expect(parts.flatMap(({ items: some }) => some)).toEqual(whole.items)
    expect(parts.map(({ complete }) => complete)).toEqual(parts.map((_, index) => index === parts.length - 1))
    expect(parts.slice(0, -1).every(({ items: some }) => some.length === 4)).toBe(true)
  })

  test.each([
    ['no cursor', 'nothing'],
    ['a cursor of another list', 'other'],
    ['a place that is none', 'place'],
    ['a time that is none', 'time'],
    ['an entry that never was', 'entry'],
  ])('refuses %s by the name of its field', async (_, kind) => {
    const other = (await page(path === 'models' ? 'runs?limit=1' : 'models?limit=1', auditor)).next ?? ''
    const [of, asOf, knownAt, after] = JSON.parse(
      Buffer.from(
        (await page(path === 'logs' ? 'runs?limit=1' : `${path}${path.includes('?') ? '&' : '?'}limit=1`, token()))
          .next ?? '',
        'base64url',
      ).toString(),
    ) as string[]
    const made = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const cursors: Record<string, string> = {
      nothing: 'x',
      other,
      place: made(of, asOf, knownAt, '\u0000 nowhere'),
      time: made(of, 'yesterday', knownAt, after),
      entry: made(of, asOf, '999999', 'name 1'),
    }
    const { status, body } = await server.json(
      `/pedigree/v1/${path}${path.includes('?') ? '&' : '?'}after=${cursors[kind]}`,
      { token: token() },
    )

    expect([status, body.field, body.code]).toEqual([400, '/after', 'invalid-input'])
  })
})

test('a part is at most 100 items where nobody asks for more', async () => {
  for (let number = 100; number < 205; number++) await say([named(number)])

  const first = await page('runs', auditor)
  const rest = await page(`runs?after=${first.next}`, auditor)

  expect([first.items.length, first.complete, rest.items.length, rest.complete]).toEqual([100, false, 28, true])
})

test('the last to be recorded comes first', async () => {
  const { items } = await page('runs?limit=2', auditor)

  expect(items.map(({ id }) => id)).toEqual(['run:test/204', 'run:test/203'])
})

test('what is recorded between two parts is in none of them', async () => {
  const whole = await page('find?text=train&limit=1000', auditor)
  const runs = await page('runs?limit=1000', auditor)
  let fresh = 1_000
  const between = async () => {
    await say([named(fresh++), { ...named(3), name: 'train-3-again.py' }])
  }

  const found = await pages('find?text=train', 50, auditor, between)
  const listed = await pages('runs', 50, auditor)
  const before = await pages(`runs?known-at=${runs.knownAt}`, 50, auditor)

  expect(found.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(whole.items.map(({ id }) => id))
  expect(new Set(found.map(({ knownAt }) => knownAt))).toEqual(new Set([whole.knownAt]))
  expect(listed.flatMap(({ items }) => items).length).toBe(runs.items.length + fresh - 1_000)
  expect(before.flatMap(({ items }) => items)).toEqual(runs.items)
})

test('what had not begun is in no part of what is asked for a time, and parts stay full', async () => {
  const from = (number: number) => `${2001 + number}-01-01T00:00:00.000Z`
  for (let number = 0; number < 9; number++) {
    const name = `era-${number}`
    const name2 = { type: 'node', node: 'asset', id: `asset:here/${name}`, kind: 'model', name, at: from(number) }
    await say([{ ...named(2_000 + number), name: `${name}.py`, at: from(number) }, name2])
  }
  const of = (path: string) => `${path}as-of=2005-01-01`

  const found = await pages(of('find?text=era-&'), 4, auditor)
  const runs = await pages(of('runs?'), 4, auditor)
  const models = await pages(of('models?'), 4, auditor)

  const eras = [4, 3, 2, 1, 0].flatMap((number) => [`asset:here/era-${number}`, `run:test/${2_000 + number}`])
  expect(found.map(({ items }) => items.length)).toEqual([4, 4, 2])
  expect(new Set(found.flatMap(({ items }) => items.map(({ id }) => id)))).toEqual(new Set(eras))
  expect(
    runs.flatMap(({ items }) => items.flatMap(({ name }) => (String(name).startsWith('era-') ? [name] : []))),
  ).toEqual([4, 3, 2, 1, 0].map((number) => `era-${number}.py`))
  expect(models.flatMap(({ items }) => items.map(({ name }) => name))).toEqual([
    'era-4',
    'era-3',
    'era-2',
    'era-1',
    'era-0',
  ])
})

test('what says that it begins tomorrow, as by a clock that is ahead, is in all parts where no time is asked for', async () => {
  const ahead = new Date(Date.now() + 86_400_000).toISOString()
  for (let number = 0; number < 5; number++) {
    await say([{ ...named(3_000 + number), name: `ahead-${number}.py`, at: ahead }])
  }

  const found = await pages('find?text=ahead', 2, auditor)

  expect(found.map(({ items }) => items.length)).toEqual([2, 2, 1])
})

test('a cursor is one question’s: with another text it is refused', async () => {
  const { next } = await page('find?text=train&limit=2', auditor)

  const { status, body } = await server.json(`/pedigree/v1/find?text=model&after=${next}`, { token: auditor })

  expect([status, body.field]).toEqual([400, '/after'])
})

test('a client goes on until it has all, and comes to the same as at the store itself', async () => {
  await say(
    Array.from({ length: 1_100 }, (_, number) => ({
      type: 'node',
      node: 'run',
      id: `run:many/${number}`,
      name: 'many.py',
    })),
  )
  const surroundings = { ...server.surroundings, env: { ...server.surroundings.env, PEDIGREE_TOKEN: auditor } }
  await using there = await openQuestions(surroundings, { server: server.address })
  await using here = await openQuestions(server.surroundings, {})

  for (const limit of [1_050, 5_000]) {
    const found = await there.find({ text: 'many', limit })
    expect([found.nodes.length, found.complete]).toEqual(limit > 1_100 ? [1_100, true] : [limit, false])
    expect(found).toEqual(await here.find({ text: 'many', limit, asOf: found.asOf }))
  }
})
