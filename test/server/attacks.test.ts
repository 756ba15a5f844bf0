import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256Of } from '../../src/domain/digest.ts'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { routes } from '../../src/server/app.ts'
import * as tables from '../../src/store/tables.ts'
import { type TestServer, testServer } from './server.ts'

// Attacks that others fell to, by their number in the list of briefs/security.md, as far as what they need exists here:
// nothing unpacks an archive or loads a model (10 to 16), fills in a template (48) or judges a certificate (59). Others of
// the numbers stand where their subject is tested.

let server: TestServer
const tokens: Record<string, string> = {}
beforeAll(async () => {
  server = await testServer()
  for (const role of ['viewer', 'contributor', 'auditor', 'admin'] as const)
    tokens[role] = (await server.token(role)).text
})
afterAll(() => server.stop())

const get = (path: string, token = tokens.viewer ?? '') => server.ask(path, { token })
const record = (statements: readonly unknown[]) =>
  server.json('/pedigree/v1/statements', {
    body: { producer: randomBytes(16).toString('hex'), sequence: 0, statements },
    token: tokens.contributor ?? '',
  })

test.each([
  '/log/../../../etc/passwd',
  '/log/..%2f..%2fetc/passwd',
  '/log/%252e%252e%252fetc/passwd',
  '/log/tile/0/..;/000',
  '/log/..\\..\\etc\\passwd',
  '/log/%00',
  '/log//etc/passwd',
  '/log/file:///etc/passwd',
])('1, 2, 3, 4, 5, 46: %s is no file of the log', async (path) => {
  expect((await get(path)).status).toBe(404)
})

test('1, 6, 7, 8, 9: a path or a URL in a reference or a statement opens no file of the server', async () => {
  const secret = join(server.surroundings.cwd, 'secret.txt')
  const content = 'a file on the server that somebody would like to know something about, at least its digest'
  writeFileSync(secret, content)
  await record([{ type: 'node', node: 'artifact', id: sha256Of(content), name: 'known' }])

  for (const reference of [
    secret,
    `file://${secret}`,
    './secret.txt',
    'secret.txt',
    `//localhost${secret}`,
    `\\\\host\\${secret}`,
  ]) {
    const { status, body } = await get(`/pedigree/v1/trace?reference=${encodeURIComponent(reference)}`)
    expect([reference, status]).toEqual([reference, 404])
    expect(body.toString()).not.toContain(sha256Of(content).slice(7))
  }
  const odd = 'run:test/../../etc/passwd'
  expect((await record([{ type: 'node', node: 'run', id: odd }])).status).toBe(201)
  expect((await get(`/pedigree/v1/trace?reference=${encodeURIComponent(odd)}`)).status).toBe(200)
})

test('17, 18, 19, 20, 21, 22, 23: the server fetches nothing that somebody names', async () => {
  let connections = 0
  const listener = createServer((_, answer) => answer.end()).on('connection', () => connections++)
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/x`
  const run = 'run:test/fetch'

  await record([
    { type: 'node', node: 'run', id: run, name: url },
    { type: 'edge', edge: 'used', source: run, target: `unpinned:web/${url}`, place: url },
    { type: 'facet', subject: run, name: 'logo', body: { url, publicKey: { url } } },
  ])
  for (const path of ['show', 'trace', 'history']) await get(`/pedigree/v1/${path}?reference=${run}`)
  await get(`/pedigree/v1/trace?reference=${encodeURIComponent(url)}`)

  expect(connections).toBe(0)
  listener.close()
})

test('24, 25, 26, 28, 29: what is recorded or asked comes back as JSON that no browser takes for a page', async () => {
  const name = '<img src=x onerror=alert(1)>'
  await record([{ type: 'node', node: 'run', id: 'run:test/xss', name }])

  const answers = [
    await get('/pedigree/v1/show?reference=run:test/xss'),
    await get(`/pedigree/v1/trace?reference=${encodeURIComponent(name)}-`),
    await server.ask('/pedigree/v1/home', { headers: { accept: 'text/html', 'content-type': name } }),
    await get(`/${encodeURIComponent(name)}`),
  ]

  for (const { headers } of answers) {
    expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('31: nothing redirects', async () => {
  for (const path of ['/', '//evil.example', '/pedigree/v1/home/', '/pedigree/v1/live?next=//evil.example', '/log']) {
    const { status, headers } = await get(path)
    expect([path, status >= 300 && status < 400, headers.location]).toEqual([path, false, undefined])
  }
})

test('32, 33, 35: a form of a page of any origin records nothing', async () => {
  const raw = JSON.stringify({ producer: 'a'.repeat(32), sequence: 0, statements: [] })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const { status } = await server.ask('/pedigree/v1/statements', { raw, headers: { 'content-type': type } })
    expect([type, status]).toEqual([type, 401])
  }
})

test('39, 40: an address has the methods of the table and no other, but HEAD for GET, and OPTIONS neither', async () => {
  const pairs = routes.map(({ method, url }) => `${method} ${url}`)
  expect(new Set(pairs).size).toBe(pairs.length)
  for (const { url } of routes) {
    const known = routes.filter((route) => route.url === url).map(({ method }) => method as string)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE']) {
      if (known.includes(method === 'HEAD' ? 'GET' : method)) continue
      const address = url.replace(':id', '0'.repeat(16)).replace('*', 'checkpoint')
      const { status } = await server.ask(address, { method, token: tokens.admin ?? '' })
      expect([method, url, status]).toEqual([method, url, 404])
    }
  }
})

test('41, 42, 44, 50: there is no way to a token but an admin’s, and none that was there before', async () => {
  const body = { name: 'eve', role: 'admin' }
  for (const role of ['viewer', 'contributor', 'auditor']) {
    expect((await server.json('/pedigree/v1/tokens', { body, token: tokens[role] ?? '' })).status).toBe(403)
  }
  expect((await server.json('/pedigree/v1/tokens', { body })).status).toBe(401)
  const made = await server.json('/pedigree/v1/tokens', {
    body: { ...body, role: 'viewer' },
    token: tokens.admin ?? '',
  })
  const other = await testServer()
  expect((await other.ask('/pedigree/v1/tokens', { token: String(made.body.text) })).status).toBe(401)
  await other.stop()
})

test('63: a token is nobody’s whose name hides something, or reads as another', async () => {
  const made = async (name: string) => {
    const { status, body } = await server.json('/pedigree/v1/tokens', {
      body: { name, role: 'viewer' },
      token: tokens.admin ?? '',
    })
    return [status, status === 400 ? body.field : body.agent]
  }

  for (const name of ['', ' ', '../x', 'a/b', 'service/', 'boss/ann', 'x'.repeat(201)])
    expect([name, ...(await made(name))]).toEqual([name, 400, '/name'])
  for (const sign of ['\u202e', '\u2066', '\u200b', '\u061c', '\ufeff', '\u00ad', '\n', '\x1b', '\u2028'])
    expect(await made(`a${sign}nn`)).toEqual([400, '/name'])
  for (const name of [' ann', 'ann ', 'ann\u3000']) expect(await made(name)).toEqual([400, '/name'])
  expect(await made('service/Größe Ω')).toEqual([201, 'agent:service/Größe Ω'])
})

test('51, 52: a revoked token is refused by the next request, also on a connection that is open', async () => {
  const { id, text } = await server.token('viewer', 'service/gone')
  expect((await get('/pedigree/v1/live', text)).status).toBe(200)

  const revoked = await server.json(`/pedigree/v1/tokens/${id}`, { method: 'DELETE', token: tokens.admin ?? '' })

  expect(revoked.body).toMatchObject({ id, revoked: expect.any(String) })
  expect((await get('/pedigree/v1/live', text)).status).toBe(401)
})

test('53: neither a token nor its digest is in the log, in an answer or in the store’s statements', async () => {
  const store = readFileSync(join(server.surroundings.cwd, '.pedigree/store.db'))
  const wal = readFileSync(join(server.surroundings.cwd, '.pedigree/store.db-wal'))
  const listed = await server.json('/pedigree/v1/tokens', { token: tokens.admin ?? '' })
  for (const text of Object.values(tokens)) {
    const secret = text.slice(-43)
    expect([store.includes(secret), wal.includes(secret), JSON.stringify(listed.body).includes(secret)]).toEqual([
      false,
      false,
      false,
    ])
  }
  expect(JSON.stringify(listed.body)).not.toContain('digest')
})

test('a client that calls itself the program that makes tokens vouches for none', async () => {
  const subject = 'agent:user/evil'
  const body = { role: 'admin', state: 'created', at: '2026-01-01T00:00:00.000Z' }
  const facet = { type: 'facet', subject, name: 'token:00000000000000ff:created', body, origin: 'observed' }
  const said = await server.json('/pedigree/v1/statements', {
    body: { producer: randomBytes(16).toString('hex'), sequence: 0, statements: [facet] },
    token: tokens.contributor ?? '',
    headers: { 'user-agent': 'pedigree token 0.1.0' },
  })
  await using store = await openToRead(server.surroundings)
  const before = await verify(store, [], server.surroundings)
  const row = {
    id: '00000000000000ff',
    agent: subject,
    role: 'admin',
    digest: Buffer.alloc(32),
    created: 0,
    changed: 1,
  }
  await store.port.write((transaction) => transaction.put(tables.tokens, [row]))

  const after = await verify(store, [], server.surroundings)

  expect([said.status, said.body.field]).toEqual([409, '/statements/0/name'])
  expect(before).toMatchObject({ intact: true })
  expect(after).toMatchObject({ intact: false, reason: expect.stringContaining('which no entry says was made') })
})

test('55: another spelling of a parameter, and one that stands twice, are refused', async () => {
  for (const query of [
    'Reference=a',
    'reference=a&reference=b',
    'reference[]=a',
    'reference=a&as_of=2026-01-01',
    'reference=a&asOf=x',
  ]) {
    expect([query, (await get(`/pedigree/v1/trace?${query}`)).status]).toEqual([query, 400])
  }
})

test('40: what nobody has sent yet is taken back by nobody, but by who sends it', async () => {
  const [ann, mallory] = [(await server.token('contributor', 'ann')).text, tokens.contributor ?? '']
  const drawn = () => randomBytes(16).toString('hex')
  const post = (token: string, producer: string, sequence: number, statements: readonly unknown[]) =>
    server.json('/pedigree/v1/statements', { token, body: { producer, sequence, statements } })
  const [hers, own] = [drawn(), drawn()]
  const retraction = { type: 'retraction', of: `${hers}/1/0`, reason: 'no' }
  const agent = (name: string) => ({ type: 'node', node: 'agent', id: `agent:team/${name}` })

  const before = await post(mallory, own, 0, [agent('first'), retraction])
  await post(ann, hers, 0, [agent('known')])
  await post(ann, hers, 1, [agent('kept')])

  expect([before.status, before.body.field]).toEqual([409, '/statements/1/of'])
  expect((await get('/pedigree/v1/show?reference=agent:team/kept')).status).toBe(200)
  // Of a producer that is one's own, a retraction may come first.
  expect((await post(ann, drawn(), 0, [{ ...retraction, of: `${hers}/2/0` }])).status).toBe(201)
})

test('45, 58: what somebody claims of another agent is declared, and what the record says of itself is refused', async () => {
  const id = sha256Of('a model that somebody would like to be approved')
  const ann = 'agent:user/ann'
  const approval = { type: 'edge', edge: 'acted-for', source: ann, target: id, role: 'approver', origin: 'observed' }
  const node = { type: 'node', node: 'artifact', id, kind: 'model', origin: 'observed' }
  const token = { type: 'facet', subject: ann, name: 'token:0123456789abcdef:created', body: {}, origin: 'observed' }

  expect((await record([node, approval])).status).toBe(201)
  const refused = await record([node, token])

  expect([refused.status, refused.body.field]).toEqual([409, '/statements/1/name'])
  const read = async (path: string) => JSON.parse((await get(`/pedigree/v1/${path}?reference=${id}`)).body.toString())
  const isApproval = ({ edge }: { edge: string }) => edge === 'acted-for'
  expect((await read('show')).edges.filter(isApproval)).toMatchObject([{ role: 'approver', origin: 'declared' }])
  expect((await read('history')).items).toContainEqual(
    expect.objectContaining({ sentence: expect.stringMatching('approved'), origin: 'declared' }),
  )
})

test('58: nothing is attested because somebody says so, and what was seen has the word over it', async () => {
  const id = sha256Of('a model whose name somebody would like to change')
  const by = (origin: string) => ({ type: 'node', node: 'artifact', id, kind: 'model', name: `${origin}.bin`, origin })
  const approver = { type: 'edge', edge: 'acted-for', source: 'agent:user/contributor', target: id, role: 'approver' }

  expect((await record([by('observed')])).status).toBe(201)
  expect((await record([by('attested'), { ...approver, origin: 'attested' }])).status).toBe(201)

  for (const path of ['show', 'trace', 'history']) {
    const { body } = await get(`/pedigree/v1/${path}?reference=${id}`)
    expect([path, body.toString().includes('attested')]).toEqual([path, false])
  }
  const { body } = await get(`/pedigree/v1/show?reference=${id}`)
  const { node, edges } = JSON.parse(body.toString())
  expect(node).toMatchObject({ name: 'observed.bin', origin: 'observed' })
  expect(edges).toMatchObject([{ role: 'approver', origin: 'declared' }])
})

test('36, 43: neither a page of another origin nor somebody without a token reads a file of the log', async () => {
  const { text } = await server.token('viewer', 'reader')
  const { origin } = new URL(server.address)
  const signed = await server.ask('/pedigree/v1/session', { body: { token: text }, headers: { origin } })
  const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
  const files = ['checkpoint', 'key', 'tile/0/000.p/1', 'tile/entries/000.p/1', `${'0'.repeat(32)}/checkpoint`, 'x']

  for (const file of files) {
    const status = async (headers: Record<string, string>) => (await server.ask(`/log/${file}`, { headers })).status
    expect([file, await status({})]).toEqual([file, 401])
    expect([file, await status({ 'sec-fetch-site': 'same-origin', referer: `${origin}/` })]).toEqual([file, 401])
    for (const from of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      const opened = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
      for (const headers of [from, { ...from, ...opened }])
        expect([file, await status({ cookie, ...headers })]).toEqual([file, 403])
    }
  }
  expect((await server.ask('/log/checkpoint', { headers: { cookie } })).status).toBe(200)
})

test('47: nothing that somebody sends is looked at before it is known who they are', async () => {
  const statuses = [
    await server.ask('/pedigree/v1/trace?nothing=%ff&as-of=garbage'),
    await server.ask('/pedigree/v1/statements', { raw: '{"producer":1,"producer":2' }),
    await server.ask('/pedigree/v1/statements', { raw: 'x', headers: { 'content-type': 'text/plain' } }),
    await server.ask('/pedigree/v1/deploy', { body: { share: 'x' } }),
    await server.ask('/pedigree/v1/tokens/x', { method: 'DELETE' }),
    await server.ask('/pedigree/v1/live', { headers: { 'pedigree-after': 'x' } }),
  ].map(({ status }) => status)

  expect(new Set(statuses)).toEqual(new Set([401]))
})

test('49: there is no other way in: no address of an older or of another protocol takes or tells anything', async () => {
  for (const path of [
    '/api/v1/lineage',
    '/api/v1/lineage/events',
    '/api/2.0/mlflow/runs/create',
    '/ajax-api/2.0/mlflow/experiments/list',
    '/api/experimental/test',
    '/v1/traces',
    '/pedigree/v1/import',
    '/pedigree/v2/statements',
    '/PEDIGREE/v1/statements',
    '/pedigree/v1/statements/',
    '/pedigree//v1/statements',
    '/graphql',
    '/login',
  ]) {
    for (const [token, status] of [
      ['', 401],
      [tokens.contributor ?? '', 404],
    ] as const) {
      const asked = token === '' ? {} : { token }
      expect([path, (await server.ask(path, asked)).status]).toEqual([path, status])
      expect([path, (await server.ask(path, { ...asked, raw: '{}' })).status]).toEqual([path, status])
    }
  }
})

test('54: no token is one because it says so of itself', async () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = part({ sub: 'agent:user/admin', role: 'admin', exp: 9_999_999_999 })
  const [none, keyed] = [part({ alg: 'none', typ: 'JWT' }), part({ alg: 'HS256', typ: 'JWT' })]
  const { id } = await server.token('admin', 'service/known')

  for (const token of [`${none}.${claims}.`, `${keyed}.${claims}.${'A'.repeat(43)}`, `pdg_${id}_${'A'.repeat(43)}`])
    expect((await server.ask('/pedigree/v1/tokens', { token })).status).toBe(401)
})

test('60: what somebody asks for is never a part of what the store is asked', async () => {
  const names = [
    "'; drop table entry; --",
    "' or '1'='1",
    '" or ""="',
    '%',
    '_',
    '\\',
    'x/**/union/**/select',
    '$(id)',
    '$1',
  ]
  await record(names.map((name, index) => ({ type: 'node', node: 'run', id: `run:sql/${index}`, name })))
  await record([{ type: 'node', node: 'run', id: 'run:sql/plain', name: 'plain' }])

  for (const [index, name] of names.entries()) {
    const text = encodeURIComponent(name)
    const { items } = JSON.parse((await get(`/pedigree/v1/find?text=${text}`)).body.toString())
    expect([name, items.map(({ id }: { id: string }) => id)]).toEqual([
      name,
      expect.arrayContaining([`run:sql/${index}`]),
    ])
    expect([name, items.every((item: { name: string }) => item.name.includes(name))]).toEqual([name, true])
    for (const question of ['trace', 'show', 'history'])
      expect([name, (await get(`/pedigree/v1/${question}?reference=${text}x`)).status]).toEqual([name, 404])
  }
})

test('62, 64: what is asked costs no more than its answer may: limits are limits, and no pattern is the asker’s', async () => {
  const begun = performance.now()
  const statuses = [
    await get(`/pedigree/v1/find?text=${'a'.repeat(1_001)}`),
    await get('/pedigree/v1/find?text=a&limit=99999999999'),
    await get(`/pedigree/v1/find?text=${encodeURIComponent('%'.repeat(900))}`),
    await get(`/pedigree/v1/trace?reference=${'@'.repeat(5_000)}`),
    await get(`/pedigree/v1/trace?reference=x&as-of=${'1'.repeat(60)}`),
    await get(`/pedigree/v1/live?name=${'a'.repeat(8_000)}`),
  ].map(({ status }) => status)

  expect(statuses).toEqual([400, 400, 200, 404, 400, 404])
  expect(performance.now() - begun).toBeLessThan(5_000)
})
