import { expect, test } from 'vitest'
import { compareHistories } from './true-causes.ts'

test('of made-up histories the causes are those that whoever made them up knows', async () => {
  // The same ones each time: new ones are looked for by the torture.
  const { compared, causes } = await compareHistories(150, 1)

  expect(compared).toBeGreaterThan(150)
  expect(causes).toBeGreaterThan(compared / 3)
}, 120_000)
