import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { serverAddress } from '../../src/client/address.ts'
import { connect } from '../../src/client/connection.ts'
import { logsAt } from '../../src/client/logs.ts'
import { questionsAt } from '../../src/client/questions.ts'
import { tokenFile } from '../../src/client/token.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'

// A client beside servers that are none of ours, are busy, or send it elsewhere.

type Heard = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that answers as told, with what it heard. */
async function answering(answer: (response: ServerResponse, nth: number) => void) {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    heard.push({ url: request.url ?? '', headers: request.headers, body })
    answer(response, heard.length)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

function user(env: Record<string, string> = {}): Surroundings {
  const cwd = mkdtempSync(join(tmpdir(), 'pedigree-connection-'))
  return { cwd, env: { HOME: cwd, ...env }, nowMs: Date.now, warn: () => undefined }
}
const json = (response: ServerResponse, body: unknown) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
const problem = (response: ServerResponse, status: number, code: string, retryAfter?: string) => {
  response.statusCode = status
  response.setHeader('content-type', 'application/problem+json')
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
  response.end(JSON.stringify({ status, code, detail: `it is ${code}` }))
}

test.each([
  ['https://lineage.example.org', true],
  ['https://lineage.example.org:8443/', true],
  ['http://localhost:4747', true],
  ['http://127.0.0.1:4747', true],
  ['http://127.1', true],
  ['http://[::1]:4747', true],
  ['http://lineage.example.org', false],
  ['http://10.0.0.1:4747', false],
  ['http://localhost.example.org', false],
  ['http://127.0.0.1.example.org', false],
  ['http://[::ffff:10.0.0.1]', false],
  ['https://ann:secret@lineage.example.org', false],
  ['https://lineage.example.org/path', false],
  ['https://lineage.example.org/?token=x', false],
  ['file:///etc/passwd', false],
  ['lineage.example.org', false],
  ['//lineage.example.org', false],
])('%s is taken as an address: %s', (text, isTaken) => {
  if (isTaken) expect(serverAddress(text).origin).toMatch(/^https?:/)
  else expect(() => serverAddress(text)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

test('plain http off this machine is taken only by who insists, and a password is never shown', () => {
  expect(serverAddress('http://10.0.0.1', { insecure: true }).origin).toBe('http://10.0.0.1')
  expect(() => serverAddress('https://ann:secret@lineage.example.org')).not.toThrow('secret')
})

test('a token comes from PEDIGREE_TOKEN, else from the file of the very address', async () => {
  const { address, heard } = await answering((response) => json(response, {}))
  const surroundings = user()
  const path = tokenFile(address, surroundings)
  const ask = (around: Surroundings) => connect(address, around).json({ path: '/x' })
  await ask(surroundings)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'from-file\n', { mode: 0o600 })
  writeFileSync(tokenFile('http://127.0.0.1:1', surroundings), 'of-another\n', { mode: 0o600 })

  await ask(surroundings)
  await ask({ ...surroundings, env: { ...surroundings.env, PEDIGREE_TOKEN: 'from-environment' } })

  expect(heard.map(({ headers }) => headers.authorization)).toEqual([
    undefined,
    'Bearer from-file',
    'Bearer from-environment',
  ])
})

test.each([0o644, 0o640, 0o606])('a token in a file of mode %o is not used, and nothing is sent', async (mode) => {
  const { address, heard } = await answering((response) => json(response, {}))
  const surroundings = user()
  const path = tokenFile(address, surroundings)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, 'secret-token\n')
  chmodSync(path, mode)

  const asked = connect(address, surroundings).json({ path: '/x' })

  await expect(asked).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`chmod 600 '${path}'`),
  })
  await expect(asked).rejects.not.toThrow('secret-token')
  expect(heard).toEqual([])
})

test.each([301, 302, 307, 308])(
  'a redirect (%i) is not followed, so that a token stays where it belongs',
  async (status) => {
    const other = await answering((response) => json(response, {}))
    const { address } = await answering((response) => {
      response.writeHead(status, { location: `${other.address}/pedigree/v1/live` }).end()
    })

    await expect(connect(address, user({ PEDIGREE_TOKEN: 'x' })).json({ path: '/x' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('which is not followed'),
    })
    expect(other.heard).toEqual([])
  },
)

test('a busy server is asked again a few times; one whose record was altered is not', async () => {
  const busy = await answering((response, nth) =>
    nth < 3 ? problem(response, 503, 'busy', '0') : json(response, { at: nth }),
  )
  const away = await answering((response) => problem(response, 503, 'busy', '0'))
  const altered = await answering((response) => problem(response, 503, 'tampered', '0'))
  const ask = ({ address }: { address: string }) => connect(address, user()).json({ path: '/x' })

  expect(await ask(busy)).toEqual({ at: 3 })
  await expect(ask(away)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(ask(altered)).rejects.toMatchObject({ code: 'tampered', message: 'it is tampered' })
  expect([away.heard.length, altered.heard.length]).toEqual([4, 1])
})

test.each([
  [400, 'invalid-input', 'invalid-input'],
  [404, 'not-found', 'not-found'],
  [409, 'ambiguous', 'ambiguous'],
  [409, 'conflict', 'conflict'],
  [503, 'tampered', 'tampered'],
  [401, 'unauthorized', 'unavailable'],
  [403, 'forbidden', 'unavailable'],
  [421, 'wrong-host', 'unavailable'],
  [500, 'defect', 'unavailable'],
])('a problem %i %s is the error %s', async (status, code, error) => {
  const { address } = await answering((response) => problem(response, status, code))

  await expect(connect(address, user()).json({ path: '/x' })).rejects.toMatchObject({ code: error })
})

test('what is no Pedigree server, and what cannot be reached, is said to be that', async () => {
  const page = await answering((response) => response.end('<html>'))
  const proxy = await answering((response) => response.writeHead(502).end('<html>'))
  const ask = (address: string) => connect(address, user()).json({ path: '/x' })

  await expect(ask(page.address)).rejects.toThrow('no JSON')
  await expect(ask(proxy.address)).rejects.toThrow('status 502')
  await expect(ask('http://127.0.0.1:1')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('http://127.0.0.1:1 cannot be reached'),
  })
})

test.each([
  { items: [] },
  {},
  { items: [{ name: 'x', key: 'k', size: 1, checkpoint: 'c' }] },
  { items: [{ name: `x-${'0'.repeat(32)}`, key: 'k', size: 1, checkpoint: 'c\u001b[2J' }] },
  { items: [{ name: `x-${'0'.repeat(32)}`, key: 'k\nk', size: 1, checkpoint: 'c' }] },
  { items: [{ name: `x-${'0'.repeat(32)}`, key: 'k', size: '1', checkpoint: 'c' }] },
])('logs that are none (%j) are not taken for some, and nothing in them reaches a terminal', async (body) => {
  const { address } = await answering((response) => json(response, body))

  await expect(logsAt(connect(address, user())).heads()).rejects.toMatchObject({ code: 'unavailable' })
})

test('of a file its digest and place are sent, and no byte of what is in it', async () => {
  const { address, heard } = await answering((response) => json(response, { any: true, listed: [], items: [] }))
  const surroundings = user({ PEDIGREE_TOKEN: 'x' })
  mkdirSync(join(surroundings.cwd, 'data'))
  for (const name of ['data.csv', 'data/part.csv'])
    writeFileSync(join(surroundings.cwd, name), 'the-secret-content,1\n')
  const record = await questionsAt(connect(address, surroundings), surroundings)

  await record.trace({ reference: 'data.csv' })
  await record.show({ reference: 'data' })

  const sent = heard.map(({ url, body }) => `${decodeURIComponent(url)} ${body}`).join('\n')
  expect(sent).toMatch(/"digests":\["sha256:[0-9a-f]{64}"\]/)
  expect(sent).toMatch(/"digests":\["sha256-tree:[0-9a-f]{64}/)
  expect(sent).not.toContain('secret')
})
