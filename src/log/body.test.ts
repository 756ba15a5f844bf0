import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { decodeBody, encodeBody } from './body.ts'

test('gives the items back of which it was made, erased ones as their digests', () => {
  const items = [{ salt: Buffer.alloc(16, 1), bytes: Buffer.from('{}') }, { erased: Buffer.alloc(32, 2) }]

  expect(decodeBody(encodeBody(items))).toEqual(items)
})

test('keeps little more of a digest in hex than its bytes', () => {
  const digests = Array.from({ length: 1_000 }, (_, index) => hash('sha256', String(index)))
  const body = encodeBody([{ salt: Buffer.alloc(16), bytes: Buffer.from(digests.join(' 100 data.bin\n')) }])

  expect(body.length / digests.length).toBeLessThan(34)
})
