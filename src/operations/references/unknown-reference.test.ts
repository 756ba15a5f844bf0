import { expect, test } from 'vitest'
import { idsApart } from './unknown-reference.ts'

const digest = (digits: string) => `sha256:${digits.padEnd(64, '0')}`

test('digests that begin alike are told with as many digits as they need to differ', () => {
  const [a, b] = [digest('5b1c9e02aaaa1111'), digest('5b1c9e02aaaa2222')]

  expect(idsApart([a, b])).toEqual(['sha256:5b1c9e02aaaa1111', 'sha256:5b1c9e02aaaa2222'])
  expect(idsApart([a, digest('77')])).toEqual(['sha256:5b1c9e02aaaa', 'sha256:770000000000'])
})

test('the same digest of two kinds is told apart by its kind, and other ids stay whole', () => {
  const digits = '5b1c'.padEnd(64, '0')

  expect(idsApart([`sha256:${digits}`, `sha256-tree:${digits}`])).toEqual([
    'sha256:5b1c00000000',
    'sha256-tree:5b1c00000000',
  ])
  expect(idsApart(['run:flights/1', 'asset:flights/delay'])).toEqual(['run:flights/1', 'asset:flights/delay'])
})
