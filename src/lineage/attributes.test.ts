import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Claim, foldClaims } from './attributes.ts'

const claim = (attributes: object, { origin = 1, at }: { origin?: number; at?: number } = {}): Claim => ({
  origin,
  at,
  body: JSON.stringify(attributes),
})

test('of claims that disagree the better known shows, then the later, then by their bytes', () => {
  expect(foldClaims([claim({ kind: 'seen' }, { origin: 2, at: 1 }), claim({ kind: 'said' }, { at: 9 })])).toEqual({
    kind: 'seen',
    origin: 'observed',
  })
  expect(foldClaims([claim({ kind: 'later' }, { at: 2 }), claim({ kind: 'earlier' }, { at: 1 })])).toMatchObject({
    kind: 'later',
  })
  expect(foldClaims([claim({ kind: 'b' }), claim({ kind: 'a' })])).toMatchObject({ kind: 'b' })
})

test('each attribute is chosen for itself, and what only a weak claim says is kept', () => {
  const claims = [claim({ kind: 'dataset', name: 'a.csv' }, { origin: 0 }), claim({ kind: 'model' }, { origin: 2 })]

  expect(foldClaims(claims)).toEqual({ kind: 'model', name: 'a.csv', origin: 'observed' })
})

test('a kind that is known worse than its node says so', () => {
  const seen = claim({ name: 'm.joblib' }, { origin: 2 })

  expect(foldClaims([seen, claim({ kind: 'model' }, { origin: 0 })])).toMatchObject({
    origin: 'observed',
    kindOrigin: 'inferred',
  })
  expect(foldClaims([seen, claim({ kind: 'model' }, { origin: 2 })])).not.toHaveProperty('kindOrigin')
})

test('a final state beats running, whoever says it, whenever, in any order', () => {
  const ended = claim({ state: 'failed' }, { origin: 0, at: 1 })
  const running = claim({ state: 'running' }, { origin: 3, at: 9 })

  expect(foldClaims([ended, running])).toMatchObject({ state: 'failed' })
  expect(foldClaims([running, ended])).toMatchObject({ state: 'failed' })
  expect(foldClaims([running])).toMatchObject({ state: 'running' })
})

test('nothing is known of what nobody claimed', () => {
  expect(foldClaims([])).toEqual({})
})

test('no order of arrival and no repetition changes what shows', () => {
  const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
  const attributes = fc.record(
    { state: some('running', 'succeeded', 'failed'), kind: some('train', 'test'), name: some('a', 'ä', '\u{1f600}') },
    { requiredKeys: [] },
  )
  const claims = fc.array(
    fc.record({
      origin: some(0, 1, 2, 3),
      at: some(undefined, 1, 2),
      body: attributes.map((value) => JSON.stringify(value)),
    }),
    { maxLength: 6 },
  )
  const arrivals = claims.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)),
  )

  fc.assert(
    fc.property(arrivals, ([list, shuffled, again]) => {
      expect(foldClaims([...shuffled, ...again])).toEqual(foldClaims(list))
    }),
    { numRuns: 2_000 },
  )
})
