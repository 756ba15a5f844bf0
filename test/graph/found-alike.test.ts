import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Statement } from '../../src/domain/statement.ts'
import { findPage } from '../../src/operations/find.ts'
import { namesInMemory } from '../../src/operations/search/names-in-memory.ts'
import type { ReadableStore } from '../../src/operations/store.ts'
import { arbitraryRequests, arbitraryStatement, hour, nodes, type Said } from './arbitrary-statements.ts'
import { emptyRecord, recordAll } from './recorded.ts'

// One search, two sources of names: the tables, and the names in memory. Both answer alike, whole or in parts.

const named = fc
  .tuple(fc.constantFrom(...nodes), fc.constantFrom('train.py', 'Train-2', 'données', 'a', 'b/a', 'tra_in', 'x%'))
  .map(([id, name]) => {
    const [type = ''] = /^(run|agent|asset)(?=:)/.exec(id) ?? ['artifact']
    return { type: 'node', node: type, id, name } as Statement
  })
const texts = fc.constantFrom(
  'a',
  'tra',
  'TRAIN',
  'é',
  'e',
  'b',
  'nnées',
  '_',
  '%',
  '2',
  '000000',
  '0',
  'nothing',
  'mae',
  'au',
)
const store = (port: ReadableStore['port']): ReadableStore =>
  ({ port, folder: { path: '/nowhere' }, namespace: 'here' }) as ReadableStore
const surroundings = { cwd: '/', env: {}, nowMs: () => Date.UTC(2027, 0, 1), warn: () => undefined }

test('a search comes to the same in tables and in memory, at any time of knowing and for any time, whole and in parts', async () => {
  const property = fc.asyncProperty(
    arbitraryRequests(fc.oneof({ weight: 3, arbitrary: named }, { weight: 2, arbitrary: arbitraryStatement })),
    fc.array(fc.tuple(texts, fc.nat(8), fc.option(fc.integer({ min: 0, max: 7 }).map(hour), { nil: undefined })), {
      minLength: 4,
      maxLength: 8,
    }),
    async (requests: readonly Said[], questions) => {
      const port = await emptyRecord()
      const names = namesInMemory()
      const [tables, memory] = [store(port), { ...store(port), names }]
      const entries = requests.length
      for (const request of requests) {
        await recordAll(port, [[request]])
        // Follows step by step, as beside a record that grows.
        if (request.sequence % 2 === 0) await port.read(names.follow)
      }
      for (const [text, entry, asOf] of questions) {
        const times = { text, asOf, knownAt: String(Math.min(entry, entries)) }
        const whole = await findPage(tables, { ...times, page: { limit: 1_000 } }, surroundings)
        const found = new Set(whole.items.map(({ id, name }) => `${id} ${name}`))
        expect(found.size).toBe(whole.items.length)
        for (const of of [tables, memory]) {
          const items = []
          let after: string | undefined
          do {
            const part = await findPage(of, { ...times, page: { limit: 2, after } }, surroundings)
            items.push(...part.items)
            after = part.next
          } while (after !== undefined)
          expect(items).toEqual(whole.items)
        }
      }
      await port.close()
    },
  )
  await fc.assert(property, { numRuns: 60 })
}, 120_000)
