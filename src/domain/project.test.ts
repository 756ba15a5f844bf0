import { expect, test } from 'vitest'
import { flows } from './flow.ts'
import { nodesNamed, project } from './project.ts'
import type { Statement } from './statement.ts'

const run = 'run:test/1'
const model = `sha256:${'1'.repeat(64)}`
const data = `sha256:${'2'.repeat(64)}`
const time = (second: number) => `2026-01-01T00:00:0${second}.000Z`

test('a node says one claim: what search and counting need apart, the whole beside it', () => {
  const claim = project({
    type: 'node',
    node: 'artifact',
    id: data,
    kind: 'dataset',
    bytes: 12,
    media: 'text/csv',
    at: time(1),
    origin: 'observed',
  })

  expect(claim).toEqual([
    expect.objectContaining({
      table: 'claim',
      node: data,
      kind: 'dataset',
      bytes: 12,
      at: Date.parse(time(1)),
      origin: 2,
      body: { kind: 'dataset', bytes: 12, media: 'text/csv' },
    }),
  ])
})

test('what does not say how it is known is declared', () => {
  const statements: Statement[] = [
    { type: 'node', node: 'run', id: run },
    { type: 'edge', edge: 'used', source: run, target: data },
    { type: 'facet', subject: run, name: 'code' },
  ]

  expect(statements.flatMap(project).map((fact) => 'origin' in fact && fact.origin)).toEqual([1, 1, 1])
})

test('an edge says one row, and its mirror where it leads both ways', () => {
  const rows = (statement: Statement) =>
    project(statement).map((fact) => (fact.table === 'edge' ? [fact.mirror, fact.flow, fact.upstream] : []))

  expect(rows({ type: 'edge', edge: 'used', source: run, target: data })).toEqual([[0, flows.used, data]])
  expect(rows({ type: 'edge', edge: 'part-of', role: 'member', source: data, target: model })).toEqual([
    [0, flows.member, data],
    [1, flows.folder, model],
  ])
})

test('each content of code that a run read is a row, under the digest alone', () => {
  const files = { 'a.py': data, 'b.py': model, 'copy.py': data, 'odd.py': 'sha256:1' }
  const codeOf = (role: string) =>
    project({ type: 'edge', edge: 'used', source: run, target: model, role, selector: { files } }).slice(1)

  expect(codeOf('code')).toEqual([
    { table: 'code', run, sha256: '2'.repeat(64) },
    { table: 'code', run, sha256: '1'.repeat(64) },
  ])
  expect(codeOf('data')).toEqual([])
})

test('of a series the point with the highest step is the latest, of several the one with the latest time', () => {
  const series = {
    key: 'mae',
    of: model,
    steps: [0, 2, 2, 1],
    times: [time(4), time(1), time(2), time(3)],
    values: [9, 8, { number: 'NaN' as const }, 7],
  }

  expect(
    project({ type: 'metrics', run, series: [{ key: 'empty', steps: [], times: [], values: [] }, series] }),
  ).toEqual([
    expect.objectContaining({
      table: 'metric',
      series: 1,
      points: 4,
      step: 2,
      time: Date.parse(time(2)),
      value: { number: 'NaN' },
    }),
  ])
})

test('each parameter is a row of its own, whatever its name', () => {
  const values = JSON.parse('{"__proto__": {"value": 1}, "depth": {"value": null, "from": "params.yaml:4"}}')

  expect(project({ type: 'parameters', run, values })).toEqual([
    expect.objectContaining({ key: '__proto__', value: 1 }),
    expect.objectContaining({ key: 'depth', value: null, from: 'params.yaml:4' }),
  ])
})

test('nodes are named in the order in which they get their numbers', () => {
  const series = [{ key: 'mae', on: data, of: model, steps: [], times: [], values: [] }]

  expect(nodesNamed({ type: 'metrics', run, series })).toEqual([run, data, model])
  expect(nodesNamed({ type: 'edge', edge: 'used', source: run, target: data })).toEqual([run, data])
  expect(nodesNamed({ type: 'retraction', of: `${'a'.repeat(32)}/0/0`, reason: 'wrong' })).toEqual([])
})
