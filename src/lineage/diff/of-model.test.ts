import { expect, test } from 'vitest'
import type { Lineage, LineageFact } from '../lineage.ts'
import { diffLineages } from './diff.ts'

const [one, five, nine] = ['1', '5', '9'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string, string]

/** A trace of one of the models that a sweep made, with what the record has of all of them. */
function sweep(root: string, run: string, models: Readonly<Record<string, number>>): Lineage {
  const nameOf = (index: number) =>
    index === 0 ? 'Ridge.alpha' : `train.py:6${index === 1 ? '' : ` ${index}`}:Ridge.alpha`
  const parameter = (name: string, value: unknown, from: string): LineageFact => ({
    ...{ type: 'parameter', subject: run, name, value, from, origin: 'observed' },
  })
  const all = Object.entries(models)
  const facts = all.flatMap(([of, alpha], index): LineageFact[] => [
    parameter(nameOf(index), alpha, 'call at train.py:6'),
    {
      ...{ type: 'metric', subject: run, name: index === 0 ? 'mae' : `mae ${index + 1}`, value: alpha / 10, of },
      ...{ step: 0, points: 1, at: '2026-01-01T00:00:00.000Z', from: 'train.py:7', origin: 'observed' },
    },
  ])
  const estimators = Object.fromEntries(all.map(([of], index) => [of, [nameOf(index), 'Ridge.tol']]))
  return {
    ...{ question: 'trace', root, asked: root, asOf: '2026-01-01T00:00:00.000Z', knownAt: 1, complete: true },
    withheld: { nodes: 0, edges: 0 },
    nodes: [
      { id: root, type: 'artifact', depth: 0 },
      { id: run, type: 'run', name: 'sweep.sh', depth: 1 },
    ],
    edges: [{ edge: 'generated', source: run, target: root, role: 'model', origin: 'observed', statements: [] }],
    facts: [
      ...facts,
      parameter('rate', 1, 'command line'),
      parameter('Ridge.tol', 0.1, 'default of scikit-learn 1.9.1'),
      { type: 'facet', subject: run, name: 'estimators', body: estimators, origin: 'observed' },
    ],
  }
}

const told = ({ causes, measurements }: ReturnType<typeof diffLineages>) => ({
  causes: causes.map(({ subject, before, after }) => [subject, before?.value, after?.value]),
  measurements: measurements.map(({ metric, before, after }) => [metric, before, after]),
})

test('two models of one sweep differ in what each was given and measured, side by side', () => {
  const models = { [one]: 1, [five]: 5, [nine]: 9 }
  const [a, b] = [sweep(one, 'run:test/1', models), sweep(nine, 'run:test/1', models)]

  const answer = diffLineages(a, b)

  expect(answer.sideBySide?.name).toBe('sweep.sh')
  expect(told(answer)).toEqual({ causes: [['Ridge.alpha', 1, 9]], measurements: [['mae', 0.1, 0.9]] })
  expect(told(diffLineages(b, a)).causes).toEqual([['Ridge.alpha', 9, 1]])
})

test('of two sweeps in another order the models that are asked for are compared, whatever their numbers', () => {
  const a = sweep(one, 'run:test/1', { [one]: 1, [five]: 5 })
  const b = sweep(nine, 'run:test/2', { [five]: 5, [nine]: 9 })

  expect(told(diffLineages(a, b))).toEqual({ causes: [['Ridge.alpha', 1, 9]], measurements: [['mae', 0.1, 0.9]] })
})
