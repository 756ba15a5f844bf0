import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Statement } from '../../src/domain/statement.ts'
import { answersOf, withoutArrival } from './answers.ts'
import { arbitraryRequests, arbitraryStatement, hour, producers, type Said } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

const asOf = fc.option(fc.nat(7).map(hour), { nil: undefined })
const shuffledWith = <T>(values: readonly T[]) => fc.shuffledSubarray([...values], { minLength: values.length })

async function told(requests: readonly Said[], time: string | undefined) {
  const store = await recordOf(requests)
  try {
    const answers = await answersOf(store, { asOf: time })
    return answers.map(withoutArrival)
  } finally {
    await store.close()
  }
}

test('requests that arrive in another order, and some of them again, give the same answers', async () => {
  const arrivals = arbitraryRequests().chain((requests) =>
    fc.record({ requests: fc.constant(requests), shuffled: shuffledWith(requests), again: fc.subarray(requests) }),
  )

  await fc.assert(
    fc.asyncProperty(arrivals, asOf, async ({ requests, shuffled, again }, time) => {
      expect(await told([...shuffled, ...again], time)).toEqual(await told(requests, time))
    }),
    { numRuns: 4_000 },
  )
})

test('statements said again, in other batches and by other producers, give the same answers', async () => {
  // A retraction is of one statement, and what says the same again stands: without them here.
  const arbitrary = arbitraryStatement.filter(({ type }) => type !== 'retraction')
  const arrivals = fc.array(arbitrary, { maxLength: 30 }).chain((statements) =>
    fc.record({
      statements: fc.constant(statements),
      shuffled: shuffledWith(statements),
      again: fc.subarray(statements),
    }),
  )

  await fc.assert(
    fc.asyncProperty(arrivals, asOf, fc.integer({ min: 1, max: 9 }), async (arrived, time, size) => {
      const { statements, shuffled, again } = arrived

      expect(await told(inBatches([...shuffled, ...again], size), time)).toEqual(
        await told(inBatches(statements, 100), time),
      )
    }),
    { numRuns: 4_000 },
  )
})

function inBatches(statements: readonly Statement[], size: number): Said[] {
  const batches = Array.from({ length: Math.ceil(statements.length / size) }, (_, index) =>
    statements.slice(index * size, (index + 1) * size),
  )
  return batches.map((batch, sequence) => ({
    producer: producers[sequence % producers.length] ?? '',
    sequence,
    statements: batch,
  }))
}
