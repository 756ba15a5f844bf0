import { expect, test } from 'vitest'
import { backPressure } from './back-pressure.ts'

const busy = expect.objectContaining({ status: 503, retryAfter: 1 })

test('more writes than may wait are told to come again, until one has ended', () => {
  const { enter } = backPressure(2)
  const leave = enter()
  enter()

  expect(() => enter()).toThrow(busy)
  leave()
  expect(() => enter()).not.toThrow()
})

test('more bytes than may be in memory are told to come again, until their request has ended', () => {
  const { room } = backPressure(2, 100)
  const [one, other] = [room(), room()]
  one.take(60)

  expect(() => other.take(50)).toThrow(busy)
  other.take(40)
  expect(() => other.take(1)).toThrow(busy)
  one.leave()
  one.leave()
  expect(() => other.take(60)).not.toThrow()
  expect(() => room().take(1)).toThrow(busy)
})
