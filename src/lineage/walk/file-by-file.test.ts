import { expect, test } from 'vitest'
import { everything } from '../../domain/graph.ts'
import { waysUp } from './ways.ts'
import { graphOf, type Line, read, wrote } from './written-out.test-graph.ts'

// A run copies three files, as `cp -r d dd` does: each copy comes from its own file.

const copied = (...files: readonly string[]): Line[] =>
  files.flatMap((file) => [
    read('cp', file, { place: `/d/${file}`, at: 2 }),
    wrote('cp', file, { place: `/dd/${file}`, at: 3 }),
  ])
const lines: Line[] = [
  wrote('fetch', 'p1', { place: '/d/p1', at: 1 }),
  ...copied('p1', 'p2', 'p3'),
  read('train', 'p3', { place: '/dd/p3', at: 4 }),
  wrote('train', 'model', { place: '/model', at: 5 }),
]

test('a copy comes from the file that was copied, and not from those that were copied with it', () => {
  const { up, down, graph, ids, number } = graphOf(lines)

  expect(up('model')).toEqual(['cp', 'model', 'p3', 'train'])
  expect(up('p3', {}, '/dd/p3')).toEqual(['cp', 'p3'])
  expect(down('fetch')).toEqual(['cp', 'fetch', 'p1'])
  expect(down('p1')).toEqual(['cp', 'p1'])
  expect(down('p3')).toEqual(['cp', 'model', 'p3', 'train'])
  const waysFrom = (name: string) =>
    waysUp({ graph, ids }, { above: number(name), below: number('model') }, everything, 3).ways.length
  expect([waysFrom('p1'), waysFrom('p3')]).toEqual([0, 1])
})

test('a run itself comes from all that it read, and leads to all that it wrote', () => {
  const { up, down } = graphOf(lines)

  expect(up('cp')).toEqual(['cp', 'fetch', 'p1', 'p2', 'p3'])
  expect(down('cp')).toEqual(['cp', 'model', 'p1', 'p2', 'p3', 'train'])
})

test('what was read without being copied belongs to every copy, and what was made of the files to each of them', () => {
  const { up, down } = graphOf([
    read('cp', 'list', { place: '/list', at: 1 }),
    ...copied('p1', 'p2'),
    wrote('cp', 'sum', { place: '/sum', at: 3 }),
    read('train', 'p1', { place: '/dd/p1', at: 4 }),
    read('report', 'sum', { place: '/sum', at: 4 }),
  ])

  expect(up('train')).toEqual(['cp', 'list', 'p1', 'train'])
  expect(up('report')).toEqual(['cp', 'list', 'p1', 'p2', 'report', 'sum'])
  expect(down('p2')).toEqual(['cp', 'p2', 'report', 'sum'])
  expect(down('list')).toEqual(['cp', 'list', 'p1', 'p2', 'report', 'sum', 'train'])
})

test('files that were copied twice are each followed back to their own', () => {
  const { up, down } = graphOf([
    ...copied('p1', 'p2'),
    ...['p1', 'p2'].flatMap((file) => [
      read('mv', file, { place: `/dd/${file}`, at: 4 }),
      wrote('mv', file, { place: `/e/${file}`, at: 5 }),
    ]),
    read('train', 'p2', { place: '/e/p2', at: 6 }),
  ])

  expect(up('train')).toEqual(['cp', 'mv', 'p2', 'train'])
  expect(down('p1')).toEqual(['cp', 'mv', 'p1'])
})
