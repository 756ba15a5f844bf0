import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stating } from '../../src/operations/request.ts'
import { producerOf } from '../../src/operations/saying.ts'
import { openToWrite } from '../../src/operations/store.ts'
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

test('a stop ends the streams', async () => {
  const other = await testServer()
  const answer = await fetch(`${other.address}/pedigree/v1/events`)

  const [text] = await Promise.all([answer.text(), other.stop()])

  expect(text).toContain(': here')
})
