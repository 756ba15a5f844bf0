import { expect, test } from 'vitest'
import type { Statement } from '../../domain/statement.ts'
import { inRequests } from './run-requests.ts'

const facet = (body: unknown): Statement => ({ type: 'facet', subject: 'run:a/b', name: 'x', body })

test('statements are parted by number, in their order', () => {
  const statements = Array.from({ length: 20_001 }, (_, index) => facet(index))

  const parts = inRequests(statements)

  expect(parts.map(({ length }) => length)).toEqual([10_000, 10_000, 1])
  expect(parts.flat()).toEqual(statements)
})

test('and by size, so that one over the limit is alone', () => {
  const megabyte = 'x'.repeat(1024 * 1024)
  const huge = facet(megabyte.repeat(9))

  const parts = inRequests([...Array.from({ length: 9 }, () => facet(megabyte)), huge, facet(1)])

  expect(parts.map(({ length }) => length)).toEqual([7, 2, 1, 1])
})

test('nothing is no request', () => {
  expect(inRequests([])).toEqual([])
})
