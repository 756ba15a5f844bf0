import { expect, test } from 'vitest'
import { everything } from '../../domain/graph.ts'
import { nearest } from './nearest.ts'
import { walkUp } from './walk.ts'
import { derived, graphOf, inFolder, type Line, read, wrote } from './written-out.test-graph.ts'

function upFrom(start: string, lines: readonly Line[], most: number): string[] {
  const { graph, ids, number } = graphOf(lines)
  const names = [...new Set(lines.flatMap(({ edge: _, source, target }) => [source, target]))]
  const byNumber = new Map(names.map((name) => [number(name), name]))
  const walk = walkUp(graph, [number(start)], everything)
  return nearest({ graph, ids }, walk, most).map(({ node }) => byNumber.get(node) ?? '')
}

test('of what a walk reached the nearest are kept, in the order of distance', () => {
  const chain = [derived('c', 'b'), derived('b', 'a')]

  expect(upFrom('c', chain, 2)).toEqual(['c', 'b'])
  expect(upFrom('c', chain, 3)).toEqual(['c', 'b', 'a'])
})

test('files that lead from one folder to another as one before them did give way to what lies behind the folder', () => {
  const files = ['one', 'two', 'three', 'four']
  const lines = [
    read('train', 'in', { place: '/data', at: 2 }),
    ...files.map((file) => inFolder(file, 'in', { selector: { path: file } })),
    ...files.map((file) => inFolder(file, 'out', { selector: { path: file } })),
    wrote('prepare', 'out', { place: '/data', at: 1 }),
    wrote('other', 'four', { place: '/data/four', at: 1 }),
    read('prepare', 'raw'),
  ]

  expect(upFrom('train', lines, 7).sort()).toEqual(['four', 'in', 'other', 'out', 'prepare', 'three', 'train'])
  expect(upFrom('train', lines, 8)).toHaveLength(8)
  expect(upFrom('train', lines, 8)).toEqual(expect.arrayContaining(['raw', 'four']))
  expect(upFrom('train', lines, 100)).toHaveLength(10)
})
