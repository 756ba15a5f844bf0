import { expect, test } from 'vitest'
import { graphOf, inFolder, read, wrote } from './written-out.test-graph.ts'

// Two runs make the same model, the second of them from other data.
const madeAgain = graphOf([
  read('first', 'raw', { place: '/raw', at: 0 }),
  wrote('first', 'model', { place: '/model', at: 1 }),
  read('second', 'other raw', { place: '/raw', at: 4 }),
  wrote('second', 'model', { place: '/model', at: 5 }),
])

test('whoever makes the bytes of a version again after it was registered is not where it comes from', () => {
  const { upAs, isReachedAs } = madeAgain

  expect(upAs('model', { at: 2 })).toEqual(['first', 'model', 'raw'])
  expect(upAs('model', { at: 2, place: '/model' })).toEqual(['first', 'model', 'raw'])
  expect(isReachedAs('raw', 'model', { at: 2 })).toBe(true)
  expect(isReachedAs('other raw', 'model', { at: 2 })).toBe(false)
})

test('a version that was registered after its bytes were made again comes from whoever wrote them last at its place', () => {
  const { upAs, isReachedAs } = madeAgain

  expect(upAs('model', { at: 6, place: '/model' })).toEqual(['model', 'other raw', 'second'])
  expect(upAs('model', { at: 6 })).toEqual(['model', 'other raw', 'second'])
  expect(isReachedAs('raw', 'model', { at: 6 })).toBe(false)
  expect(isReachedAs('other raw', 'model', { at: 6 })).toBe(true)
})

test('the place at which a version was registered tells whose bytes it is; without one all who made them are', () => {
  const { upAs, isReachedAs } = graphOf([
    wrote('ann', 'model', { place: '/model', at: 1 }),
    wrote('bo', 'model', { place: '/bo/model', at: 2 }),
    read('copying', 'model', { place: '/model', at: 3 }),
    wrote('copying', 'model', { place: '/out/model', at: 4 }),
  ])

  expect(upAs('model', { at: 5, place: '/bo/model' })).toEqual(['bo', 'model'])
  expect(upAs('model', { at: 5, place: '/out/model' })).toEqual(['ann', 'copying', 'model'])
  expect(upAs('model', { at: 5 })).toEqual(['ann', 'bo', 'model'])
  expect(upAs('model', { at: 5, place: '/copied by hand' })).toEqual(['ann?', 'bo?', 'model'])
  expect(isReachedAs('ann', 'model', { at: 5, place: '/bo/model' })).toBe(false)
  expect(isReachedAs('ann', 'model', { at: 5, place: '/out/model' })).toBe(true)
})

test('a version of what was only copied comes from whoever copied it where it was registered at the copy, else from nobody', () => {
  const { upAs, isReachedAs } = graphOf([
    read('copying', 'raw', { place: '/raw', at: 1 }),
    wrote('copying', 'raw', { place: '/archive', at: 2 }),
  ])

  expect(upAs('raw', { at: 5, place: '/archive' })).toEqual(['copying', 'raw'])
  expect(upAs('raw', { at: 5, place: '/raw' })).toEqual(['raw'])
  expect(upAs('raw', { at: 5 })).toEqual(['raw'])
  expect(isReachedAs('copying', 'raw', { at: 5, place: '/raw' })).toBe(false)
})

test('a version that was registered for a time before anything was made comes from what was there when that was said', () => {
  const { upAs } = madeAgain

  expect(upAs('model', { at: 0, recordedAt: 2 })).toEqual(['first', 'model', 'raw'])
  expect(upAs('model', { at: 0, recordedAt: 0 })).toEqual(['model'])
  expect(upAs('model', {})).toEqual(['model', 'other raw', 'second'])
})

test('a version that says nothing, such as a number in a file, comes from whoever wrote it by then', () => {
  const { upAs, isReachedAs } = graphOf(
    [wrote('first', 'threshold', { place: '/a', at: 1 }), wrote('second', 'threshold', { place: '/a', at: 4 })],
    { small: ['threshold'] },
  )

  expect(upAs('threshold', { at: 2 })).toEqual(['first', 'threshold'])
  expect(isReachedAs('second', 'threshold', { at: 2 })).toBe(false)
})

test('a folder that was registered has its files from whoever had written them by then', () => {
  const { upAs } = graphOf([
    wrote('first', 'file', { place: '/folder/file', at: 1 }),
    inFolder('file', 'folder'),
    wrote('second', 'file', { place: '/folder/file', at: 4 }),
  ])

  expect(upAs('folder', { at: 2, place: '/folder' })).toEqual(['file', 'first', 'folder'])
})
