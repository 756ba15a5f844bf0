import { describe, expect, test } from 'vitest'
import type { LineageMetric } from '../../src/lineage/lineage.ts'
import { diff } from '../../src/operations/diff.ts'
import { register } from '../../src/operations/register.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

async function measured(more: { readonly reads?: readonly string[]; readonly registered?: readonly string[] } = {}) {
  const project = makeProject()
  const { file, runOf, write, read, surroundings, clock } = project
  const { reads = [], registered = ['w.json'] } = more
  for (const name of ['test.csv', ...reads, ...registered]) file(name, name)
  await runOf({ name: 'fit', writes: registered })
  await runOf({ name: 'score', reads: ['test.csv', ...registered, ...reads], metrics: { mae: 3 } })
  const before = clock.now
  clock.now += 60_000
  for (const name of registered) {
    await write((store) => register(store, { reference: name, name: name.slice(0, 1) }, surroundings))
  }
  const metricsOf = async (reference: string, asOf?: string) => {
    const { facts } = await read((store) => trace(store, { reference, asOf }, surroundings))
    return facts.filter((fact): fact is LineageMetric => fact.type === 'metric')
  }
  return { ...project, before: new Date(before).toISOString(), metricsOf }
}

test('an evaluation is about what was registered as a model only afterwards, on the one other file that it read', async () => {
  const { metricsOf, file, before } = await measured()

  expect(await metricsOf('w')).toMatchObject([
    { name: 'mae', of: file('w.json', 'w.json'), ofOrigin: 'inferred', on: file('test.csv', 'test.csv') },
  ])
  expect(await metricsOf('./w.json', before)).toEqual([])
})

test('of several models, or of data in several files, it is not said which', async () => {
  const twoModels = await measured({ registered: ['w.json', 'v.json'] })
  const twoFiles = await measured({ reads: ['other.csv'] })

  expect(await twoModels.metricsOf('w')).toMatchObject([{ name: 'mae', oneOf: 2 }])
  expect((await twoModels.metricsOf('w'))[0]).not.toHaveProperty('of')
  expect(await twoFiles.metricsOf('w')).toMatchObject([{ name: 'mae', ofOrigin: 'inferred' }])
  expect((await twoFiles.metricsOf('w'))[0]?.on).toBeUndefined()
})

test('two versions that were evaluated before they had a name are compared on the same data', async () => {
  const { file, runOf, write, read, surroundings } = await measured()
  file('w.json', 'another')
  await runOf({ name: 'fit', writes: ['w.json'] })
  await runOf({ name: 'score', reads: ['test.csv', 'w.json'], metrics: { mae: 2 } })
  await write((store) => register(store, { reference: 'w.json', name: 'w' }, surroundings))

  const { measurements } = await read((store) => diff(store, { a: 'w@1', b: 'w@2' }, surroundings))

  expect(measurements).toMatchObject([{ metric: 'mae', before: 3, after: 2, likeForLike: true, onOrigin: 'inferred' }])
})

describe('a run that made several models', () => {
  const swept = async () => {
    const project = makeProject()
    const { file, runOf, write, surroundings } = project
    for (const alpha of [1, 50]) {
      for (const name of ['ridge', 'tree']) file(`${name}.joblib`, `${name} ${alpha}`)
      await runOf({ name: 'train.py', writes: ['ridge.joblib', 'tree.joblib'], metrics: { mae: 10 / alpha } })
      for (const name of ['ridge', 'tree'])
        await write((store) => register(store, { reference: `${name}.joblib`, name }, surroundings))
    }
    return project
  }

  test('measured one of them, and nobody knows which', async () => {
    const { read, surroundings } = await swept()

    const { facts } = await read((store) => trace(store, { reference: 'ridge@2' }, surroundings))

    const [metric] = facts.filter((fact) => fact.type === 'metric')
    expect(metric).toMatchObject({ name: 'mae', value: 0.2, oneOf: 2 })
    expect(metric).not.toHaveProperty('of')
  })

  test('is not told to have made a better one', async () => {
    const { read, surroundings } = await swept()

    const { measurements } = await read((store) => diff(store, { a: 'ridge@1', b: 'ridge@2' }, surroundings))

    expect(measurements).toEqual([{ metric: 'mae', before: 10, after: 0.2, oneOf: [2, 2] }])
  })

  test('is passed over where the model itself was measured', async () => {
    const { file, read, runOf, surroundings } = await swept()
    file('test.csv', 'test')
    for (const [alpha, mae] of [
      [1, 0.06],
      [50, 0.6],
    ] as const) {
      file('ridge.joblib', `ridge ${alpha}`)
      await runOf({
        name: 'score.py',
        reads: ['test.csv', 'ridge.joblib'],
        metrics: { mae },
        of: 'ridge.joblib',
        on: 'test.csv',
      })
    }

    const { measurements } = await read((store) => diff(store, { a: 'ridge@1', b: 'ridge@2' }, surroundings))

    expect(measurements).toMatchObject([{ metric: 'mae', before: 0.06, after: 0.6, likeForLike: true }])
    expect(measurements[0]).not.toHaveProperty('oneOf')
  })
})
