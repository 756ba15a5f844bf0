import type { PythonValue } from './python-event.ts'

/**
 * A Python value as a record holds it: numbers that JSON lacks as `{ number: 'NaN' }`, types and functions as their names.
 * What is only known by its class or its shape stays `{ $python: … }`.
 */
export function plainValue(value: PythonValue): unknown {
  if (isList(value)) return value.map(plainValue)
  if (!isMapping(value)) return value
  const { $python: kind, text } = value
  if (typeof kind !== 'string' || typeof text !== 'string') {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainValue(item)]))
  }
  switch (kind) {
    case 'float':
      return { number: text.replace('nan', 'NaN').replace('inf', 'Infinity') }
    case 'int':
      return { number: text }
    case 'type':
    case 'function':
      return text
  }
  return value
}

/** The class of an object of which nothing else is known, as `sklearn.svm._classes.SVC`; undefined for other values. */
export function classAlone(value: PythonValue | undefined): string | undefined {
  if (value === undefined || !isMapping(value)) return undefined
  const { $python: kind, ...rest } = value
  return typeof kind === 'string' && Object.keys(rest).length === 0 ? kind : undefined
}

/** A class's own name, without the modules it is in. */
export const shortClass = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** The library that a class is of: the first of the modules it is in. */
export const libraryOf = (name: string): string => name.replace(/\..*$/s, '')

export function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value)
}

export function isMapping(value: PythonValue): value is { readonly [name: string]: PythonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
