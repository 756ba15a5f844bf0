import { expect, test } from 'vitest'
import { entryOf, parseStatementId, positionOf, statementNumber } from './statement-number.ts'
import { statementsMax } from './vocabulary.ts'

test('entry and position are read off the number, and numbers order as entries do', () => {
  const last = statementNumber(7, statementsMax - 1)

  expect([entryOf(last), positionOf(last)]).toEqual([7, statementsMax - 1])
  expect(last).toBeLessThan(statementNumber(8, 0))
  expect(Number.isSafeInteger(statementNumber(500_000_000_000, statementsMax))).toBe(true)
})

test('a statement’s id says who said it, in which request, at which position', () => {
  const producer = '0123456789abcdef'.repeat(2)

  expect(parseStatementId(`${producer}/12/3`)).toEqual({ producer, sequence: 12, position: 3 })
})

test.each([
  '',
  'a/0/0',
  `${'a'.repeat(32)}/0`,
  `${'a'.repeat(32)}/-1/0`,
  `${'A'.repeat(32)}/0/0`,
  `${'a'.repeat(32)}/0/0/`,
])('"%s" is no statement’s id', (text) => {
  expect(() => parseStatementId(text)).toThrow('is not a statement')
})
