import type { PythonEvents } from '../python/python-event.ts'

/** The same events, where a table that came by a query has the name of what it read instead of the query's id. */
export function withQueriesNamed(python: PythonEvents, queried: ReadonlyMap<string, string>): PythonEvents {
  if (queried.size === 0) return python
  // An id (`query:<process>-<number>`) is nothing else that a program could say.
  const named = <Value>(value: Value): Value => namedIn(value, queried) as Value
  const { frames, fits, metrics, histories } = python
  return {
    ...python,
    frames: named(frames),
    fits: named(fits),
    metrics: named(metrics),
    histories: named(histories),
  }
}

function namedIn(value: unknown, queried: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return queried.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => namedIn(item, queried))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, namedIn(item, queried)]))
}
