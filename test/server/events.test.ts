import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { teller } from '../../src/server/events.ts'
import { type TestServer, testServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

/** Listens until `count` events have come. */
async function listen(count: number, headers: Record<string, string> = {}) {
  const controller = new AbortController()
  const answer = await fetch(`${server.address}/pedigree/v1/events`, { headers, signal: controller.signal })
  const events = (async () => {
    const found: { id: string; data: { entry: number; kinds?: string[]; nodes?: string[]; missed?: true } }[] = []
    let text = ''
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (id !== undefined && data !== undefined) found.push({ id, data: JSON.parse(data) })
      }
      if (found.length >= count) break
    }
    controller.abort()
    return found
  })()
  return { headers: answer.headers, events }
}

const run = (name: string) => ({ type: 'node', node: 'run', id: `run:test/${name}` })

test('what another process records is told within two seconds, with its number, kinds and nodes', async () => {
  const { headers, events } = await listen(1)
  const before = performance.now()
  {
    await using store = await openToWrite(server.surroundings)
    await store.record(producerOf('test', server.surroundings)(stating([run('elsewhere')])))
  }

  const [event] = await events
  expect(performance.now() - before).toBeLessThan(2_000)
  expect(event).toEqual({ id: '1', data: { entry: 1, kinds: ['node'], nodes: ['run:test/elsewhere'] } })
  expect(headers.get('content-type')).toMatch('text/event-stream')
  expect(headers.get('x-accel-buffering')).toBe('no')
  const { body } = await server.json('/pedigree/v1/trace?reference=run:test/elsewhere')
  expect(body).toMatchObject({ complete: true, knownAt: 1 })
})

test('who broke off hears at once that the record has gone on', async () => {
  const producer = randomBytes(16).toString('hex')
  const body = { producer, sequence: 0, statements: [run('meanwhile')] }
  await server.json('/pedigree/v1/statements', { body })
  await server.json('/pedigree/v1/live', { headers: { 'pedigree-after': '2' } })

  const { events } = await listen(1, { 'last-event-id': '1' })

  expect((await events)[0]?.data).toEqual({ entry: 2, missed: true })
})

describe('who listens', () => {
  let other: TestServer
  let ann: string
  beforeAll(async () => {
    other = await testServer()
    ann = (await other.token('contributor', 'ann')).text
  })
  afterAll(() => other.stop())

  /** All that a stream says until it ends. */
  const hear = async (token: string, cookie?: string) => {
    const headers: Record<string, string> = cookie === undefined ? { authorization: `Bearer ${token}` } : { cookie }
    const answer = await fetch(`${other.address}/pedigree/v1/events`, { headers })
    return { said: answer.text() }
  }
  const say = async (name: string) => {
    const body = { producer: randomBytes(16).toString('hex'), sequence: 0, statements: [run(name)] }
    expect((await other.json('/pedigree/v1/statements', { body, token: ann })).status).toBe(201)
  }

  test('52: a stream ends with its token, and says nothing of what comes after', async () => {
    const { id, text } = await other.token('viewer', 'eve')
    const { said } = await hear(text)
    await say('before')
    await new Promise((resolve) => setTimeout(resolve, 500))

    await other.revoke(id)
    await say('secret')

    expect(await said).toMatch('run:test/before')
    expect(await said).not.toMatch('secret')
  })

  test('51: a stream ends with its session', async () => {
    const { text } = await other.token('viewer', 'gus')
    const { origin } = new URL(other.address)
    const signed = await other.ask('/pedigree/v1/session', { body: { token: text }, headers: { origin } })
    const cookie = String(signed.headers['set-cookie']).split(';')[0] ?? ''
    const { said } = await hear('', cookie)

    await other.ask('/pedigree/v1/session', { method: 'DELETE', headers: { cookie, origin } })
    await say('later')

    expect(await said).not.toMatch('later')
  })

  test('what was open before the first token ends with it', async () => {
    const open = await testServer()
    const answer = await fetch(`${open.address}/pedigree/v1/events`)
    const { text } = await open.token('contributor', 'ann')
    const body = { producer: randomBytes(16).toString('hex'), sequence: 0, statements: [run('secret')] }
    await open.json('/pedigree/v1/statements', { body, token: text })

    expect(await answer.text()).not.toMatch('run:test/secret')
    await open.stop()
  })
})

test('62: for who reads nothing of a stream little waits, and it ends', async () => {
  const raw = new Writing()
  const tell = teller(raw as never, async () => true)
  const nodes = Array.from({ length: 100 }, (_, node) => `run:test/${node}-${'x'.repeat(60)}`)
  for (let entry = 1; entry <= 1_000; entry++) tell({ entry, nodes } as { entry: number })
  await expect.poll(() => raw.chunks.length).toBe(2)
  expect(raw.chunks.join('').length).toBeLessThan(256 * 1024)
  expect(raw.chunks[1]).toMatch(/^id: \d+\ndata: \{"entry":\d+,"missed":true\}/)

  raw.writableLength = 1024 * 1024
  tell({ entry: 1_001 })

  await expect.poll(() => raw.destroyed).toBe(true)
})

/** An answer whose reader is as slow as a test wants. */
class Writing {
  chunks: string[] = []
  writableLength = 0
  writableEnded = false
  destroyed = false
  write(text: string) {
    this.chunks.push(text)
  }
  destroy() {
    this.destroyed = true
  }
}

test('a stop ends the streams', async () => {
  const other = await testServer()
  const answer = await fetch(`${other.address}/pedigree/v1/events`)

  const [text] = await Promise.all([answer.text(), other.stop()])

  expect(text).toContain(': here')
})
