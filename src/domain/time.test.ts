import { expect, test } from 'vitest'
import { instantOf, parseInstant } from './time.ts'

const now = '2026-12-01T12:00:00.000Z'

test.each([
  ['now', now],
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ['2026-11-24T10:02', '2026-11-24T10:02:00.000Z'],
  ['2026-11-24 10:02:11', '2026-11-24T10:02:11.000Z'],
  ['2026-11-24T10:02:11.5Z', '2026-11-24T10:02:11.500Z'],
  ['2026-11-24T10:02:11+01:00', '2026-11-24T09:02:11.000Z'],
  ['2026-11-24T00:30-02:30', '2026-11-24T03:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(parseInstant(text, now, '--as-of')).toBe(instant)
})

test.each(['', 'yesterday', '24.11.2026', '2026-13-01', '2026-11-24T25:00', '2026-11-24T10', '20261124'])(
  '"%s" is refused, with what may be written',
  (text) => {
    expect(() => parseInstant(text, now, '--as-of')).toThrow(/^--as-of: ".*" is not a time\. Write 2026-11-24/)
  },
)

test.each(['2026-02-30', '2026-02-29T10:00', '2026-11-31', '2026-11-24T24:00', '2026-02-30T10:00+02:00'])(
  '%s has the form of a time, but no calendar has it',
  (text) => {
    expect(() => parseInstant(text, now, '--as-of')).toThrow(/^--as-of: ".*" is not a time/)
  },
)

test('a leap day is a day', () => {
  expect(parseInstant('2028-02-29', now, '--as-of')).toBe('2028-02-29T00:00:00.000Z')
})

test('fractions of a millisecond are cut, never rounded into the future', () => {
  expect(instantOf(1_999.999)).toBe('1970-01-01T00:00:01.999Z')
})
