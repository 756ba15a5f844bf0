import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEntries, encodeEntries } from './entry-bundle.ts'

test('each entry stands after its length in 16 bits', () => {
  const bundle = encodeEntries([Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')])

  expect(bundle.toString('hex')).toBe('0002616200000001' + '63')
})

test('entries are read back', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
      const read = [...decodeEntries(encodeEntries(entries))]

      expect(read.map((entry) => new Uint8Array(entry))).toEqual(entries)
    }),
  )
})

test('a bundle that was cut is refused, after the entries before the cut', () => {
  const bundle = encodeEntries([Buffer.from('ab'), Buffer.from('cde')])
  const read: string[] = []

  const readAll = (end: number) => {
    for (const entry of decodeEntries(bundle.subarray(0, end))) read.push(entry.toString())
  }

  expect(() => readAll(5)).toThrow('ends within an entry')
  expect(() => readAll(bundle.length - 1)).toThrow('ends within an entry')
  expect(read).toEqual(['ab', 'ab'])
})

test('an entry whose length does not fit 16 bits is refused', () => {
  expect(() => encodeEntries([Buffer.alloc(65_536)])).toThrow('at most 65535')
  expect(encodeEntries([Buffer.alloc(65_535)])).toHaveLength(65_537)
})
