import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersOf, withoutArrival } from './answers.ts'
import { arbitraryRequests, hour } from './arbitrary-statements.ts'
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
