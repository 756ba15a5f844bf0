import { expect, test } from 'vitest'
import { layeringOf } from './layering.ts'

const edge = (from: number, to: number, trunk = '') => ({ from, to, isAside: false, trunk })

test('long edges of one source share a trunk, and branch off before their targets', () => {
  const { chains, layerOf, after } = layeringOf([0, 3, 3, 2], [edge(0, 1), edge(0, 2), edge(0, 3)])

  expect(chains).toEqual([
    [0, 4, 5, 1],
    [0, 4, 5, 2],
    [0, 4, 3],
  ])
  expect(layerOf).toEqual([0, 3, 3, 2, 1, 2])
  expect(after[4]).toEqual([5, 3])
})

test('edges that look different, or come from different sources, share none', () => {
  expect(layeringOf([0, 2, 2], [edge(0, 1, 'declared'), edge(0, 2, 'observed')]).layerOf).toHaveLength(5)
  expect(layeringOf([0, 0, 2], [edge(0, 2), edge(1, 2)]).layerOf).toHaveLength(5)
})

test('however many edges there are, a node has one dummy in a layer at most', () => {
  const layers = Array.from({ length: 60 }, (_, index) => index)
  const all = layers.flatMap((from) => layers.slice(from + 1).map((to) => edge(from, to)))

  expect(layeringOf(layers, all).layerOf.length).toBeLessThan(60 + (60 * 60) / 2)
})
