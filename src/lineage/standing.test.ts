import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flows } from '../domain/flow.ts'
import { isTrueAt, type StatedEdge, standingEdges } from './standing.ts'

const stated = (statement: number, said: Partial<StatedEdge> = {}): StatedEdge => ({
  statement,
  mirror: 0,
  flow: flows.used,
  upstream: 1,
  downstream: 2,
  origin: 1,
  ...said,
})
const all = () => true

test('statements of one key are one edge, as well known as its best, with all witnesses', () => {
  const edges = standingEdges(
    [
      stated(1, { origin: 1, at: 1, place: '/declared' }),
      stated(2, { origin: 2, at: 5, place: '/seen', witnesses: 'strace python' }),
      stated(3, { origin: 2, at: 4, place: '/seen first', witnesses: 'strace' }),
    ],
    all,
  )

  expect(edges).toEqual([
    expect.objectContaining({
      edge: 'used',
      source: 2,
      target: 1,
      origin: 'observed',
      at: 4,
      place: '/seen first',
      witnesses: ['python', 'strace'],
      statements: [1, 2, 3],
    }),
  ])
})

test.each([
  ['role', { role: 'model' }],
  ['slot', { slot: 'production' }],
  ['selector', { selector: '{"path":"b"}' }],
  ['number', { number: 2 }],
  ['from', { since: 5 }],
  ['end', { downstream: 3 }],
])('another %s is another edge', (_, said) => {
  expect(standingEdges([stated(1), stated(2, said)], all)).toHaveLength(2)
})

test('what a file goes on from at a place is of one write of it, and of each write an edge of its own', () => {
  const revision = { flow: flows.derived, role: 'revision', place: '/log' }

  const edges = standingEdges(
    [stated(1, { ...revision, at: 1 }), stated(2, { ...revision, at: 2 }), stated(3, { ...revision, at: 2 })],
    all,
  )

  expect(edges.map(({ at, statements }) => [at, statements])).toEqual([
    [1, [1]],
    [2, [2, 3]],
  ])
})

test('an edge ends at the earliest end that a standing statement gives it', () => {
  const statements = [stated(1), stated(2, { until: 9 }), stated(3, { until: 6 })]

  expect(standingEdges(statements, all)[0]?.until).toBe(6)
  expect(standingEdges(statements, (statement) => statement !== 3)[0]?.until).toBe(9)
  expect(standingEdges(statements, (statement) => statement === 1)[0]?.until).toBeUndefined()
})

test('an edge stands while one statement of it does', () => {
  const statements = [stated(1), stated(2)]

  expect(standingEdges(statements, (statement) => statement === 2)).toHaveLength(1)
  expect(standingEdges(statements, () => false)).toEqual([])
})

test('a mirror, and a row that is met twice, count once', () => {
  const row = stated(1, { flow: flows.same })

  expect(standingEdges([row, { ...row, mirror: 1, upstream: 2, downstream: 1 }, row], all)).toMatchObject([
    { edge: 'same-as', source: 1, target: 2, statements: [1] },
  ])
})

test('what is shown does not depend on the order in which statements came', () => {
  const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
  const statement = fc.record({
    origin: some(1, 2),
    at: some(undefined, 1, 2),
    place: some(undefined, '/a', '/b'),
    share: some(undefined, 0.1, 1),
    until: some(undefined, 7, 8),
  })
  const arrivals = fc
    .array(statement, { minLength: 1, maxLength: 5 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
  const shown = (list: readonly Partial<StatedEdge>[]) => {
    const [edge] = standingEdges(
      list.map((said, number) => stated(number, said)),
      all,
    )
    return { ...edge, statements: edge?.statements.length }
  }

  fc.assert(
    fc.property(arrivals, ([one, other]) => {
      expect(shown(other)).toEqual(shown(one))
    }),
    { numRuns: 1_000 },
  )
})

test('an edge is true from its start up to its end, without a start for ever before', () => {
  const [edge] = standingEdges([stated(1, { since: 3, until: 5 })], all)
  const [open] = standingEdges([stated(1)], all)
  const [seen] = standingEdges([stated(1, { at: 4 })], all)

  expect([2, 3, 4, 5].map((time) => edge && isTrueAt(edge, time))).toEqual([false, true, true, false])
  expect(open && isTrueAt(open, Number.MIN_SAFE_INTEGER)).toBe(true)
  expect([3, 4].map((time) => seen && isTrueAt(seen, time))).toEqual([false, true])
})
