import { expect, test } from 'vitest'
import type { Statement } from '../../domain/statement.ts'
import { ofWritten } from './written-sources.ts'

const source = (place: string) => ({ id: `sha256:${'a'.repeat(64)}`, place, bytes: 100 }) as const
const said = (name: string): Statement => ({ type: 'node', node: 'run', id: `run:test/${name}` })
const sources = new Map([
  [source('file://here/a.py'), said('a')],
  [source('file://here/b.py'), said('b')],
])

test('of sources that no recorded run wrote nothing is said', async () => {
  expect(await ofWritten(sources, async () => new Set(['file://here/b.py']))).toEqual([said('b')])
})

test('where the record cannot be asked, all are told, since a chain that is lost stays lost', async () => {
  expect(await ofWritten(sources, () => Promise.reject(new Error('away')))).toEqual([said('a'), said('b')])
})
