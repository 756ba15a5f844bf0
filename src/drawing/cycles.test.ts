import { expect, test } from 'vitest'
import { backEdges } from './cycles.ts'

const edge = (from: number, to: number, isAside = false) => ({ from, to, isAside })
const backOf = (lanes: readonly number[], edges: readonly ReturnType<typeof edge>[]) =>
  [...backEdges(lanes, edges)].map(({ from, to }) => [from, to])

test('a cycle is cut where it begins: in its earliest lane', () => {
  const cycle = [edge(0, 1), edge(1, 2), edge(2, 0)]

  expect(backOf([3, 1, 2], cycle)).toEqual([[0, 1]])
  expect(backOf([3, 2, 1], cycle)).toEqual([[1, 2]])
})

test('of several in one lane a cycle begins where most comes in from outside, then where most goes out', () => {
  expect(backOf([0, 0, 0, 0], [edge(0, 1), edge(1, 2), edge(2, 0), edge(3, 2)])).toEqual([[1, 2]])
  expect(backOf([0, 0, 0, 0], [edge(0, 1), edge(1, 2), edge(2, 0), edge(1, 3)])).toEqual([[0, 1]])
})

test('what nothing flows along is turned before anything else, and nothing outside of a cycle is', () => {
  expect(backOf([0, 0, 0], [edge(0, 1), edge(1, 0, true), edge(0, 2)])).toEqual([[1, 0]])
  expect(backOf([1, 0, 0], [edge(0, 1), edge(1, 0, true), edge(0, 2)])).toEqual([[1, 0]])
  expect(backOf([5, 0, 3], [edge(0, 1), edge(1, 2), edge(0, 2, true)])).toEqual([])
})
