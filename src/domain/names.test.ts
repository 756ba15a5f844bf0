import { expect, test } from 'vitest'
import { assetId, assetName, isUnpinned, nodeTypeOf } from './id.ts'
import { placeOf } from './place.ts'
import { searchable } from './searchable.ts'

test.each([
  ['run:acme/1', 'run'],
  ['agent:user/ann', 'agent'],
  ['asset:acme/model', 'asset'],
  [`sha256:${'1'.repeat(64)}`, 'artifact'],
  ['unpinned:hub/base', 'artifact'],
])('%s names a node of type %s', (id, type) => {
  expect(nodeTypeOf(id)).toBe(type)
})

test('only an id without a digest is unpinned', () => {
  expect([isUnpinned('unpinned:hub/base'), isUnpinned(`md5:${'1'.repeat(32)}`)]).toEqual([true, false])
})

test('people read the name of an asset without its namespace', () => {
  expect(assetName('asset:github.com/acme/flights/flight-delay')).toBe('flight-delay')
})

test.each(['model', 'x/model', 'a/b/c', '50%', 'x%2Fy', '/'])('the name %s is read whole from its id', (name) => {
  expect(assetName(assetId('github.com/acme/flights', name))).toBe(name)
})

test('a place is one URI, whatever stands in the path', () => {
  expect(placeOf('host', '/data/raw.csv')).toBe('file://host/data/raw.csv')
  expect(placeOf('my host', '/a b/ü#?%.csv')).toBe('file://my%20host/a%20b/%C3%BC%23%3F%25.csv')
})

test('search takes names for one that differ in case, marks and compatibility forms', () => {
  expect(new Set(['Café', 'CAFE\u0301', 'cafe', 'ｃａｆｅ'].map(searchable))).toEqual(new Set(['cafe']))
})
