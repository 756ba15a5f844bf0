import { expect, test } from 'vitest'
import { everything, type View } from '../../domain/graph.ts'
import { waysUp } from './ways.ts'
import { graphOf, inFolder, type Line, read, same, wrote } from './written-out.test-graph.ts'

/** The shortest ways by name, from the one upstream down. */
function ways(lines: readonly Line[], [above, below]: readonly [string, string], view: Partial<View> = {}, most = 10) {
  const { graph, ids, number } = graphOf(lines)
  const names = new Map<number, string>()
  for (const { source, target } of lines) for (const name of [source, target]) names.set(number(name), name)
  const found = waysUp({ graph, ids }, { above: number(above), below: number(below) }, { ...everything, ...view }, most)
  return { ways: found.ways.map((way) => way.map((node) => names.get(node)).join(' ')).sort(), isAll: found.isAll }
}

const chain = [
  read('prepare', 'raw', { place: '/raw', at: 0 }),
  wrote('prepare', 'clean', { place: '/clean', at: 1 }),
  read('train', 'clean', { place: '/clean', at: 2 }),
  read('train', 'raw', { place: '/raw', at: 2 }),
  wrote('train', 'model', { place: '/model', at: 3 }),
]

test('of several ways the shortest are told, and none where one thing does not come from the other', () => {
  expect(ways(chain, ['raw', 'model'])).toEqual({ ways: ['raw train model'], isAll: true })
  expect(ways(chain, ['prepare', 'model']).ways).toEqual(['prepare clean train model'])
  expect(ways(chain, ['clean', 'prepare']).ways).toEqual([])
  expect(ways(chain, ['model', 'raw']).ways).toEqual([])
  expect(ways(chain, ['raw', 'raw']).ways).toEqual(['raw'])
})

test('what was not known or not true yet is on no way', () => {
  expect(ways(chain, ['raw', 'model'], { knownBefore: 5 }).ways).toEqual(['raw train model'])
  expect(ways([...chain.slice(0, 3), ...chain.slice(4)], ['raw', 'model'], { knownBefore: 3 }).ways).toEqual([])
})

test('ways of one length are all told, up to the most', () => {
  const wide = ['a', 'b', 'c'].flatMap((name) => [
    read(`make ${name}`, 'raw'),
    wrote(`make ${name}`, name),
    read('train', name),
  ])

  expect(ways([...wide, wrote('train', 'model')], ['raw', 'model'])).toEqual({
    ways: ['a', 'b', 'c'].map((name) => `raw make ${name} ${name} train model`),
    isAll: true,
  })
  expect(ways([...wide, wrote('train', 'model')], ['raw', 'model'], {}, 2)).toMatchObject({ isAll: false })
  expect(ways([...wide, wrote('train', 'model')], ['raw', 'model'], {}, 2).ways).toHaveLength(2)
})

test('a way goes from a read only to the write that it found, however near another write of the same bytes lies', () => {
  const found = ways(
    [
      read('near', 'raw', { place: '/raw', at: 0 }),
      wrote('near', 'same bytes', { place: '/one', at: 1 }),
      read('first', 'raw', { place: '/raw', at: 0 }),
      wrote('first', 'step', { place: '/step', at: 1 }),
      read('second', 'step', { place: '/step', at: 2 }),
      wrote('second', 'same bytes', { place: '/two', at: 3 }),
      read('other', 'same bytes', { place: '/one', at: 4 }),
      wrote('other', 'result', { place: '/result', at: 5 }),
      read('last', 'same bytes', { place: '/two', at: 6 }),
      read('last', 'result', { place: '/result', at: 6 }),
      wrote('last', 'model', { place: '/model', at: 7 }),
    ],
    ['raw', 'model'],
  )

  expect(found.ways).toEqual([
    'raw first step second same bytes last model',
    'raw near same bytes other result last model',
  ])
})

test('a way leads through another name of the same content, and through a folder that was written whole', () => {
  const lines = [
    wrote('download', 'folder', { place: '/data', at: 1 }),
    inFolder('file', 'folder'),
    read('train', 'file', { place: '/data/file', at: 2 }),
    wrote('train', 'model', { place: '/model', at: 3 }),
    same('published', 'model'),
    read('serve', 'published', { place: '/published', at: 4 }),
  ]

  expect(ways(lines, ['download', 'model']).ways).toEqual(['download folder file train model'])
  expect(ways(lines, ['train', 'serve']).ways).toEqual(['train model published serve'])
})
