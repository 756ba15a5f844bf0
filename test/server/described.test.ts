import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { continueLog } from '../../src/operations/continue-log.ts'
import { faultsBy, openIn, type Schema } from '../closed-schema.ts'
import { recordStory } from '../web/record.ts'
import { type ServedProject, servedProject } from './at-server.ts'
import { type Asked, askAt } from './server.ts'

// What is answered is what the page of the API says, to the last field.

type Response = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
type Operation = { readonly name: string; readonly responses: Readonly<Record<string, Response>> }

const producer = 'ab'.repeat(16)
const said = (sequence: number, more: object): Asked => ({ body: { ...more, producer, sequence } })
const odd = 'asset:test/odd'
/** Two contents under one number, of which one has half of a slot. */
const oddly = ['d', 'e'].flatMap((digit) => {
  const [artifact, at] = [`sha256:${digit.repeat(64)}`, '2026-01-02T00:00:00.000Z']
  const points = { type: 'edge', edge: 'points', source: odd, target: artifact, role: 'deployment', slot: 'lab' }
  return [
    { type: 'edge', edge: 'version-of', source: artifact, target: odd, number: 1, at },
    ...(digit === 'd' ? [{ ...points, share: 0.5, from: at }] : []),
  ]
})

let project: ServedProject
let operations: readonly Operation[]
let raw: string
let admin: string
let contributor: string
let revoked: string
beforeAll(async () => {
  const made = await recordStory()
  const { surroundings } = made
  // Where nothing is known of the place, the log goes on as another, which cites it.
  const elsewhere = { ...surroundings, env: { ...surroundings.env, XDG_STATE_HOME: join(surroundings.cwd, '.new') } }
  await continueLog(elsewhere, undefined)
  project = await servedProject({ ...made, surroundings: elsewhere })
  admin = await project.token('admin', 'root')
  contributor = await project.token('contributor', 'ann')
  revoked = (await project.token('viewer', 'gone')).slice(4, 20)
  const page = (await answer('/pedigree/v1/openapi.json')).body as { paths: Record<string, Record<string, Operation>> }
  operations = Object.entries(page.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, name: `${method.toUpperCase()} ${url}` })),
  )
  const found = (await answer('/pedigree/v1/find?text=flights.csv')).body as { items: { id: string }[] }
  raw = found.items[0]?.id ?? ''
})
afterAll(() => project.stop())

async function answer(path: string, asked: Asked = {}) {
  const { status, headers, body } = await askAt(new URL(project.address), path, { token: contributor, ...asked })
  return { status, type: headers['content-type']?.split(';')[0] ?? '', body: JSON.parse(body.toString() || 'null') }
}

const schemaOf = ({ responses }: Operation, status: string, type = 'application/json') =>
  responses[status]?.content?.[type]?.schema
const statusesOf = ({ responses }: Operation) => Object.keys(responses).filter((status) => /^2/.test(status))
const answersJson = (operation: Operation) =>
  statusesOf(operation).some((status) => schemaOf(operation, status) !== undefined)

describe('the page of the API', () => {
  // What others made: parameters, facets, selectors, metrics of any kind; and OpenAPI's own parts.
  const free = ['value', 'body', 'selector', 'before', 'after', 'info', 'components', 'paths']

  test('says of every address what it answers, down to what nobody can say', () => {
    for (const operation of operations) {
      const { name, responses } = operation
      expect([name, statusesOf(operation)]).not.toEqual([name, []])
      for (const status of statusesOf(operation)) {
        const content = Object.keys(responses[status]?.content ?? {})
        expect([name, status, content.length]).toEqual([name, status, status === '204' ? 0 : 1])
        const open = openIn(schemaOf(operation, status) ?? { type: 'string' })
        expect([name, status, open.filter((field) => !free.includes(field))]).toEqual([name, status, []])
      }
    }
  })

  test('says of every address how it refuses', () => {
    for (const operation of operations) {
      for (const status of ['4XX', '5XX']) {
        const { properties } = schemaOf(operation, status, 'application/problem+json') ?? {}
        expect([operation.name, Object.keys(properties ?? {})]).toEqual([
          operation.name,
          ['type', 'title', 'status', 'code', 'detail', 'field', 'hint', 'candidates'],
        ])
      }
    }
  })
})

/** A question of each address that answers JSON, of several where the answer can have several forms. */
const questions = (): readonly string[] => [
  '/health',
  '/health/live',
  '/pedigree/v1/home',
  '/pedigree/v1/openapi.json',
  '/pedigree/v1/session',
  '/pedigree/v1/logs',
  '/pedigree/v1/logs?limit=1',
  ...['flight-delay', 'flight-delay@1', 'train.py', raw, 'agent:user/ann'].flatMap((each) => {
    const reference = encodeURIComponent(each)
    return [
      ...['trace', 'impact', 'show', 'history'].map((name) => `/pedigree/v1/${name}?reference=${reference}`),
      ...['trace', 'impact', 'history'].map((name) => `/pedigree/v1/${name}?reference=${reference}&limit=2`),
    ]
  }),
  ...['diff', 'path'].flatMap((name) => [
    `/pedigree/v1/${name}?a=flight-delay@1&b=flight-delay@2`,
    `/pedigree/v1/${name}?a=${raw}&b=flight-delay@2`,
  ]),
  ...['train', 'production', 'mae', 'ann', 'data'].map((text) => `/pedigree/v1/find?text=${text}`),
  ...['live', 'live?name=flight-delay', 'runs', 'runs?limit=2', 'models'].map((name) => `/pedigree/v1/${name}`),
]

/** What is said to each address, one after another. */
const sayings = (): readonly (readonly [string, Asked])[] => [
  ['POST /pedigree/v1/folders', { body: { folders: [`sha256-tree:${'a'.repeat(64)}`] } }],
  ['POST /pedigree/v1/sources', { body: { sources: [{ id: raw, place: 'file://here/raw.csv', bytes: 100 }] } }],
  ['POST /pedigree/v1/statements', said(0, { statements: oddly })],
  ['POST /pedigree/v1/statements', said(0, { statements: oddly })],
  ['POST /pedigree/v1/register', said(1, { reference: raw, name: 'flights', kind: 'dataset' })],
  ['POST /pedigree/v1/register', said(1, { reference: raw, name: 'flights', kind: 'dataset' })],
  ['POST /pedigree/v1/register', { body: { reference: raw, name: 'flights' } }],
  ['POST /pedigree/v1/deploy', said(2, { reference: 'flights@1', slot: 'lab', at: '2025-01-01' })],
  ['POST /pedigree/v1/deploy', { body: { reference: 'flight-delay@1', slot: 'shadow', share: 0.25 } }],
  ['POST /pedigree/v1/approve', said(3, { reference: 'flights@1', note: 'seen' })],
  ['POST /pedigree/v1/tag', said(4, { reference: 'flights', key: 'team', value: 'data' })],
  ['POST /pedigree/v1/note', said(5, { reference: 'flights@1', text: 'of 2013' })],
  ['POST /pedigree/v1/retract', { body: { statement: `${producer}/1/1`, reason: 'another name' } }],
  ['POST /pedigree/v1/retract', { body: { statement: `${producer}/1/1`, reason: 'another name' } }],
  ['POST /pedigree/v1/retire', said(6, { reference: 'flight-delay@shadow' })],
  ['POST /pedigree/v1/session', { body: { token: contributor }, headers: { origin: project.address } }],
  ['GET /pedigree/v1/show?reference=asset:test/odd', {}],
  ['GET /pedigree/v1/tokens', { token: admin }],
  ['POST /pedigree/v1/tokens', { token: admin, body: { name: 'service/ci', role: 'auditor' } }],
  [`DELETE /pedigree/v1/tokens/${revoked}`, { token: admin }],
]

test('every answer is as it is described, and has no other field', async () => {
  const asked = new Set<string>()
  const check = async (method: string, path: string, more: Asked = {}) => {
    const name = `${method} ${path.split('?')[0]}`.replace(revoked, '{id}')
    const operation = operations.find((each) => each.name === name)
    const { status, type, body } = await answer(path, { method, ...more })
    expect([path, status, type, body]).toEqual([path, expect.toBeOneOf([200, 201]), 'application/json', body])
    const schema = operation && schemaOf(operation, String(status))
    expect([path, body, faultsBy(schema ?? { not: {} })(body)]).toEqual([path, body, []])
    asked.add(name)
  }

  for (const path of questions()) await check('GET', path)
  for (const [saying, more] of sayings()) {
    const [method = '', path = ''] = saying.split(' ')
    await check(method, path, more)
  }
  for (const path of questions()) await check('GET', path)

  // Whoever adds an address asks it here, too.
  expect([...asked].sort()).toEqual(
    operations
      .filter(answersJson)
      .map(({ name }) => name)
      .sort(),
  )
})

test.each<[number, string, string, Asked]>([
  [400, 'GET', '/pedigree/v1/home?x=1', {}],
  [400, 'POST', '/pedigree/v1/register', { body: { reference: 'x' } }],
  [401, 'GET', '/pedigree/v1/runs', { token: 'none' }],
  [403, 'GET', '/pedigree/v1/tokens', {}],
  [404, 'GET', '/pedigree/v1/trace?reference=nobody', {}],
  [409, 'POST', '/pedigree/v1/register', { body: { reference: 'train.py', name: 'flight-delay', version: 2 } }],
  [413, 'POST', '/pedigree/v1/session', { raw: ' '.repeat(2_000) }],
  [415, 'POST', '/pedigree/v1/note', { raw: 'x', headers: { 'content-type': 'text/plain' } }],
])('what is refused with %i is a problem as it is described', async (expected, method, path, more) => {
  const operation = operations.find(({ name }) => name === `${method} ${path.split('?')[0]}`)

  const { status, type, body } = await answer(path, { method, ...more })

  const schema = operation && schemaOf(operation, '4XX', type)
  expect([status, faultsBy(schema ?? { not: {} })(body)]).toEqual([expected, []])
})
