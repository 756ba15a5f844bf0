import { expect, test } from 'vitest'
import { metricText, tagText, valueText } from './value-text.ts'

test('values read as people write them, and texts that look like something else keep their quotes', () => {
  expect(['adam', '1.8.1', '1', '-1.5e3', 'true', '', ' x', '[1]', 1, null, ['a'], undefined].map(valueText)).toEqual([
    'adam',
    '1.8.1',
    '"1"',
    '"-1.5e3"',
    '"true"',
    '""',
    '" x"',
    '"[1]"',
    '1',
    'null',
    '["a"]',
    'undefined',
  ])
})

test.each([
  [{ number: 'NaN' }, 'NaN'],
  [{ number: '-Infinity' }, '-Infinity'],
  [{ number: '9007199254740993' }, '9007199254740993'],
  [[1, { number: 'NaN' }, 'a'], '[1,NaN,"a"]'],
  [{ fill: { number: 'Infinity' }, by: null }, '{"fill":Infinity,"by":null}'],
  ['NaN', '"NaN"'],
  ['-infinity', '"-infinity"'],
  ['nano', 'nano'],
  [{ $python: 'sklearn.model_selection._split.KFold' }, 'KFold'],
  [[{ $python: 'numpy.ndarray', shape: [150, 4] }, 1], '[ndarray 150 × 4,1]'],
  [{ number: 'seven' }, '{"number":"seven"}'],
  [{ number: '7', of: 'x' }, '{"number":"7","of":"x"}'],
  [undefined, 'undefined'],
])('the value %j is written %s', (value, text) => {
  expect(valueText(value)).toBe(text)
})

test.each([
  [0.25, '0.25'],
  [{ number: 'NaN' }, 'NaN'],
  [{ number: 'Infinity' }, 'Infinity'],
  [{ number: '-9007199254740993' }, '-9,007,199,254,740,993'],
])('the metric %j is written %s', (value, text) => {
  expect(metricText(value)).toBe(text)
})

test('a tag stands as it was typed', () => {
  expect([tagText('7'), tagText({ number: 'NaN' })]).toEqual(['7', 'NaN'])
})
