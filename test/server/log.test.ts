import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasGo, verifyWithGo } from '../log/go-verifier.ts'
import { type TestServer, testServer } from './server.ts'

let server: TestServer
let token: string
let writer: string
beforeAll(async () => {
  server = await testServer()
  token = (await server.token('auditor')).text
  writer = (await server.token('contributor')).text
})
afterAll(() => server.stop())

const write = async (producer: string, sequence: number) => {
  const statements = [{ type: 'node', node: 'run', id: `run:test/${producer.slice(0, 8)}-${sequence}` }]
  const body = { producer, sequence, statements }
  expect((await server.json('/pedigree/v1/statements', { body, token: writer })).status).toBe(201)
}

describe('the log over HTTP', () => {
  test.skipIf(!hasGo())('is whole for a foreign verifier while 16 writers add to it', { timeout: 60_000 }, async () => {
    const key = join(server.surroundings.cwd, 'vkey')
    writeFileSync(key, (await server.ask('/log/key', { token })).body)
    let isOver = false
    const writers = Array.from({ length: 16 }, async () => {
      const producer = randomBytes(16).toString('hex')
      for (let sequence = 0; !isOver; sequence++) await write(producer, sequence)
    })
    const checkpoints: string[] = []
    const sizes: number[] = []
    // Until a bundle of 256 is full; partial ones are served on the way.
    for (let round = 0; round < 5 || (sizes.at(-1) ?? 0) <= 256; round++) {
      const checkpoint = join(server.surroundings.cwd, `checkpoint-${round}`)
      writeFileSync(checkpoint, (await server.ask('/log/checkpoint', { token })).body)
      checkpoints.push(checkpoint)
      const { output } = await verifyWithGo(`${server.address}/log`, key, checkpoints, token)
      expect(output).toMatch(/^intact/)
      sizes.push(Number(/^intact: (\d+) entries/.exec(output)?.[1] ?? Number.NaN))
    }
    isOver = true
    await Promise.all(writers)

    expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes)
    expect(sizes.at(-1)).toBeGreaterThan(sizes[0] ?? Number.NaN)
  })

  test('stays for ever at its own id, where tiles may be kept; what is not there yet is not there', async () => {
    const checkpoint = (await server.ask('/log/checkpoint', { token })).body.toString()
    const id = /-([0-9a-f]{32})\n/.exec(checkpoint)?.[1]
    const get = async (path: string) => {
      const { status, headers } = await server.ask(path, { token })
      return [status, headers['cache-control']]
    }
    const forEver = 'private, immutable, max-age=31536000'

    expect(await get(`/log/${id}/tile/0/000.p/1`)).toEqual([200, forEver])
    expect(await get(`/log/${id}/tile/entries/000.p/1`)).toEqual([200, forEver])
    expect(await get('/log/tile/0/000.p/1')).toEqual([200, 'no-store'])
    expect(await get(`/log/${id}/checkpoint`)).toEqual([200, 'no-store'])
    for (const path of [
      'tile/0/x999/000',
      'tile/0/000.p/0',
      'tile/0/000.p/257',
      'tile/64/000',
      'tile/0/0',
      'tile//000',
      '../key',
    ])
      expect([path, (await get(`/log/${id}/${path}`))[0]]).toEqual([path, 404])
    expect(await get(`/log/${'0'.repeat(32)}/checkpoint`)).toEqual([404, 'no-store'])
  })
})
