import { expect, test } from 'vitest'
import type { Instant } from '../../src/domain/time.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { history } from '../../src/operations/history.ts'
import type { Times } from '../../src/operations/moment.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { tag } from '../../src/operations/stating.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

test('an evaluation that came after the time that is asked for is not shown, nor counted', async () => {
  const { file, runOf, write, read, surroundings, clock } = makeProject()
  for (const name of ['model.joblib', 'test.csv']) file(name, name)
  await runOf({ name: 'train.py', writes: ['model.joblib'] })
  await write((store) => register(store, { reference: 'model.joblib', name: 'delay' }, surroundings))
  const before = new Date(clock.now).toISOString()
  clock.now += 60_000
  const of = { metrics: { mae: 3 }, of: 'model.joblib', on: 'test.csv' }
  await runOf({ name: 'evaluate.py', reads: ['model.joblib', 'test.csv'], ...of })
  // One that names no model is taken for an evaluation by what it read.
  await runOf({ name: 'score.py', reads: ['model.joblib', 'test.csv'], metrics: { mse: 9 } })
  const evaluations = async (asOf?: string) => {
    const { nodes } = await read((store) => trace(store, { reference: 'delay@1', asOf }, surroundings))
    return nodes.flatMap(({ name, beside }) => (beside === true ? [name] : [])).sort()
  }

  expect(await evaluations(before)).toEqual([])
  expect(await evaluations()).toEqual(['evaluate.py', 'score.py'])
})

test('a name whose only version ended, nobody said when it began, says until when it was', async () => {
  const { write, read, surroundings, warnings } = makeProject()
  const name = 'asset:test/delay'
  const edge = { type: 'edge', edge: 'version-of', source: `sha256:${'a'.repeat(64)}`, target: name, number: 1 }
  const statements = [{ ...edge, until: '2025-01-01T00:00:00.000Z' }]
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))

  const lineage = await read((store) => trace(store, { reference: name }, surroundings))

  expect(lineage).toMatchObject({ root: name, nodes: [{ id: name }] })
  expect(warnings.join()).toMatch(
    /delay had no version at 2026.*; its first was delay@1, until 2025-01-01 00:00:00 UTC$/,
  )
})

test('a run in whose middle the time lies is running then, and nobody knows yet how it ends', async () => {
  const { file, write, read, surroundings } = makeProject()
  const model = file('model.joblib', 'model')
  const id = 'run:test/slow'
  const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`
  const statements = [
    { type: 'node', node: 'run', id, name: 'slow.py', state: 'failed', exit: 1, from: at(1), until: at(5) },
    { type: 'edge', edge: 'generated', source: id, target: model, role: 'model', at: at(2) },
  ]
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
  const shown = (asOf: string) => read((store) => show(store, { reference: id, asOf }, surroundings))

  const { node } = await shown(at(3))

  expect(node).toMatchObject({ name: 'slow.py', state: 'running', from: at(1) })
  expect(['until', 'exit', 'signal'].filter((name) => name in node)).toEqual([])
  expect((await shown(at(5))).node).toMatchObject({ state: 'failed', exit: 1, until: at(5) })
  const lineage = await read((store) => trace(store, { reference: model, asOf: at(3) }, surroundings))
  expect(lineage.nodes.find(({ type }) => type === 'run')).toMatchObject({ state: 'running' })
  const look = { width: 120, colour: false, now: at(9) as Instant }
  expect(treeText(lineage, look)).toContain('running for 2 min')
})

test('the history of a name has nothing of content that only later became a version of it', async () => {
  const { file, runOf, write, read, surroundings, clock } = makeProject()
  for (const name of ['one.joblib', 'two.joblib']) file(name, name)
  await runOf({ name: 'first.py', writes: ['one.joblib'] })
  await write((store) => register(store, { reference: 'one.joblib', name: 'delay' }, surroundings))
  await runOf({ name: 'second.py', writes: ['two.joblib'] })
  await write((store) => tag(store, { reference: 'two.joblib', key: 'risk', value: 'low' }, surroundings))
  const before = new Date(clock.now).toISOString()
  const entry = await read(async (store) => (await history(store, { reference: 'delay' }, surroundings)).knownAt)
  clock.now += 60_000
  await write((store) => register(store, { reference: 'two.joblib', name: 'delay' }, surroundings))
  const told = async (times: Times) => {
    const { events } = await read((store) => history(store, { reference: 'delay', ...times }, surroundings))
    return events.map(({ sentence }) => sentence.replace(/ ?sha256:\w+( became )?/, '').replace(/ as .*/, ''))
  }

  expect(await told({ asOf: before })).toEqual(['first.py wrote', 'delay@1'])
  expect(await told({ knownAt: String(entry) })).toEqual(['first.py wrote', 'delay@1'])
  expect(await told({ knownAt: `entry ${entry}` })).toEqual(['first.py wrote', 'delay@1'])
  expect(await told({})).toEqual(['first.py wrote', 'delay@1', 'second.py wrote', 'tagged risk = low', 'delay@2'])
})
