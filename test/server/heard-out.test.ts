import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from './server.ts'

// Whoever is still sending when they are refused hears it: many clients read only once they have sent everything.

let server: TestServer
const tokens: Record<string, string> = {}
beforeAll(async () => {
  server = await testServer()
  for (const role of ['viewer', 'contributor'] as const) tokens[role] = (await server.token(role)).text
})
afterAll(() => server.stop())

const run = promisify(execFile)
const sends = `
import sys, urllib.error, urllib.request
url, size, token, type = sys.argv[1:]
headers = {'content-type': type, 'authorization': 'Bearer ' + token}
request = urllib.request.Request(url, data=b' ' * int(size), method='POST', headers=headers)
try: print(urllib.request.urlopen(request, timeout=20).status)
except urllib.error.HTTPError as error: print(error.code, error.headers.get_content_type())
except Exception as error: print(repr(error))
`
const statements = '/pedigree/v1/statements'

test.each([
  [401, 'nobody', statements, 5_000_000],
  [403, 'viewer', statements, 5_000_000],
  [404, 'viewer', '/pedigree/v1/nothing', 5_000_000],
  [413, 'contributor', statements, 9_000_000],
  [413, 'contributor', '/pedigree/v1/session', 5_000_000],
  [415, 'contributor', statements, 5_000_000],
])('a client that sends everything first hears a %i', async (status, who, path, bytes) => {
  const type = [404, 415].includes(status) ? 'text/plain' : 'application/json'
  const words = [`${server.address}${path}`, String(bytes), tokens[who] ?? 'pdg_nobody', type]

  for (let time = 0; time < 3; time++) {
    const { stdout } = await run('python3', ['-c', sends, ...words])
    expect(stdout.trim()).toBe(`${status} application/problem+json`)
  }
})

test('62: who sends without end is hung up on', async () => {
  const { port, host } = new URL(server.address)
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
  let heard = ''
  socket.on('data', (part) => (heard += part))
  const head = [`POST ${statements} HTTP/1.1`, `Host: ${host}`, 'Content-Type: application/json']
  socket.write(`${[...head, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`)
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, ' '), Buffer.from('\r\n')])
  let sent = 0
  const closed = new Promise<void>((resolve) => socket.on('close', resolve))
  for (; sent < 200 && !socket.destroyed; sent++) {
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }

  expect(heard).toMatch(/^HTTP\/1\.1 401 /)
  expect(sent).toBeLessThan(60)
  await closed
})
