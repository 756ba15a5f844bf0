import { expect, test } from 'vitest'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonEvents } from '../python/python-event.ts'
import { withQueriesNamed } from './named-queries.ts'
import { tablesOfRun } from './tables.ts'

const query = (more: Partial<PythonEvents['queries'][number]>) => ({
  ...{ at: 1, pid: 1, layer: 'pandas' as const, count: 1, id: 'query:1-0', text: 'select id, age from people' },
  ...{ system: 'postgresql', host: 'localhost', database: 'shop', ...more },
})

test.each([
  [{}, 'postgresql://localhost/shop/public.people'],
  [{ text: 'select * from people join jobs using (id)' }, expect.stringMatching(/public\.people and .*public\.jobs$/)],
  [{ text: 'call report()' }, 'a query of postgresql://localhost/shop'],
  [{ system: 'sqlite', host: undefined, database: '/work/people.db' }, '/work/people.db'],
])('a table that came by a query is known by what was read: %j', (more, name) => {
  const frame = { at: 2, pid: 1, operation: 'read' as const, function: 'read_sql', path: 'query:1-0' }
  const python = { ...nothingFromPython, queries: [query(more as object)], frames: [frame] }

  const { queried } = tablesOfRun(python, 'host', new Map())

  expect(withQueriesNamed(python, queried).frames[0]?.path).toEqual(name)
})
