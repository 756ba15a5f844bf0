import { randomBytes } from 'node:crypto'
import { request as ask, createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSayings } from '../../src/cli/record.ts'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { type TestServer, testServer } from './server.ts'

// What a client says that heard no answer, and says the same again.

let server: TestServer
let ann: string
let bo: string
const model = `sha256:${'a'.repeat(64)}`
const other = `sha256:${'b'.repeat(64)}`
const at = '2026-01-01T00:00:00.000Z'
const drawn = () => randomBytes(16).toString('hex')
const say = (name: string, body: object, token = ann) => server.json(`/pedigree/v1/${name}`, { body, token })
const entries = async () =>
  ((await server.json('/pedigree/v1/home', { token: ann })).body as { entries: number }).entries
beforeAll(async () => {
  server = await testServer()
  ann = (await server.token('contributor', 'ann')).text
  bo = (await server.token('contributor', 'bo')).text
  const statements = [model, other].map((id) => ({ type: 'node', node: 'artifact', id, name: id.slice(7, 9), at }))
  await say('statements', { producer: 'f'.repeat(32), sequence: 0, statements })
  await say('register', { reference: model, name: 'delay' })
  await say('deploy', { reference: 'delay@1', slot: 'early' })
})
afterAll(async () => {
  await server.stop()
  await using store = await openToRead(server.surroundings)
  expect(await verify(store, [], server.surroundings)).toMatchObject({ intact: true })
})

test.each([
  ['register', { reference: other, name: 'delay' }, { name: 'late' }],
  ['deploy', { reference: 'delay@1', slot: 'production' }, { slot: 'shadow' }],
  ['retire', { reference: 'delay@early' }, { at: '2026-02-01' }],
  ['approve', { reference: 'delay@1', note: 'good' }, { note: 'bad' }],
  ['tag', { reference: 'delay', key: 'owner', value: 'ann' }, { value: 'bo' }],
  ['note', { reference: 'delay', text: 'the first' }, { text: 'the second' }],
  ['retract', { statement: `${'f'.repeat(32)}/0/1`, reason: 'wrong' }, { reason: 'another' }],
])(
  '%s said again comes to the same and is said once; something else under its pair is a conflict',
  async (name, said, change) => {
    const pair = { producer: drawn(), sequence: 3 }
    const first = await say(name, { ...said, ...pair })
    const count = await entries()

    const again = await say(name, { ...said, ...pair })
    const changed = await say(name, { ...said, ...change, ...pair })

    expect([first.status, again.status]).toEqual([200, 200])
    const { recorded, ...result } = first.body as { recorded: { entry: number } }
    expect(again.body).toMatchObject({ ...result, recorded: { entry: recorded.entry, repeated: true } })
    expect([changed.status, changed.body.code]).toEqual([409, 'conflict'])
    expect(await entries()).toBe(count)
  },
)

test('of a slot that two versions share both are named by who retires it again', async () => {
  await say('register', { reference: other, name: 'shared' })
  await say('register', { reference: model, name: 'shared' })
  await say('deploy', { reference: 'shared@1', slot: 'both' })
  await say('deploy', { reference: 'shared@2', slot: 'both', share: 0.5 })
  const retiring = { reference: 'shared@both', producer: drawn(), sequence: 0 }

  const first = await say('retire', retiring)
  const again = await say('retire', retiring)

  const { recorded: _, ...told } = first.body
  expect((told.versions as number[]).toSorted()).toEqual([1, 2])
  expect(again.body).toMatchObject({ ...told, recorded: { repeated: true } })
})

test('a producer belongs to who first sent it, and is no producer without a sequence', async () => {
  const pair = { producer: drawn(), sequence: 0 }
  const note = { reference: 'delay', text: 'mine' }
  expect((await say('note', { ...note, ...pair })).status).toBe(200)

  const foreign = await say('note', { ...note, ...pair, sequence: 1 }, bo)
  const half = await say('note', { ...note, producer: pair.producer })
  const odd = await say('note', { ...note, ...pair, sequence: -1 })

  expect([foreign.status, foreign.body.field]).toEqual([409, '/producer'])
  expect([half.status, half.body.field]).toEqual([400, '/sequence'])
  expect([odd.status, odd.body.field]).toEqual([400, '/sequence'])
})

test('a client whose connection breaks before the answer says it again, once for the record', async () => {
  const heard: string[] = []
  // Passes on what it hears, and hangs up instead of the first answer to a note.
  const between = createServer(
    (incoming, outgoing) =>
      void pass(incoming, (status, body) => {
        heard.push(incoming.url ?? '')
        if (heard.filter((url) => url.endsWith('/note')).length === 1 && incoming.url?.endsWith('/note'))
          incoming.socket.destroy()
        else outgoing.writeHead(status, { 'content-type': 'application/json' }).end(body)
      }),
  )
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(between.address() as AddressInfo).port}`
  const surroundings = {
    ...server.surroundings,
    env: { PEDIGREE_TOKEN: ann, XDG_STATE_HOME: join(server.surroundings.cwd, '.state-client') },
  }
  const count = await entries()

  await using record = await openSayings(surroundings, { server: address })
  const noted = await record.note({ reference: 'delay', text: 'heard twice' })

  expect(noted).toMatchObject({ recorded: { repeated: true } })
  expect(heard.filter((url) => url.endsWith('/note'))).toHaveLength(2)
  expect(await entries()).toBe(count + 1)
  between.close()
})

async function pass(incoming: IncomingMessage, answer: (status: number, body: Buffer) => void): Promise<void> {
  const sent = Buffer.concat(await incoming.toArray())
  const { hostname, port } = new URL(server.address)
  const { method, url, headers } = incoming
  const onward = ask(
    { hostname, port, method, path: url, headers: { ...headers, host: `${hostname}:${port}` } },
    async (coming) => answer(coming.statusCode ?? 0, Buffer.concat(await coming.toArray())),
  )
  onward.end(sent)
}
