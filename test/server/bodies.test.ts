import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { statementBytesMax } from '../../src/domain/vocabulary.ts'
import { type TestServer, testServer } from './server.ts'

// What is sent to a server stays within bounds before anybody looks at it, and what is refused is said in one form.

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const host = () => new URL(server.address).host
/** A connection that says something and may never come to an end. */
function saying(...parts: readonly (string | Buffer)[]): { socket: Socket; heard: Promise<string> } {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
  for (const part of parts) socket.write(part)
  const heard = new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (part) => {
      text += part
      if (text.includes('\r\n\r\n') && text.endsWith('}')) resolve(text)
    })
    socket.on('close', () => resolve(text))
    socket.on('error', () => undefined)
  })
  return { socket, heard }
}
const head = (path: string, ...more: readonly string[]) =>
  `${[`POST ${path} HTTP/1.1`, `Host: ${host()}`, `Origin: http://${host()}`, 'Content-Type: application/json', ...more].join('\r\n')}\r\n\r\n`
const problemIn = (text: string) => JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))

test('62: nobody who was not let in fills the memory: signing in takes a kilobyte, refused before it is sent', async () => {
  const long = saying(head('/pedigree/v1/session', `Content-Length: ${statementBytesMax}`))
  const unsaid = saying(head('/pedigree/v1/session', 'Transfer-Encoding: chunked'), `1000\r\n${' '.repeat(4096)}\r\n`)

  for (const { socket, heard } of [long, unsaid]) {
    const text = await heard
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(problemIn(text)).toMatchObject({ status: 413, field: '' })
    socket.destroy()
  }
})

test('62: bodies that do not say how long they are and never end leave no more than their room', async () => {
  const part = Buffer.alloc(1024 * 1024, ' ')
  const chunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
  const seven = Array.from({ length: 7 }, () => chunk)
  const endless = () => saying(head('/pedigree/v1/statements', 'Transfer-Encoding: chunked'), ...seven)
  const all = Array.from({ length: 12 }, endless)

  onTestFinished(() => {
    for (const { socket } of all) socket.destroy()
  })

  const refused = await Promise.race(all.map(({ heard }) => heard))
  expect(refused).toMatch(/^HTTP\/1\.1 503 /)
  expect(refused).toMatch(/retry-after: 1\r\n/i)
  // Who is still sending hears it, too, and may come again on the same connection.
  const raw = Buffer.alloc(7 * 1024 * 1024, ' ')
  const again = async () => {
    all.push(endless())
    const { status, headers } = await server.ask('/pedigree/v1/statements', {
      raw,
      headers: { connection: 'keep-alive' },
    })
    return [status, headers['retry-after'], headers.connection]
  }
  // Who is refused leaves room, and of those who send at once more can be than there need be: others fill it up.
  await expect.poll(again, { timeout: 10_000 }).toEqual([503, '1', undefined])
  for (const { socket } of all) socket.destroy()

  const body = { producer: 'a'.repeat(32), sequence: 0, statements: [{ type: 'node', node: 'run', id: 'run:test/1' }] }
  await expect.poll(async () => (await server.json('/pedigree/v1/statements', { body })).status).toBe(201)
})

const producer = 'b'.repeat(32)
test.each([
  ['a name twice', `{"producer":"${producer}","sequence":0,"sequence":1}`, '/sequence'],
  ['no UTF-8', Buffer.from([...Buffer.from('{"producer":"'), 0xff, ...Buffer.from('"}')]), '/producer'],
  ['NUL', '{"producer":"a\\u0000b"}', '/producer'],
  ['too deep', `{"statements":${'['.repeat(80)}`, `/statements${'/0'.repeat(63)}`],
  ['no JSON', '{"producer":', ''],
  ['what is no field', `{"producer":"${producer}","sequence":0,"statements":[1],"other":1}`, '/other'],
  [
    'a wrong field of a statement',
    `{"producer":"${producer}","sequence":0,"statements":[{"type":"x"}]}`,
    '/statements/0/type',
  ],
])('63: a body with %s is refused with its field', async (_, raw, field) => {
  const { status, body } = await server.json('/pedigree/v1/statements', { raw })

  expect(body).toMatchObject({ status: 400, field, type: 'about:blank' })
  expect(status).toBe(400)
})

test.each([
  ['trace?reference=%ff', '/reference'],
  ['trace?reference=a%c3', '/reference'],
  ['trace?reference=%ed%a0%80', '/reference'],
  ['trace?reference=%zz', '/reference'],
  ['trace?reference=100%', '/reference'],
  ['trace?reference=a%00b', '/reference'],
  ['trace#reference=%ff', '/reference'],
  ['find?text=%ff&limit=2', '/text'],
  ['live?%66oo%00=1', '/foo\0'],
  ['live?%ff=1', '/%ff'],
  ['home?x=%ff', '/x'],
])('%s is refused, and not searched as it stands there', async (asked, field) => {
  for (const method of ['GET', 'HEAD']) {
    const { status, body } = await server.ask(`/pedigree/v1/${asked}`, { method })
    expect([method, status]).toEqual([method, 400])
    if (method === 'GET') expect(JSON.parse(String(body))).toMatchObject({ status: 400, field, code: 'invalid-input' })
  }
})

test('a query whose bytes are not percent-encoded is refused, and one that is found', async () => {
  const name = 'Grün, 100%+'
  const statements = [{ type: 'node', node: 'run', id: 'run:test/green', name }]
  await server.json('/pedigree/v1/statements', { body: { producer: 'c'.repeat(32), sequence: 0, statements } })

  const found = await server.json(`/pedigree/v1/find?text=${encodeURIComponent(name)}`)
  const raw = await saying(
    Buffer.from(`GET /pedigree/v1/find?text=Grün HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`),
  ).heard

  expect(found.body.items).toMatchObject([{ id: 'run:test/green' }])
  expect(raw).toMatch(/^HTTP\/1\.1 400 /)
})

test.each([
  ['deploy', { reference: 'x', slot: 'y', share: 5 }, '/share', /^share must be/],
  ['register', { reference: 'x', name: 'y', at: 'garbage' }, '/at', /^at: "garbage" is not a time/],
])('%s says what is wrong as it was asked', async (name, said, field, detail) => {
  const { status, body } = await server.json(`/pedigree/v1/${name}`, { body: said })

  expect([status, body.field, body.detail]).toEqual([400, field, expect.stringMatching(detail)])
})

test.each(['live?', 'runs?', 'models?', 'find?text=x&', 'trace?reference=run:test/1&', 'show?reference=run:test/1&'])(
  '%s refuses a time that is none, and is not about another one',
  async (question) => {
    for (const [name, value] of [
      ['as-of', 'garbage'],
      ['as-of', '99999999'],
      ['as-of', '2026-02-30'],
      ['known-at', 'garbage'],
    ]) {
      const { status, body } = await server.json(`/pedigree/v1/${question}${name}=${value}`)
      expect([value, status, body.field]).toEqual([value, 400, `/${name}`])
      expect(body.detail).not.toMatch(/--/)
    }
  },
)

test('what is no request at all is refused in the same form', async () => {
  const long = await saying(`GET /health HTTP/1.1\r\nHost: ${host()}\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`).heard
  const broken = await saying('what is this\r\n\r\n').heard
  const address = await server.ask('/pedigree/%zz')

  expect(long).toMatch(/^HTTP\/1\.1 431 /)
  expect(broken).toMatch(/^HTTP\/1\.1 400 /)
  for (const text of [long, broken]) {
    expect(text).toMatch(/content-type: application\/problem\+json\r\n/i)
    expect(problemIn(text)).toMatchObject({ type: 'about:blank', code: 'invalid-input' })
  }
  expect(String(address.headers['content-type'])).toMatch(/^application\/problem\+json/)
})
