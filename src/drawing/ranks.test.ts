import { expect, test } from 'vitest'
import { rankNodes } from './ranks.ts'

const edge = (from: number, to: number) => ({ from, to, isAside: false })

test('each lane begins where the one before it ends, and holds what comes from a later one', () => {
  // Raw data, a run and its result in lane 0; a model in lane 2 whose scores belong to lane 1.
  const { layer, lane } = rankNodes([0, 0, 0, 2, 1], [edge(0, 1), edge(1, 2), edge(2, 3), edge(3, 4)])

  expect(layer).toEqual([0, 1, 2, 3, 4])
  expect(lane).toEqual([0, 0, 0, 2, 2])
  expect(rankNodes([0, 3], []).layer).toEqual([0, 1])
})

test('what is only read moves up to its first reader, and never out of its lane', () => {
  const chain = [edge(0, 1), edge(1, 2), edge(2, 3)]

  expect(rankNodes([0, 0, 0, 0, 0], [...chain, edge(4, 3)]).layer).toEqual([0, 1, 2, 3, 2])
  expect(rankNodes([0, 0, 1, 1, 0], [...chain, edge(4, 3)]).layer).toEqual([0, 1, 2, 3, 1])
})
