import { userInfo } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../src/server/app.ts'
import { noProxy, type RunningProxy, startProxy } from './proxy.ts'
import { type Asked, askAt, type TestServer, testServer } from './server.ts'

if (noProxy !== undefined) console.warn(`Skipped: a server behind a proxy, since ${noProxy}.`)

// An nginx that nobody told anything but where the server is: it sends the server's own name as Host and hides who asks.
const users = userInfo().uid === 0 ? [undefined, 'root'] : [undefined]
// Since 1.29.7 it speaks like any other client; an older one does, told so.
const likeNewer = 'proxy_http_version 1.1; proxy_set_header Connection "";'
const kinds = users.flatMap((user) => [{ user }, { user, more: likeNewer }])

describe.skipIf(noProxy !== undefined).each(kinds)('behind an nginx with $user workers and $more', (kind) => {
  let server: TestServer
  let proxy: RunningProxy
  beforeAll(async () => {
    server = await testServer()
    proxy = await startProxy(server.address, kind)
  })
  afterAll(async () => {
    await proxy?.stop()
    await server?.stop()
  })

  const through = (path: string, asked: Asked = {}) => askAt(proxy.address, path, asked)
  const guarded = [
    ...routes.filter(({ permission }) => permission !== 'public'),
    { method: 'GET', url: '/pedigree/v1/events' },
    { method: 'GET', url: '/pedigree/v1/openapi.json' },
    { method: 'GET', url: '/pedigree/v1/nothing' },
    { method: 'HEAD', url: '/pedigree/v1/home' },
  ]
  const addressOf = (url: string) => url.replace(':id', '0'.repeat(16)).replace('*', 'checkpoint')

  test.each(guarded.map(({ method, url }) => [method, url] as const))(
    '%s %s is open to nobody',
    async (method, url) => {
      expect((await through(addressOf(url), { method })).status).toBe(401)
      expect((await through(addressOf(url), { method, headers: { host: 'localhost' } })).status).toBe(401)
    },
  )

  test('no page that comes through it asks or signs in, whatever name it has', async () => {
    for (const origin of [proxy.address.origin, 'https://lineage.example.org', 'null']) {
      expect((await through('/pedigree/v1/live', { headers: { origin } })).status).toBe(403)
      const body = { token: 'pdg_x' }
      expect((await through('/pedigree/v1/session', { body, headers: { origin } })).status).toBe(403)
    }
  })

  test('who does not come through it is let in as before, and a token is good through it', async () => {
    expect((await server.ask('/pedigree/v1/live')).status).toBe(200)
    const { text } = await server.token('viewer')

    expect((await through('/pedigree/v1/live', { token: text })).status).toBe(200)
    expect((await through('/pedigree/v1/live', { token: `${text}x` })).status).toBe(401)
  })
})
