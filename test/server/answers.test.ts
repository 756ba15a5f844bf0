import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linesOf } from '../../src/cli/serve.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { createToken } from '../../src/operations/tokens.ts'
import { routes } from '../../src/server/app.ts'
import { serve } from '../../src/server/serve.ts'
import { type TestServer, testServer } from './server.ts'

// The form of answers, whatever they say.

let server: TestServer
beforeAll(async () => {
  server = await testServer()
  const statements = Array.from({ length: 40 }, (_, count) => ({ type: 'node', node: 'run', id: `run:test/${count}` }))
  const body = { producer: randomBytes(16).toString('hex'), sequence: 0, statements }
  expect((await server.json('/pedigree/v1/statements', { body })).status).toBe(201)
})
afterAll(() => server.stop())

test.each([
  '/health',
  '/health/live',
  '/metrics',
  '/pedigree/v1/home',
  '/pedigree/v1/runs',
  '/pedigree/v1/openapi.json',
  '/log/checkpoint',
  '/nothing',
])('HEAD %s is GET without its body', async (path) => {
  const [get, head] = [await server.ask(path), await server.ask(path, { method: 'HEAD' })]

  expect([head.status, head.headers['content-type']]).toEqual([get.status, get.headers['content-type']])
  expect(head.body).toHaveLength(0)
  if (path !== '/metrics') expect(head.headers['content-length']).toBe(String(get.body.length))
})

test('HEAD of the event stream says what it is, and ends', async () => {
  const { status, headers, body } = await server.ask('/pedigree/v1/events', { method: 'HEAD' })

  expect([status, headers['content-type'], body.length]).toEqual([200, 'text/event-stream; charset=utf-8', 0])
})

test('what is long comes packed to whoever takes that, and the same; a new token and the events do not', async () => {
  const headers = { 'accept-encoding': 'gzip, br' }
  const plain = await server.ask('/pedigree/v1/runs?as-of=2027-01-01')
  const packed = await server.ask('/pedigree/v1/runs?as-of=2027-01-01', { headers })
  const short = await server.ask('/pedigree/v1/session', { headers })

  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
  expect(packed.body.length).toBeLessThan(plain.body.length / 2)
  expect(gunzipSync(packed.body).equals(plain.body)).toBe(true)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.headers.vary).toBe('accept-encoding')
  expect(short.headers['content-encoding']).toBeUndefined()
  const events = await fetch(`${server.address}/pedigree/v1/events`, { headers })
  expect(events.headers.get('content-encoding')).toBeNull()
  await events.body?.cancel()
})

test('home tells no folder of the server, and its last time once', async () => {
  const { body } = await server.json('/pedigree/v1/home')

  expect(JSON.stringify(body)).not.toContain(server.surroundings.cwd)
  expect(body).not.toHaveProperty('lastTime')
  expect(body).toMatchObject({ entries: 1, log: expect.stringMatching('pedigree.local/') })
  expect((body.copies as object[]).map((copy) => Object.keys(copy))).toEqual([['isThere'], ['isThere']])
})

describe('the page of the API', () => {
  type Operation = {
    security?: object[]
    responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>
    requestBody?: {
      content: Record<string, { schema: { properties: Record<string, { items?: { anyOf?: object[] } }> } }>
    }
  }
  type Page = {
    openapi: string
    paths: Record<string, Record<string, Operation>>
    components: { securitySchemes: Record<string, unknown> }
  }
  let page: Page
  beforeAll(async () => {
    page = (await server.json('/pedigree/v1/openapi.json')).body as unknown as Page
  })
  const at = (method: string, url: string) => page.paths[url]?.[method.toLowerCase()]

  test('has every address, and how one comes in', () => {
    expect(Object.keys(page.components.securitySchemes)).toEqual(['token', 'session'])
    for (const { method, url, permission } of routes) {
      const operation = at(method, url.replace(/:(\w+)/g, '{$1}').replace('*', '{*}'))
      expect([url, operation?.security]).toEqual([url, permission === 'public' ? [] : [{ token: [] }, { session: [] }]])
    }
  })

  test('has the schemas that are published, for what is asked and for what is answered', () => {
    const answer = (url: string) => at('GET', url)?.responses['200']?.content?.['application/json']?.schema.properties
    expect(answer('/pedigree/v1/trace')).toHaveProperty('nodes')
    expect(answer('/pedigree/v1/diff')).toHaveProperty('causes')
    expect(answer('/pedigree/v1/runs')).toHaveProperty('next')
    const body = at('POST', '/pedigree/v1/statements')?.requestBody?.content['application/json']?.schema
    expect(body?.properties.statements?.items?.anyOf?.length).toBeGreaterThan(5)
  })
})

test('a server says which record it serves, and where one was made new', async () => {
  const { surroundings } = server
  const options = { store: undefined, host: '127.0.0.1', port: 0, url: undefined }
  const url = 'https://lineage.example.org'
  const [again, other] = [
    await serve(options, surroundings),
    await serve({ ...options, store: `${surroundings.cwd}/elsewhere/.pedigree` }, surroundings),
  ]

  const [where, which] = linesOf(again.address, options, again.record)
  expect(where).toBe(`Pedigree is at ${again.address}  (Ctrl-C ends it)`)
  expect(which).toBe(`It serves the record of ${again.record.namespace} at ${surroundings.cwd}/.pedigree`)
  const [people, made] = linesOf('http://10.0.0.7:4747', { host: '10.0.0.7', url }, other.record)
  expect(people).toBe(`Pedigree is at ${url}, and listens at http://10.0.0.7:4747  (Ctrl-C ends it)`)
  expect(made).toMatch(/^There was no record at .*elsewhere\/\.pedigree: a new one was made/)
  await Promise.all([again.stop(), other.stop()])
})

test.each(['0.0.0.0', '::'])('a server that listens at %s says that it does so everywhere', async (host) => {
  const cwd = mkdtempSync(join(tmpdir(), 'pedigree-everywhere-'))
  const surroundings = { cwd, env: { XDG_STATE_HOME: join(cwd, '.state') }, nowMs: Date.now, warn: () => undefined }
  {
    await using store = await openToWrite(surroundings)
    await createToken(store, { name: 'ann', role: 'admin' }, surroundings)
  }
  const options = { store: undefined, host, port: 0, url: 'https://lineage.example.org' }
  const { address, record, stop } = await serve(options, surroundings)

  const [where] = linesOf(address, options, record)

  const { port } = new URL(address)
  expect(where).toMatch(`and listens at every address of this machine, port ${port}  (Ctrl-C`)
  await stop()
})
