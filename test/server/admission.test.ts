import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { may, type Permission, type Role, roles } from '../../src/domain/role.ts'
import { makeApp, routes } from '../../src/server/app.ts'
import { hostsOf } from '../../src/server/hosts.ts'
import { type TestServer, testServer } from './server.ts'

// Who may: every route of the table, for every role and for nobody.

type Address = { readonly method: string; readonly url: string; readonly permission: Permission }
const written: readonly Address[] = [
  ...routes,
  { method: 'GET', url: '/pedigree/v1/events', permission: 'read' },
  { method: 'GET', url: '/pedigree/v1/openapi.json', permission: 'read' },
]
const all = [
  ...written,
  ...written.filter(({ method }) => method === 'GET').map((route) => ({ ...route, method: 'HEAD' })),
]
/** An address of the route, as good as any: what is not let in is refused before it is looked at. */
const addressOf = (url: string) => url.replace(':id', '0'.repeat(16)).replace('*', 'checkpoint')
const refusals = [401, 403, 421]

describe('with tokens', () => {
  let server: TestServer
  const texts = new Map<Role, string>()
  beforeAll(async () => {
    server = await testServer()
    for (const role of roles) texts.set(role, (await server.token(role)).text)
  })
  afterAll(() => server.stop())

  const statusOf = async (url: string, method: string, token?: string) => {
    // The event stream never ends, and a refusal does.
    if (url.endsWith('/events') && method === 'GET' && token !== undefined)
      return (await headOf(server, url, token)).status
    return (await server.ask(addressOf(url), { method, ...(token === undefined ? {} : { token }) })).status
  }

  test.each(all.flatMap((route) => roles.map((role) => [route.method, route.url, role, route.permission] as const)))(
    '37: %s %s lets a %s in if that may %s',
    async (method, url, role, permission) => {
      const status = await statusOf(url, method, texts.get(role))

      expect([role, status, refusals.includes(status)]).toEqual([role, status, !may(role, permission)])
      if (method === 'HEAD' && !refusals.includes(status)) expect(status).not.toBe(404)
    },
  )

  test.each(all.map((route) => [route.method, route.url, route.permission] as const))(
    '37: %s %s lets nobody in without a token, unless it is %s',
    async (method, url, permission) => {
      const status = await statusOf(url, method)

      expect(status === 401).toBe(permission !== 'public')
    },
  )

  test('what is at no address is told to nobody who may not read', async () => {
    expect((await server.ask('/pedigree/v1/nothing')).status).toBe(401)
    expect((await server.ask('/pedigree/v1/nothing', { token: texts.get('viewer') ?? '' })).status).toBe(404)
    expect((await server.ask('/pedigree/v1/../../etc/passwd', { token: texts.get('viewer') ?? '' })).status).toBe(404)
  })

  test('a token that was revoked, changed by a letter or made up lets nobody in from the next request on', async () => {
    const { id, text } = await server.token('viewer', 'service/revoked')
    const made = `pdg_${randomBytes(8).toString('hex')}_${randomBytes(32).toString('base64url')}`
    const changed = text.slice(0, -1) + (text.endsWith('A') ? 'E' : 'A')
    expect((await server.ask('/pedigree/v1/live', { token: text })).status).toBe(200)

    await server.revoke(id)

    for (const token of [text, made, changed, 'x', `${text} `]) {
      expect((await server.ask('/pedigree/v1/live', { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        401,
      )
    }
    expect((await server.ask('/pedigree/v1/live', { headers: { authorization: `Basic ${text}` } })).status).toBe(401)
  })

  test.each(
    all.filter(({ permission, method }) => permission === 'public' && method === 'GET').map(({ url }) => [url]),
  )('%s tells nobody how far the record is, whatever they say that it has', async (url) => {
    const plain = await server.ask(url)

    for (const after of ['0', '999999999', 'x']) {
      const { status, headers, body } = await server.ask(url, { headers: { 'pedigree-after': after } })
      expect([after, status, String(body)]).toEqual([after, plain.status, String(plain.body)])
      expect(headers).not.toHaveProperty('pedigree-entry')
    }
  })

  test('a bearer may come by any name, a page of another origin may not', async () => {
    const token = texts.get('viewer') ?? ''
    const statuses = async (headers: Record<string, string>) =>
      (await server.ask('/pedigree/v1/live', { token, headers })).status

    expect(await statuses({ host: 'lineage.example.org' })).toBe(200)
    expect(await statuses({ origin: 'https://evil.example' })).toBe(403)
    expect(await statuses({ origin: 'null' })).toBe(403)
    expect(await statuses({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  test('a header that names a user is nobody’s credential', async () => {
    for (const name of ['x-forwarded-user', 'x-remote-user', 'X-Pedigree-User', 'x-actor']) {
      expect((await server.ask('/pedigree/v1/live', { headers: { [name]: 'admin' } })).status).toBe(401)
    }
  })
})

describe('on this machine, before any token was made', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())

  test('the server’s own user reads and records, and manages no tokens', async () => {
    const statement = { type: 'node', node: 'run', id: 'run:test/1' }
    const body = { producer: randomBytes(16).toString('hex'), sequence: 0, statements: [statement] }

    expect((await server.json('/pedigree/v1/live')).status).toBe(200)
    expect((await server.json('/pedigree/v1/statements', { body })).status).toBe(201)
    expect((await server.json('/pedigree/v1/tokens')).status).toBe(403)
  })

  test.each([
    ['another name, as an attacker’s DNS gives it', { host: 'evil.example:80' }, 421],
    ['a name like ours', { host: 'localhost.evil.example' }, 421],
    ['no port', { host: 'localhost' }, 421],
    ['a page of another origin', { origin: 'http://evil.example' }, 403],
    ['a page without origin', { origin: 'null' }, 403],
    ['a page of this machine at another port', { origin: 'http://localhost:1' }, 403],
    ['a proxy', { 'x-forwarded-for': '10.0.0.1' }, 401],
    ['a proxy that says so by the standard', { forwarded: 'for=10.0.0.1' }, 401],
  ])('nobody comes in by %s', async (_, headers, status) => {
    expect((await server.ask('/pedigree/v1/live', { headers: headers as Record<string, string> })).status).toBe(status)
  })

  test.skipIf(process.getuid?.() !== 0)(
    'another user is not let in by hanging up: a closed socket has no owner, which the kernel writes as root',
    async () => {
      const { port } = new URL(server.address)
      const sends = [
        'import encodings.idna, json, os, socket',
        'os.setuid(65534)',
        'for number in range(10):',
        '    body = json.dumps({"producer": "%032x" % number, "sequence": 0,',
        '        "statements": [{"type": "node", "node": "run", "id": "run:x/%d" % number, "name": "hung-up"}]})',
        `    head = "POST /pedigree/v1/statements HTTP/1.1\\r\\nHost: 127.0.0.1:${port}\\r\\nContent-Type: application/json\\r\\n"`,
        `    with socket.create_connection(("127.0.0.1", ${port})) as peer:`,
        '        peer.sendall((head + "Content-Length: %d\\r\\n\\r\\n" % len(body) + body).encode())',
      ]

      execFileSync('python3', ['-c', sends.join('\n')])

      const { body } = await server.json('/pedigree/v1/find?text=hung-up')
      expect(body.items).toEqual([])
    },
  )

  test('from the first token on nobody is let in without one', async () => {
    await server.token('viewer')

    expect((await server.ask('/pedigree/v1/live')).status).toBe(401)
  })
})

test('off this machine it does not start without tokens and an address', async () => {
  await expect(testServer({ host: '0.0.0.0' })).rejects.toThrow('token')
  await expect(testServer({ url: 'ftp://x' })).rejects.toThrow('--url')
})

test('a route that does not say who may use it stops the start', async () => {
  const app = await makeApp({ record: {} as never, hosts: () => hostsOf(1, undefined) })

  expect(() => app.get('/forgotten', async () => 'open')).toThrow('does not say who may use it')
})

/** The first line of an answer that does not end. */
function headOf({ address }: TestServer, path: string, token: string): Promise<{ status: number }> {
  const controller = new AbortController()
  return fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` }, signal: controller.signal }).then(
    ({ status }) => {
      controller.abort()
      return { status }
    },
  )
}
