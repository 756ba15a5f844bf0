import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entriesPath, parseTilePath, tilePath } from './tile-path.ts'

test('paths are those of the specification', () => {
  expect(tilePath(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067')
  expect(tilePath(1, 0, 17)).toBe('tile/1/000.p/17')
  expect(entriesPath(1000, 256)).toBe('tile/entries/x001/000')
  expect(entriesPath(273, 112)).toBe('tile/entries/273.p/112')
})

test('every path is read back', () => {
  const levels = fc.oneof(fc.nat(63), fc.constant('entries' as const))
  const indexes = fc.oneof(fc.nat(2000), fc.maxSafeNat())
  fc.assert(
    fc.property(levels, indexes, fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      const path = level === 'entries' ? entriesPath(index, width) : tilePath(level, index, width)

      expect(parseTilePath(path)).toEqual({ level, index, width })
    }),
  )
})

test.each([
  'tile/64/000',
  'tile/00/000',
  'tile/-1/000',
  'tile/0/0',
  'tile/0/1000',
  'tile/0/x000/001',
  'tile/0/001/001',
  'tile/0/x001/x234/067/',
  '/tile/0/000',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/000.p/',
  'tile/data/000',
  'tile/0/x999/x999/x999/x999/x999/999',
  'tile/0/000\n',
  'checkpoint',
])('%j is no path of a tile', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})
