import { expect, test } from 'vitest'
import { foldersAround, placeOf, placesBelow } from './place.ts'

test('the folders around a place come nearest first, with the way to it', () => {
  expect(foldersAround(placeOf('h', '/data/ö %/a.csv'))).toEqual([
    { place: placeOf('h', '/data/ö %'), below: 'a.csv' },
    { place: placeOf('h', '/data'), below: 'ö %/a.csv' },
    { place: placeOf('h', '/'), below: 'data/ö %/a.csv' },
  ])
  expect(foldersAround('s3://bucket/key')).toEqual([])
})

test('what lies in a folder sorts between two places, and nothing beside it', () => {
  const isBelow = (folder: string, path: string) => {
    const { start, end } = placesBelow(placeOf('h', folder))
    return placeOf('h', path) >= start && placeOf('h', path) < end
  }

  expect(['/a/b', '/a/é/c', '/a/~'].map((path) => isBelow('/a', path))).toEqual([true, true, true])
  expect(['/a', '/a-b/c', '/ab', '/a0', '/b'].map((path) => isBelow('/a', path))).toEqual(Array(5).fill(false))
  expect(isBelow('/', '/a')).toBe(true)
})
