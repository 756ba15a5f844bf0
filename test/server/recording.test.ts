import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { statementBytesMax } from '../../src/domain/vocabulary.ts'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { type TestServer, testServer } from './server.ts'

let server: TestServer
const tokens: Record<string, string> = {}
beforeAll(async () => {
  server = await testServer()
  for (const name of ['ann', 'bo']) tokens[name] = (await server.token('contributor', name)).text
})
afterAll(async () => {
  await server.stop()
  await using store = await openToRead(server.surroundings)
  expect(await verify(store, [], server.surroundings)).toMatchObject({ intact: true })
})

const address = '/pedigree/v1/statements'
const drawn = () => randomBytes(16).toString('hex')
const run = (name: string) => ({ type: 'node', node: 'run', id: `run:test/${name}` })
const batch = (statements: readonly unknown[], producer = drawn(), sequence = 0) => ({ producer, sequence, statements })
const post = (body: unknown, who = 'ann') => server.json(address, { body, token: tokens[who] ?? '' })

test('a batch is recorded once: sent again it stands where it stood, with other bytes it is a conflict', async () => {
  const said = batch([run('1')])

  const first = await post(said)
  const again = await post(said)
  const other = await post({ ...said, statements: [run('2')] })

  expect(first.status).toBe(201)
  expect(Object.keys(first.body).sort()).toEqual(['checkpoint', 'entry', 'index', 'leaf', 'log'])
  expect(again.status).toBe(200)
  expect([again.body.log, again.body.index, again.body.entry, again.body.leaf]).toEqual([
    first.body.log,
    first.body.index,
    first.body.entry,
    first.body.leaf,
  ])
  expect([other.status, other.body.code]).toEqual([409, 'conflict'])
})

test('what was recorded is said to come from the token’s agent, and a question after it has it', async () => {
  const { body } = await post(batch([{ ...run('told'), name: 'told.py' }]), 'bo')

  const { status, body: shown } = await server.json('/pedigree/v1/history?reference=run:test/told', {
    token: tokens.ann ?? '',
    headers: { 'pedigree-after': String(body.entry) },
  })
  expect(status).toBe(200)
  expect(shown).toMatchObject({ complete: true, knownAt: expect.any(Number) })
  const { body: traced } = await server.json('/pedigree/v1/trace?reference=run:test/told', { token: tokens.ann ?? '' })
  expect(traced).toMatchObject({ root: 'run:test/told', complete: true })
})

test.each([0, 3])(
  '38: a producer whose first is %i belongs to who first sent it, and statements to who said them',
  async (first) => {
    const producer = drawn()
    expect((await post(batch([run('a')], producer, first), 'ann')).status).toBe(201)
    expect((await post(batch([run('d')], producer, first + 2), 'ann')).status).toBe(201)

    const foreign = await post(batch([run('b')], producer, first + 1), 'bo')
    const retraction = { type: 'retraction', of: `${producer}/${first}/0`, reason: 'not mine' }
    const retracted = await post(batch([run('c'), retraction]), 'bo')
    const own = await post(batch([{ ...retraction, reason: 'mine' }]), 'ann')

    expect([foreign.status, foreign.body.field]).toEqual([409, '/producer'])
    expect([retracted.status, retracted.body.field]).toEqual([409, '/statements/1/of'])
    expect(own.status).toBe(201)
  },
)

test.each([
  ['no object', '[]', 400],
  ['broken JSON', '{"producer":', 400],
  ['a name twice', `{"producer":"${'a'.repeat(32)}","sequence":0,"sequence":1,"statements":[]}`, 400],
  [
    'a number that a double rounds',
    `{"producer":"${'a'.repeat(32)}","sequence":9007199254740993,"statements":[{}]}`,
    400,
  ],
  ['an unknown field', JSON.stringify({ ...batch([run('x')]), agent: 'agent:user/eve' }), 400],
  ['no statement', JSON.stringify(batch([])), 400],
  ['a statement that is none', JSON.stringify(batch([{ type: 'node', node: 'run', id: 'x' }])), 400],
  [
    '65 levels',
    JSON.stringify(
      batch([{ type: 'facet', subject: 'run:test/1', name: 'x', body: JSON.parse('['.repeat(70) + ']'.repeat(70)) }]),
    ),
    400,
  ],
  ['a name of 9,000 characters', JSON.stringify(batch([{ ...run('x'), name: 'n'.repeat(9_000) }])), 400],
  ['bytes that are not UTF-8', Buffer.from([...Buffer.from('{"producer":"'), 0xff, ...Buffer.from('"}')]), 400],
])('%s is refused, with the field where there is one, and nothing is written', async (_, raw, status) => {
  const before = await server.json('/pedigree/v1/home', { token: tokens.ann ?? '' })

  const answer = await server.json(address, { raw, token: tokens.ann ?? '' })

  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ type: 'about:blank', status, code: 'invalid-input', detail: expect.any(String) })
  const after = await server.json('/pedigree/v1/home', { token: tokens.ann ?? '' })
  expect(after.body.entries).toBe(before.body.entries)
})

test('the field that is wrong is named', async () => {
  const wrong = await post(batch([run('1'), { type: 'edge', edge: 'used', source: 'run:test/1', target: 'sha256:x' }]))
  const unknown = await server.json('/pedigree/v1/trace?reference=x&asof=1', { token: tokens.ann ?? '' })

  expect([wrong.status, wrong.body.field]).toEqual([400, '/statements/1/target'])
  expect([unknown.status, unknown.body.field]).toEqual([400, '/asof'])
})

test('a body over the limit, another type of content and a form of a page are refused unread', async () => {
  const token = tokens.ann ?? ''
  const large = await server.ask(address, { raw: `"${'x'.repeat(statementBytesMax)}"`, token })
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/yaml']
  const statuses = []
  for (const type of types) {
    const headers = { 'content-type': type }
    statuses.push((await server.ask(address, { raw: JSON.stringify(batch([run('1')])), headers, token })).status)
  }

  expect([large.status, ...statuses]).toEqual([413, 415, 415, 415, 415])
})

test('a body that says it is packed, or other text than UTF-8, is not taken for what it is not', async () => {
  const token = tokens.ann ?? ''
  const answer = async (headers: Record<string, string>) => {
    const { status, body } = await server.json(address, { body: batch([run('coded')]), headers, token })
    return [status, body.detail]
  }

  for (const coding of ['gzip', 'br', 'deflate, identity', 'x'])
    expect(await answer({ 'content-encoding': coding })).toEqual([415, expect.stringContaining('as it is')])
  for (const charset of ['latin1', 'ISO-8859-1', '"utf-16"', 'utf-8x'])
    expect(await answer({ 'content-type': `application/json; charset=${charset}` })).toEqual([
      415,
      expect.stringContaining('UTF-8'),
    ])
  for (const type of ['charset=utf-8', 'charset="UTF-8"', 'Charset = utf8', 'profile=x'])
    expect((await answer({ 'content-type': `application/json; ${type}`, 'content-encoding': 'identity' }))[0]).toBe(201)
})

test('65: names such as __proto__ are names', async () => {
  const values = JSON.parse('{"__proto__":{"value":1},"constructor":{"value":2},"toString":{"value":3}}')
  const said = `{"producer":"${drawn()}","sequence":0,"statements":[${JSON.stringify(run('odd'))},{"type":"parameters","run":"run:test/odd","values":{"__proto__":{"value":1},"constructor":{"value":2},"toString":{"value":3}}}]}`

  expect((await server.json(address, { raw: said, token: tokens.ann ?? '' })).status).toBe(201)

  const { body } = await server.json('/pedigree/v1/show?reference=run:test/odd', { token: tokens.ann ?? '' })
  const facts = body.facts as { name: string; value: number }[]
  expect(facts.map(({ name, value }) => [name, value]).sort()).toEqual(
    Object.keys(values)
      .map((name, index) => [name, index + 1])
      .sort(),
  )
})

test('64 batches at once are all recorded, each once', async () => {
  const bodies = Array.from({ length: 64 }, (_, index) => batch([run(`many-${index}`)]))

  const answers = await Promise.all(bodies.map((body) => post(body)))

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.entry)).size).toBe(64)
})

test('a path is no path of the server’s machine', async () => {
  const { status, body } = await server.json('/pedigree/v1/trace?reference=/etc/hostname', { token: tokens.ann ?? '' })

  expect([status, body.code]).toEqual([404, 'not-found'])
  expect(JSON.stringify(body)).not.toContain('there now')
})
