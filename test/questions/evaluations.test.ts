import { expect, test } from 'vitest'
import { diff } from '../../src/operations/diff.ts'
import { register } from '../../src/operations/register.ts'
import { makeProject, type Run } from './project.ts'

/** Two models of one training script, registered as `m`, and then what evaluated them. */
async function evaluated(evaluations: readonly Run[]) {
  const { file, runOf, write, read, surroundings } = makeProject()
  for (const name of ['train.csv', 'test1.csv', 'test2.csv']) file(name, name)
  for (const [index, name] of ['a.joblib', 'b.joblib'].entries()) {
    file(name, name)
    const parameters = { alpha: { value: index, from: 'command line' } }
    await runOf({ name: 'train.py', reads: ['train.csv'], writes: [name], parameters })
    await write((store) => register(store, { reference: name, name: 'm' }, surroundings))
  }
  for (const evaluation of evaluations) await runOf(evaluation)
  return read((store) => diff(store, { a: 'm@1', b: 'm@2' }, surroundings))
}
const subjects = (changes: readonly { readonly side: string; readonly subject: string }[]) =>
  changes.map(({ side, subject }) => `${side} ${subject}`)

test('a model that is evaluated together with the other is still one that became the other', async () => {
  const together = { name: 'all.py', reads: ['test1.csv', 'a.joblib', 'b.joblib'], metrics: { mae: 3 } }

  const { causes, consequences, measurements } = await evaluated([together])

  expect(subjects(causes)).toEqual(['parameters alpha'])
  expect(subjects(consequences)).toEqual(['data a.joblib and b.joblib'])
  expect(measurements).toMatchObject([{ metric: 'mae', oneOf: [2, 2] }])
})

test('what only one of two evaluations measured on is told by the measurements, and is no cause', async () => {
  const of = (model: string, on: string, mae: number) => ({
    ...{ name: 'score.py', reads: [model, on], metrics: { mae }, of: model, on },
    command: ['python', 'score.py', model, on],
  })

  const { causes, consequences, measurements } = await evaluated([
    of('a.joblib', 'test1.csv', 1),
    of('b.joblib', 'test2.csv', 2),
  ])

  expect(subjects(causes)).toEqual(['parameters alpha'])
  expect(subjects(consequences)).toEqual(['data a.joblib and b.joblib'])
  expect(measurements).toMatchObject([{ before: 1, after: 2, likeForLike: false }])
})
