import { expect, test } from 'vitest'
import { canonicalJson } from '../log/canonical.ts'
import { recordable } from './recordable.ts'

test('any value of a program has a canonical text once it is recordable', () => {
  let deep: unknown = 'end'
  for (let level = 0; level < 200; level += 1) deep = [deep]
  const value = {
    '': '\ud800',
    'a\0b': 'c\0',
    numbers: [Number.NaN, Number.NEGATIVE_INFINITY, 2n ** 70n],
    deep,
    list: [undefined],
  }

  const text = canonicalJson(recordable(value))

  expect(JSON.parse(text)).toMatchObject({
    '(empty)': '\ufffd',
    'a\u2400b': 'c\u2400',
    numbers: [{ number: 'NaN' }, { number: '-Infinity' }, { number: String(2n ** 70n) }],
    list: [null],
  })
})

test('an ordinary value stays as it is', () => {
  const value = { text: 'grün', list: [1, 0.5, true, null], none: undefined }

  expect(recordable(value)).toEqual(value)
})
