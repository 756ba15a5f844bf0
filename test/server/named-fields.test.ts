import { randomBytes } from 'node:crypto'
import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/role.ts'
import { routes } from '../../src/server/app.ts'
import type { Route } from '../../src/server/route.ts'
import { type TestServer, testServer } from './server.ts'

// Whoever sends a wrong value is told which: over the table of addresses, one field wrong at a time.

let server: TestServer
const tokens = new Map<Role, string>()
const sha = (digit: string) => `sha256:${digit.repeat(64)}`
const producer = 'a'.repeat(32)
beforeAll(async () => {
  server = await testServer()
  for (const role of ['contributor', 'admin'] as const) tokens.set(role, (await server.token(role)).text)
  const statements = [
    { type: 'node', node: 'run', id: 'run:test/1', name: 'train.py' },
    ...['1', '2', '3'].map((digit) => ({ type: 'node', node: 'artifact', id: sha(digit), bytes: 100 })),
    ...['1', '2'].map((digit) => ({ type: 'edge', edge: 'generated', source: 'run:test/1', target: sha(digit) })),
    ...['one', 'two'].map((id) => ({ type: 'node', node: 'run', id: `run:same/${id}`, name: 'same.py' })),
  ]
  await say('statements', { producer, sequence: 0, statements })
  await say('register', { reference: sha('1'), name: 'm' })
  for (const slot of ['production', 'staging']) await say('deploy', { reference: 'm@1', slot })
})
afterAll(() => server.stop())
const say = async (name: string, body: object) => {
  const token = tokens.get('contributor') ?? ''
  expect((await server.json(`/pedigree/v1/${name}`, { body, token })).status).toBeLessThan(300)
}

type Values = Readonly<Record<string, unknown>>
/** What each address takes, so that only what is put in its place is wrong. */
const right: Readonly<Record<string, () => Values>> = {
  'GET trace': () => ({ reference: 'm@1' }),
  'GET impact': () => ({ reference: 'm@1' }),
  'GET show': () => ({ reference: 'm@1' }),
  'GET history': () => ({ reference: 'm@1' }),
  'GET diff': () => ({ a: sha('1'), b: sha('2') }),
  'GET path': () => ({ a: sha('1'), b: sha('2') }),
  'GET find': () => ({ text: 'm' }),
  'GET live': () => ({ name: 'm' }),
  'POST register': () => ({ reference: sha('2'), name: 'm' }),
  'POST deploy': () => ({ reference: 'm@1', slot: 'canary' }),
  'POST retire': () => ({ reference: 'm@staging' }),
  'POST approve': () => ({ reference: 'm@1' }),
  'POST tag': () => ({ reference: 'm@1', key: 'k', value: 'v' }),
  'POST note': () => ({ reference: 'm@1', text: 'x' }),
  'POST retract': () => ({ statement: `${producer}/0/3`, reason: 'wrong' }),
  'POST statements': () => ({
    producer: randomBytes(16).toString('hex'),
    sequence: 0,
    statements: [{ type: 'node', node: 'run', id: 'run:test/2' }],
  }),
  'POST tokens': () => ({ name: `service/${randomBytes(4).toString('hex')}`, role: 'viewer' }),
  'POST session': () => ({ token: tokens.get('admin') }),
  'POST folders': () => ({ folders: [] }),
  'POST sources': () => ({ sources: [] }),
}

const time = ['garbage', '2026-02-30', '', 'x'.repeat(100)]
/** Wrong for every address that has the field, of whatever type it is. */
const wrong: Readonly<Record<string, readonly unknown[]>> = {
  reference: ['nope', 'run:x/none', sha('f'), 'm@9', 'm@nowhere', '@', ' ', '', './nope', 'same.py', 'x'.repeat(9_000)],
  a: ['nope', 'asset:test/none', 'm@9', '', 'agent:user/contributor'],
  b: ['nope', 'asset:test/none', 'm@9', '', 'agent:user/contributor'],
  name: ['../x', 'a@1', '', ' ', 'run:x/1', 'x'.repeat(2_000)],
  kind: ['', 7],
  note: ['', 7],
  value: [7, 'x'.repeat(9_000)],
  slot: ['a/b@c', '1', '', ' x', 'x '],
  share: [0, -1, 2, 1e308, 0.5, '1', null],
  version: [0, 1.5, '1', 1],
  statement: ['zzz', '', `${'b'.repeat(32)}/0/0`, `${producer}/0`, 'x'.repeat(100)],
  role: ['boss', '', null],
  token: ['x', '', 'pdg_0123456789abcdef_x'],
  id: ['x', '0'.repeat(16), '..'],
  at: time,
  'as-of': [...time, '99999999'],
  'known-at': [...time, '99999999'],
  limit: ['0', '-1', 'x', '9'.repeat(12), ''],
  after: ['x', '', 'AAAA'],
  called: ['x'.repeat(9_000), ''],
  seen: ['x', '[]', '{"x":{"kind":"boat"}}', '{"x":1,"x":1}', '%00', 7],
  text: [''],
  key: [''],
  reason: [''],
  producer: ['x', '', 7],
  sequence: [-1, 0.5, '1'],
  statements: [[], {}, [7], [{ type: 'x' }], [{ type: 'node', node: 'run', id: 'x' }]],
  folders: [['x'], 7, {}],
  sources: [[7], 7, {}, [{ id: 'x', place: 'file://here/a.py', bytes: 1 }]],
}

const fieldsOf = (schema: TSchema | undefined) => Object.keys((schema as { properties?: object })?.properties ?? {})
const named = ({ method, url }: Route) => `${method} ${url.replace('/pedigree/v1/', '')}`
const cases = routes
  .filter(({ url }) => url.startsWith('/pedigree/v1/'))
  .flatMap((route) =>
    [route.query, route.body, route.params].flatMap(fieldsOf).map((field) => [named(route), field, route] as const),
  )

async function answer(route: Route, values: Values): Promise<{ status: number; field?: unknown }> {
  const { method, permission } = route
  const url = route.url.replace(':id', encodeURIComponent(String(values.id ?? '0'.repeat(16))))
  const query = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  const { status, body } = await server.json(method === 'GET' ? `${url}?${query.join('&')}` : url, {
    method,
    token: tokens.get(permission === 'tokens' ? 'admin' : 'contributor') ?? '',
    headers: { origin: new URL(server.address).origin },
    ...(method === 'POST' ? { body: values } : {}),
  })
  return { status, field: body?.field }
}

describe.each([...Map.groupBy(cases, ([name]) => name)])('%s', (name, fields) => {
  test.each(fields.map(([, field, route]) => [field, route] as const))('names /%s', async (field, route) => {
    const base = right[name]?.() ?? {}
    expect(Object.keys(wrong), `no wrong value of ${field} is known`).toContain(field)

    const refused: unknown[] = []
    for (const value of wrong[field] ?? []) {
      const { status, field: told } = await answer(route, { ...base, [field]: value })
      if (status < 400) continue
      refused.push(value)
      expect({ value, status, told }).toEqual({ value, status, told: expect.stringMatching(`^/${field}(/|$)`) })
    }
    expect(refused).not.toEqual([])
  })

  test('takes what is right', async () => {
    const [[, , route] = []] = fields
    if (route === undefined || route.method === 'DELETE') return
    expect(await answer(route, right[name]?.() ?? {})).toMatchObject({ status: expect.toSatisfy((s) => s < 300) })
  })
})
