import { expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'

test('61: 10,000 requests that are wrong in many ways are answered, never by a defect, and leave the record intact', {
  timeout: 240_000,
}, async () => {
  const figures = await fuzz(10_000, 7)

  expect(figures.requests).toBe(10_000)
  expect(figures.taken).toBeGreaterThan(500)
  expect(figures.refused).toBeGreaterThan(3_000)
})
