import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth, harmless, shortened, visible } from './visible-text.ts'

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\u0301', '\u200d', '\ufe0f', '👩', 'é', '中', '\x1b', '\ud800'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

test('a byte of a name that is not UTF-8 shows as that byte', () => {
  expect(visible('caf\uefe9.csv')).toBe('caf\\xe9.csv')
})

test.each([
  ['plain', 'plain'],
  ['line\nbreak\r\ttab', 'line\\nbreak\\r\\ttab'],
  ['\x1b]0;owned\x07', '\\x1b]0;owned\\x07'],
  ['\x9b31m', '\\x9b31m'],
  ['evil\u202egpj.exe', 'evil\\u202egpj.exe'],
  ['a\u2066b\u200fc\u061cd', 'a\\u2066b\\u200fc\\u061cd'],
  ['one\u2028two', 'one\\u2028two'],
  ['hid\u200bden\u00ad\ufeff', 'hid\\u200bden\\xad\\ufeff'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
  ['half \ud83d', 'half \\ud83d'],
  ['\u0301lone mark', '\\u0301lone mark'],
])('%j shows as %s', (text, shown) => {
  expect(visible(text)).toBe(shown)
})

test.each([
  'Größe',
  'e\u0301',
  '数据',
  'שלום',
  'می\u200cخواهم',
  'क्\u200dष',
  '👩\u200d🔬',
  '❤\ufe0f',
  '👍🏽',
  '🇩🇪',
  'C:\\new\\x1b',
])('%s is what people write, and stays', (text) => {
  expect(visible(text)).toBe(text)
})

test('joiners that only hide, and marks that would cover other lines, show', () => {
  expect(visible('a\u200db')).toBe('a\\u200db')
  expect(visible(`z${'\u0301'.repeat(10)}`)).toBe(`z${'\u0301'.repeat(8)}\\u0301\\u0301`)
})

test('what shows moves no cursor and turns no direction, and showing it again changes nothing', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const shown = visible(text)

      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      expect(visible(shown)).toBe(shown)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['flights.csv', 11],
  ['Größe', 5],
  ['e\u0301', 1],
  ['数据', 4],
  ['ﾊﾝｶｸ', 4],
  ['ＡＢ', 4],
  ['한국', 4],
  ['\u1112\u1161\u11ab', 2],
  ['👩\u200d🔬', 2],
  ['❤\ufe0f', 2],
  ['☎', 1],
  ['🇩🇪', 2],
  ['├─ x · y → z', 12],
])('%s takes %d cells', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test('a long text keeps its beginning and more of its end', () => {
  expect(shortened('data/features/2026/train.csv', 16)).toBe('data/f…train.csv')
  expect(shortened('数据数据数据数据', 9)).toBe('数…据数据')
  expect(shortened('abc', 3)).toBe('abc')
  expect(shortened('abc', 1)).toBe('…')
  expect(shortened('abc', 0)).toBe('')
})

test('a shortened text is never wider than asked for', () => {
  fc.assert(
    fc.property(anyText, fc.nat(20), (text, width) => {
      expect(displayWidth(harmless(text, width))).toBeLessThanOrEqual(width)
    }),
    { numRuns: 500 },
  )
})
