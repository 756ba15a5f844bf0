import { expect, test } from 'vitest'
import { nearestNames } from './nearest-names.ts'

test('a slip of the hand finds the name that was meant, the nearest first', () => {
  expect(nearestNames('tarce', ['impact', 'trace', 'track'])).toEqual(['trace'])
  expect(nearestNames('flight-delya', ['flight-delay', 'weather'])).toEqual(['flight-delay'])
})

test('a part of a name finds it, however much longer it is', () => {
  expect(nearestNames('weather.csv', ['data/raw/weather.csv', 'data/raw/planes.csv'])).toEqual(['data/raw/weather.csv'])
})

test('what is nothing like it is not proposed, and never more than three', () => {
  expect(nearestNames('qqqqqq', ['trace', 'impact'])).toEqual([])
  expect(nearestNames('in', ['cp'])).toEqual([])
  expect(nearestNames('model', ['model-1', 'model-2', 'model-3', 'model-4'])).toHaveLength(3)
})
