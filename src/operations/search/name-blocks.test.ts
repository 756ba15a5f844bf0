import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameBlocks } from './name-blocks.ts'

const letters = fc.constantFrom('a', 'b', 'ä', '-', '1', '\u{1f600}')
const name = fc.string({ unit: letters, maxLength: 12 })

test('finds what a look at each name finds, newest first, below any key and up to any number', () => {
  const property = fc.property(
    fc.array(name, { maxLength: 400 }),
    fc.string({ unit: letters, maxLength: 4 }),
    fc.nat(900),
    fc.integer({ min: 1, max: 300 }),
    (names, text, before, limit) => {
      const blocks = nameBlocks()
      for (const [index, each] of names.entries()) blocks.add(index * 2, index, each)

      const found = blocks.newest(text, before, limit)

      const all = names.map((each, node) => ({ each, key: node * 2, node })).reverse()
      const expected = all.filter(({ each, key }) => each.includes(text) && key < before).slice(0, limit)
      expect(found).toEqual(expected.map(({ key, node }) => ({ key, node })))
    },
  )
  fc.assert(property, { numRuns: 300 })
})

test('a text is not found across the end of a name, and a long name is kept whole', () => {
  const blocks = nameBlocks()
  const long = 'x'.repeat(100_000)
  for (const [key, each] of ['tra', 'in.py', `${long}end`, 'train'].entries()) blocks.add(key, 0, each)

  const keys = (text: string) => blocks.newest(text, 10, 10).map(({ key }) => key)
  expect([keys('train'), keys('xend'), keys('rain'), keys('ai')]).toEqual([[3], [2], [3], [3]])
})
