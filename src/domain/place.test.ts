import { expect, test } from 'vitest'
import { foldersAround, placeOf } from './place.ts'

test('the folders around a place come nearest first, with the way to it', () => {
  expect(foldersAround(placeOf('h', '/data/ö %/a.csv'))).toEqual([
    { place: placeOf('h', '/data/ö %'), below: 'a.csv' },
    { place: placeOf('h', '/data'), below: 'ö %/a.csv' },
    { place: placeOf('h', '/'), below: 'data/ö %/a.csv' },
  ])
  expect(foldersAround('s3://bucket/key')).toEqual([])
})
