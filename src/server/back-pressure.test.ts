import { expect, test } from 'vitest'
import { backPressure } from './back-pressure.ts'

test('more than may wait is told to come again, until something has ended', () => {
  const { enter } = backPressure(2, 100)
  const leave = enter(60)

  expect(() => enter(50)).toThrow(expect.objectContaining({ status: 503, retryAfter: 1 }))
  const other = enter(40)
  expect(() => enter(0)).toThrow('send it again')
  leave()
  other()
  expect(() => enter(100)).not.toThrow()
})
