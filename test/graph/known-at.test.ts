import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PedigreeError } from '../../src/domain/error.ts'
import type { History } from '../../src/lineage/answers/history.ts'
import { history } from '../../src/operations/history.ts'
import type { Times } from '../../src/operations/moment.ts'
import type { ReadableStore } from '../../src/operations/store.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'
import type { Port } from '../../src/store/port.ts'
import { answersOf, withoutArrival } from './answers.ts'
import { arbitraryRequests, hour, nodes } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

const asOf = fc.option(fc.nat(7).map(hour), { nil: undefined })

test('what was known at an entry is what a record of the entries up to it answers', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(), asOf, async (requests, time) => {
      const whole = await recordOf(requests)

      for (const entry of requests.keys()) {
        const part = await recordOf(requests.slice(0, entry))
        const answers = await answersOf(part, { asOf: time })
        const onRecord = new Set(answers.map(({ root }) => root))
        const known = (await answersOf(whole, { asOf: time, knownAt: String(entry) })).filter(({ root }) =>
          onRecord.has(root),
        )
        expect(known.map(withoutArrival)).toEqual(answers.map(withoutArrival))
        await part.close()
      }
      await whole.close()
    }),
    { numRuns: 40 },
  )
})

test('the history of a thing or a name at an entry is what a record of the entries up to it tells', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(), asOf, async (requests, time) => {
      const whole = await recordOf(requests)

      for (const entry of requests.keys()) {
        const part = await recordOf(requests.slice(0, entry))
        for (const reference of things) {
          const told = await historyOf(part, reference, { asOf: time })
          const known = await historyOf(whole, reference, { asOf: time, knownAt: String(entry) })
          // Of what was named and nothing said of, it is not known when that was.
          expect({ reference, told: known?.events ?? [] }).toEqual({ reference, told: told?.events ?? [] })
        }
        await part.close()
      }
      await whole.close()
    }),
    { numRuns: 15 },
  )
})

/** Names stand for their newest version, so that their own history is asked for without `asset:`. */
const things = [...nodes.filter((id) => /^(run|sha256|unpinned)/.test(id)), 'acme/model', 'acme/data']

/** What is told of a reference; undefined where there is no such thing. */
async function historyOf(port: Port, reference: string, times: Times): Promise<History | undefined> {
  const surroundings: Partial<Surroundings> = {
    nowMs: () => Date.UTC(2026, 11, 1),
    warn: () => {},
    look: (path) => ({ kind: 'nothing', place: `unseen:${path}`, name: path, digests: [] }),
  }
  try {
    return await history({ port } as ReadableStore, { reference, ...times }, surroundings as Surroundings)
  } catch (error) {
    if (error instanceof PedigreeError && error.code === 'not-found') return undefined
    throw error
  }
}
