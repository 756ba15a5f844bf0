import { expect, test } from 'vitest'
import { fitted, textWidth } from './text-width.ts'

test('widths are those of IBM Plex Sans, in regular and semibold', () => {
  expect(textWidth('i', 1000)).toBe(250)
  expect(textWidth('W~ ', 1000)).toBe(891 + 600 + 236)
  expect(textWidth('Wm', 1000, 'semibold')).toBe(949 + 888)
  expect(textWidth('1234567890', 10)).toBe(60)
})

test('wide letters fill a square, and marks on a letter have no width', () => {
  expect(textWidth('漢😀', 10)).toBe(20)
  expect(textWidth('e\u0301', 1000)).toBe(549)
})

test('a text that is too wide keeps its beginning and, of a path more important, its end', () => {
  const path = 'data/warehouse/2026/november/flights.parquet'

  const shown = fitted(path, 150, 12)

  expect(shown).toMatch(/^data.*….*flights\.parquet$/)
  expect(textWidth(shown, 12)).toBeLessThanOrEqual(150)
  expect(fitted(path, 1_000, 12)).toBe(path)
})

test('nothing is wider than its room, not even of 4 KB', () => {
  for (const text of ['x'.repeat(4_096), 'W'.repeat(20), '漢'.repeat(400), 'ab'])
    for (const room of [8, 30, 200])
      expect(textWidth(fitted(text, room, 12), 12)).toBeLessThanOrEqual(Math.max(room, 10))
})
