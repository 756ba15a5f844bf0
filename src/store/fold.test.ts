import { expect, test } from 'vitest'
import type { Statement } from '../domain/statement.ts'
import { statementNumber } from '../domain/statement-number.ts'
import { type FoldedEntry, foldEntries, namesIn } from './fold.ts'

const run = 'run:test/1'
const data = `sha256:${'1'.repeat(64)}`
const used: Statement = { type: 'edge', edge: 'used', source: run, target: data, place: 'file://h/a', role: 'data' }
const entry = (number: number, ...statements: readonly (Statement | undefined)[]): FoldedEntry => ({
  number,
  agent: 'agent:user/ann',
  via: 'test',
  statements,
})
const empty = () => ({
  nodes: new Map<string, number>(),
  places: new Map<string, number>(),
  nextNode: 1,
  nextPlace: 1,
  nextListed: 1,
})
const rowsOf = (entries: readonly FoldedEntry[], numbers = empty()) =>
  Object.fromEntries(foldEntries(entries, numbers).map(({ table, rows }) => [table.name, rows]))

test('names get their numbers in the order in which they are first said, the sender before what is sent', () => {
  expect(rowsOf([entry(1, used)])).toMatchObject({
    node: [
      { id: 1, name: 'agent:user/ann', type: 'agent' },
      { id: 2, name: run, type: 'run' },
      { id: 3, name: data, type: 'artifact' },
    ],
    place: [{ id: 1, name: 'file://h/a' }],
    speaker: [{ entry: 1, agent: 1, via: 'test' }],
    edge: [{ upstream: 3, downstream: 2, place: 1, statement: statementNumber(1, 0) }],
  })
})

test('a name that the store knows keeps its number and makes no row', () => {
  const numbers = { ...empty(), nodes: new Map([[run, 40]]), nextNode: 41 }

  expect(rowsOf([entry(1, used)], numbers)).toMatchObject({
    node: [
      { id: 41, name: 'agent:user/ann' },
      { id: 42, name: data },
    ],
    edge: [{ upstream: 42, downstream: 40 }],
  })
})

test('one batch or many give the same rows', () => {
  const entries = [entry(1, used), entry(2, { type: 'node', node: 'run', id: 'run:test/2' }, used)]
  const numbers = empty()

  const parts = entries.map((each) => rowsOf([each], numbers))

  const merged: Record<string, unknown[]> = {}
  for (const part of parts) {
    for (const [table, rows] of Object.entries(part)) merged[table] = [...(merged[table] ?? []), ...rows]
  }
  expect(merged).toEqual(rowsOf(entries))
})

test('an erased statement leaves a gap: those behind it keep their positions', () => {
  expect(rowsOf([entry(3, undefined, used)])).toMatchObject({
    edge: [{ statement: statementNumber(3, 1) }],
    erased: [{ statement: statementNumber(3, 0) }],
  })
})

test('every name is asked for once', () => {
  expect(namesIn([entry(1, used, used), entry(2, undefined, used)])).toEqual({
    nodes: ['agent:user/ann', run, data],
    places: ['file://h/a'],
  })
})
