import { expect, test } from 'vitest'
import {
  bytesDifferenceText,
  bytesText,
  counted,
  countText,
  durationText,
  measureText,
  msBetween,
  numberOf,
  shareText,
  timeText,
} from './quantities.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [48_113_020, '48.1 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [1.5e18, '1.5 EB'],
  [-3_200_000, '-3.2 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('differences of sizes carry their sign', () => {
  expect([3_198_756, -312, 0].map(bytesDifferenceText)).toEqual(['+3.2 MB', '-312 B', '±0 B'])
})

test.each([
  [0, '0 ms'],
  [340.4, '340 ms'],
  [12_300, '12.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 0 s'],
  [149_000, '2 min 29 s'],
  [3_599_900, '1 h 0 min'],
  [3_840_000, '1 h 4 min'],
  [86_399_999, '1 d 0 h'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test('a clock that ran backwards gives no duration', () => {
  expect(msBetween('2026-11-24T10:02:11.120Z', '2026-11-24T10:02:12.120Z')).toBe(1_000)
  expect(msBetween('2026-11-24T10:02:11.120Z', '2026-11-24T10:02:10.000Z')).toBeUndefined()
  expect(msBetween('2026-11-24T10:02:11.120Z', undefined)).toBeUndefined()
})

test('times are told to the minute, with their zone', () => {
  expect(timeText('2026-11-24T10:02:11.120Z')).toBe('2026-11-24 10:02 UTC')
})

test('counts have commas and the right ending', () => {
  expect([0, 999, 12_345, 1_234_567].map(countText)).toEqual(['0', '999', '12,345', '1,234,567'])
  expect([counted(1, 'cause'), counted(0, 'cause'), counted(2, 'entry', 'entries')]).toEqual([
    '1 cause',
    '0 causes',
    '2 entries',
  ])
})

test('shares are per cent without noise', () => {
  expect([1, 0.1, 0.125, 1 / 3, 0.07 * 3].map(shareText)).toEqual(['100 %', '10 %', '12.5 %', '33.33 %', '21 %'])
})

test.each([
  [12.31, '12.31'],
  [0.7966312, '0.796631'],
  [1.2e-9, '1.2e-9'],
  [150, '150'],
  [-12_345, '-12,345'],
  [123_456.789, '123,457'],
  [135_802_467_913_579.5, '135,802,467,913,580'],
  [123_456_789_012_345_680, '1.23457e+17'],
  [1e300, '1e+300'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
])('%d is measured as %s', (value, text) => {
  expect(measureText(value)).toBe(text)
})

test('numbers that JSON lacks are read from their text', () => {
  expect([1.5, { number: 'NaN' }, { number: '-Infinity' }, '1', null, {}].map(numberOf)).toEqual([
    1.5,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    undefined,
    undefined,
    undefined,
  ])
})
