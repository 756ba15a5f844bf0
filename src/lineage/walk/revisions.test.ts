import { expect, test } from 'vitest'
import { derived, graphOf, type Line, read, wrote } from './written-out.test-graph.ts'

// Runs that each read raw data, make a model of it and add to one log: its content goes on from what the run before left.

const trained = (run: string, hour: number): Line[] => [
  read(run, `raw ${run}`, { place: '/raw', at: hour }),
  wrote(run, `model ${run}`, { place: '/model', at: hour }),
  wrote(run, `log ${run}`, { place: '/log', at: hour }),
]
const revised = (newer: string, older: string, hour: number): Line =>
  derived(`log ${newer}`, `log ${older}`, { role: 'revision', place: '/log', at: hour })

const lines: Line[] = [
  ...trained('a', 1),
  ...trained('b', 2),
  revised('b', 'a', 2),
  ...trained('c', 3),
  revised('c', 'b', 3),
]

test('what a run only added to is no source of what else it made', () => {
  const { up, down } = graphOf(lines)

  expect(up('model c')).toEqual(['c', 'model c', 'raw c'])
  expect(down('raw a')).toEqual(['a', 'log a', 'log b', 'log c', 'model a', 'raw a'])
  expect(down('log a')).toEqual(['log a', 'log b', 'log c'])
})

test('what was added to has its beginning from whoever made that', () => {
  const { up } = graphOf(lines)

  expect(up('log c')).toEqual(['a', 'b', 'c', 'log a', 'log b', 'log c', 'raw a', 'raw b', 'raw c'])
})

test('who reads what was added to depends on all that is in it, and on nothing that was added later', () => {
  const { up, down } = graphOf([...lines, read('report', 'log b', { place: '/log', at: 2.5 })])

  expect(up('report')).toEqual(['a', 'b', 'log a', 'log b', 'raw a', 'raw b', 'report'])
  expect(down('raw a')).toContain('report')
  expect(down('raw c')).toEqual(['c', 'log c', 'model c', 'raw c'])
})

test('the same beginning that another run made elsewhere, or later, is nothing that it goes on from', () => {
  const others = [
    wrote('other', 'log a', { place: '/other/log', at: 1 }),
    wrote('later', 'log a', { place: '/log', at: 9 }),
  ]
  const { up, down } = graphOf([...lines, ...others])

  expect(up('log b')).toEqual(['a', 'b', 'log a', 'log b', 'raw a', 'raw b'])
  expect([down('other'), down('later')]).toEqual([
    ['log a', 'other'],
    ['later', 'log a'],
  ])
})

test('the same bytes that were written whole, elsewhere or later, go on from nothing', () => {
  const whole = [
    wrote('whole', 'log b', { place: '/copy', at: 4 }),
    read('reads whole', 'log b', { place: '/copy', at: 5 }),
    read('reads log', 'log b', { place: '/log', at: 2.5 }),
  ]
  const { up, down } = graphOf([...lines, ...whole])

  expect(up('reads whole')).toEqual(['log b', 'reads whole', 'whole'])
  expect(up('reads log')).toEqual(['a', 'b', 'log a', 'log b', 'raw a', 'raw b', 'reads log'])
  expect(down('a')).toContain('reads log')
  expect(down('a')).not.toContain('reads whole')
})

test('what says nothing is followed at its place alone', () => {
  const elsewhere = wrote('other', 'log a', { place: '/other/log', at: 1 })
  const { up, down } = graphOf([...lines, elsewhere], { small: ['log a'] })

  expect(up('log b')).toEqual(['a', 'b', 'log a', 'log b', 'raw a', 'raw b'])
  expect(down('raw a')).toContain('log b')
  expect(down('other')).toEqual(['log a', 'other'])
})

test('a revision of no recorded write is true of the content itself', () => {
  const { up, down } = graphOf([
    ...lines,
    derived('late', 'log c', { place: '/log', at: 8 }),
    read('x', 'late', { at: 9 }),
  ])

  expect(up('x')).toEqual(expect.arrayContaining(['a', 'log a', 'c', 'late']))
  expect(down('log c')).toEqual(['late', 'log c', 'x'])
})
