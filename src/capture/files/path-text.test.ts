import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathBytes, pathFromPython, pathText } from './path-text.ts'

test('leaves a path in UTF-8 as it is', () => {
  expect(pathText(Buffer.from('/tmp/ä 日本\n.csv'))).toBe('/tmp/ä 日本\n.csv')
})

test('writes a byte that is not UTF-8 as one private code point', () => {
  expect(pathText(Buffer.from([0x2f, 0x61, 0xff, 0x62]))).toBe('/a\uefffb')
})

test('gives the bytes of any path back', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => new Uint8Array(Buffer.from(text))),
    fc.array(fc.constantFrom(0xee, 0xbe, 0xbf, 0x80, 0xff, 0x2f)).map((list) => Uint8Array.from(list)),
  )

  fc.assert(
    fc.property(bytes, (path) => {
      const text = pathText(path)

      expect(text.isWellFormed()).toBe(true)
      expect(pathBytes(text).equals(path)).toBe(true)
    }),
  )
})

test('agrees with what Python writes for the same bytes', () => {
  const fromPython = '/tmp/💀a\udcff\udce4b.csv'
  const bytes = Buffer.concat([Buffer.from('/tmp/💀a'), Buffer.of(0xff, 0xe4), Buffer.from('b.csv')])

  expect(pathFromPython(fromPython)).toBe(pathText(bytes))
})
