import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { may, type Role, roles } from '../../src/domain/role.ts'
import { routes } from '../../src/server/app.ts'
import { sessionHours, sessions } from '../../src/server/sessions.ts'
import { type TestServer, testServer } from './server.ts'

// A browser's session: who signed in by a page is the bearer of a token, as long as that token holds.

const session = '/pedigree/v1/session'

describe('with tokens', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server.stop())

  const origin = () => new URL(server.address).origin
  const signIn = async (token: string) => {
    const answer = await server.ask(session, { body: { token }, headers: { origin: origin() } })
    return { answer, cookie: String(answer.headers['set-cookie'] ?? '') }
  }
  const cookieOf = async (role: Role, name = role as string) => {
    const { id, text } = await server.token(role, name)
    const { cookie } = await signIn(text)
    return { id, cookie: cookie.split(';')[0] ?? '' }
  }

  test('a token is traded for a cookie that no script can read and no other page sends', async () => {
    const { text } = await server.token('viewer', 'ann')

    const { answer, cookie } = await signIn(text)

    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body.toString())).toEqual({ agent: 'agent:user/ann', role: 'viewer', isSession: true })
    expect(cookie).toMatch(/^pedigree=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(text)
  })

  test('no page but ours signs in, and no unknown token', async () => {
    const { id, text } = await server.token('viewer', 'bo')
    const status = async (headers: Record<string, string>, token = text) =>
      (await server.ask(session, { body: { token }, headers })).status

    expect(await status({})).toBe(403)
    expect(await status({ origin: 'https://evil.example' })).toBe(403)
    // As a form elsewhere would send it, which a browser calls a navigation.
    const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site' }
    expect(await status({ ...navigation, origin: 'https://evil.example' })).toBe(403)
    expect(await status({ origin: origin() }, `${text}x`)).toBe(401)
    await server.revoke(id)
    expect(await status({ origin: origin() })).toBe(401)
  })

  test('nobody is signed in as another over a session that holds, and as themselves again', async () => {
    const [ann, mallory] = [await server.token('viewer', 'ann-2'), await server.token('contributor', 'mallory')]
    const { cookie } = await signIn(ann.text)
    const headers = { origin: origin(), cookie: cookie.split(';')[0] ?? '' }
    const status = async (token: string) => (await server.ask(session, { body: { token }, headers })).status

    expect([await status(mallory.text), await status(ann.text)]).toEqual([409, 200])
    await server.revoke(ann.id)
    expect(await status(mallory.text)).toBe(200)
  })

  test.each(roles)('a session may what its %s may, on every route', async (role) => {
    const { cookie } = await cookieOf(role, `each-${role}`)

    const wrong: string[] = []
    for (const { method, url, permission } of routes) {
      // Signing out is last, or it would end the session here.
      if (method === 'DELETE' && url === session) continue
      const path = url.replace(':id', '0'.repeat(16)).replace('*', 'checkpoint')
      const { status } = await server.ask(path, { method, headers: { cookie, origin: origin() } })
      if ([401, 403, 421].includes(status) === may(role, permission)) wrong.push(`${method} ${url}: ${status}`)
    }

    expect(wrong).toEqual([])
  })

  test('a write by a session needs the origin of a page of ours, exactly', async () => {
    const { cookie } = await cookieOf('contributor', 'carl')
    const body = (sequence: number) => ({
      producer: 'a'.repeat(32),
      sequence,
      statements: [{ type: 'node', node: 'run', id: 'run:test/1' }],
    })
    const status = async (headers: Record<string, string>) =>
      (await server.ask('/pedigree/v1/statements', { body: body(0), headers: { cookie, ...headers } })).status

    expect(await status({})).toBe(403)
    expect(await status({ origin: 'null' })).toBe(403)
    expect(await status({ origin: `${origin()}.evil.example` })).toBe(403)
    expect(await status({ origin: origin() })).toBe(201)
  })

  test('it ends with its token at once, and with signing out', async () => {
    const [revoked, left] = [await cookieOf('viewer', 'dora'), await cookieOf('viewer', 'emil')]
    const status = async (cookie: string) => (await server.ask(session, { headers: { cookie } })).status
    expect([await status(revoked.cookie), await status(left.cookie)]).toEqual([200, 200])

    await server.revoke(revoked.id)
    const out = await server.ask(session, { method: 'DELETE', headers: { cookie: left.cookie, origin: origin() } })

    expect(out.status).toBe(204)
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0')
    expect([await status(revoked.cookie), await status(left.cookie)]).toEqual([401, 401])
  })

  test('a cookie that nobody was given lets nobody in, and a token beside it counts alone', async () => {
    const { text } = await server.token('viewer', 'fred')
    const cookie = `pedigree=${'A'.repeat(43)}`

    expect((await server.ask(session, { headers: { cookie } })).status).toBe(401)
    expect((await server.ask(session, { headers: { cookie }, token: text })).status).toBe(200)
    const good = await cookieOf('viewer', 'gus')
    expect((await server.ask(session, { headers: { cookie: good.cookie }, token: `${text}x` })).status).toBe(401)
  })

  test('a session is not let in by another host name', async () => {
    const { cookie } = await cookieOf('viewer', 'hans')

    expect((await server.ask(session, { headers: { cookie, host: 'evil.example' } })).status).toBe(421)
  })
})

describe('behind https', () => {
  let server: TestServer
  const values: Record<string, string> = {}
  beforeAll(async () => {
    server = await testServer({ url: 'https://lineage.example.org' })
    for (const name of ['ann', 'mallory']) {
      const { text } = await server.token('viewer', name)
      const headers = { origin: 'https://lineage.example.org' }
      const answer = await server.ask(session, { body: { token: text }, headers })
      expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-pedigree=[\w-]{43}; .*; Secure$/)
      values[name] = /=([^;]*)/.exec(String(answer.headers['set-cookie']))?.[1] ?? ''
    }
  })
  afterAll(() => server.stop())

  /** Whom a browser is taken for that has these cookies. A proxy may hand on its own name for the server's. */
  const askedBy = async (cookie: string, host?: string) => {
    const headers = { cookie, ...(host === undefined ? {} : { host }) }
    const { status, body } = await server.json(session, { headers })
    return status === 200 ? body.agent : status
  }

  test.each([
    ['https', 'lineage.example.org'],
    ['a proxy that names the server itself', undefined],
  ])('51: a cookie that another host of the domain could set is nobody’s, by %s', async (_, host) => {
    const { ann = '', mallory = '' } = values

    expect(await askedBy(`__Host-pedigree=${ann}`, host)).toBe('agent:user/ann')
    expect(await askedBy(`pedigree=${mallory}`, host)).toBe(401)
    for (const value of [mallory, 'A'.repeat(43), 'x', ''])
      expect(await askedBy(`pedigree=${value}; __Host-pedigree=${ann}`, host)).toBe('agent:user/ann')
  })

  test('51: of several sessions none is taken', async () => {
    const { ann = '', mallory = '' } = values

    expect(await askedBy(`__Host-pedigree=${mallory}; __Host-pedigree=${ann}`)).toBe(401)
    expect(await askedBy(`__Host-pedigree=${ann}; other=1; __Host-pedigree=`)).toBe(401)
    expect(await askedBy(`__Host-pedigree=${ann}; x__Host-pedigree=1; other=__Host-pedigree=2`)).toBe('agent:user/ann')
  })
})

test('on this machine without tokens nobody signs in, and nobody needs to', async () => {
  const server = await testServer()

  const { status, body } = await server.json(session)

  expect(status).toBe(200)
  expect(body).toMatchObject({ role: 'contributor', isSession: false })
  await server.stop()
})

test('a session ends by itself, and many do not fill the memory', () => {
  const { begin, tokenOf } = sessions(false)
  const start = Date.parse('2026-01-01T00:00:00Z')
  const first = begin('one', start)
  const end = start + sessionHours * 3_600_000

  expect(tokenOf(first, end - 1)).toBe('one')
  expect(tokenOf(first, end)).toBeUndefined()
  for (let count = 0; count < 10_000; count++) begin('other', start)
  expect(tokenOf(first, start)).toBeUndefined()
})
