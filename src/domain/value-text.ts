import { countText, measureText, numberOf } from './quantities.ts'

/**
 * A recorded value as people write it: texts without quotes, unless they would look like another value, and numbers as
 * numbers, also those that JSON lacks.
 */
export function valueText(value: unknown): string {
  if (typeof value !== 'string') return insideText(value)
  return likeOthers.test(value) ? JSON.stringify(value) : value
}

const likeOthers = /^$|^\s|\s$|^(true|false|null|nan|-?infinity|-?\d+(\.\d+)?(e[+-]?\d+)?)$|^["{[]/i

/** As JSON, with the numbers that JSON lacks. */
function insideText(value: unknown): string {
  const number = writtenNumber(value)
  if (number !== undefined) return number
  if (Array.isArray(value)) return `[${value.map(insideText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const object = pythonText(value)
  if (object !== undefined) return object
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${insideText(member)}`)
  return `{${members.join(',')}}`
}

/** An object of Python's of which a record has no more than its class, or its shape: `KFold`, `ndarray 150 × 4`. */
function pythonText(value: object): string | undefined {
  const { $python: name, shape, ...others } = value as Readonly<Record<string, unknown>>
  if (typeof name !== 'string' || Object.keys(others).length > 0) return undefined
  const own = name.slice(name.lastIndexOf('.') + 1)
  return Array.isArray(shape) ? `${own} ${shape.map(insideText).join(' × ')}` : own
}

/** What a person attached, as it was typed. */
export const tagText = (body: unknown) => (typeof body === 'string' ? body : valueText(body))

/** A recorded metric: a measured number, every digit of a whole one. */
export function metricText(value: unknown): string {
  const number = numberOf(value)
  if (number === undefined) return valueText(value)
  const written = writtenNumber(value)
  return written !== undefined && Number.isFinite(number) ? countText(BigInt(written)) : measureText(number)
}

/** The text of a number that JSON has none for (`Numeric` of the statements). */
export function writtenNumber(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('number' in value)) return undefined
  const { number, ...others } = value
  const isOne =
    typeof number === 'string' && Object.keys(others).length === 0 && /^(NaN|-?Infinity|-?\d+)$/.test(number)
  return isOne ? number : undefined
}
