import { expect, test } from 'vitest'
import { progressLines } from './progress.ts'

test('says how far it is every two seconds, and nothing of what is done sooner', () => {
  const lines: string[] = []
  let now = 0
  const progress = progressLines(
    () => now,
    (line: string) => lines.push(line),
  )

  for (const [at, done] of [
    [500, 1_000],
    [1_999, 2_000],
    [2_100, 3_000],
    [3_000, 4_000],
    [4_200, 5_000],
  ] as const) {
    now = at
    progress('folded', done, 10_000)
  }

  expect(lines).toEqual(['pedigree: folded 3,000 of 10,000 entries', 'pedigree: folded 5,000 of 10,000 entries'])
})
