import { expect, test } from 'vitest'
import type { Lineage, LineageFact } from '../lineage.ts'
import { diffLineages } from './diff.ts'
import type { Change } from './difference.ts'
import { withValues } from './parameters.ts'

type Parameters = Readonly<Record<string, { readonly value: unknown; readonly from: string }>>

/** A lineage of runs that only have parameters, by the name of the run, and of one library in a version. */
function lineageOf(runs: Readonly<Record<string, Parameters>>, sklearn = '1.8.1'): Lineage {
  // A run that two lineages have would be the same in both.
  const idOf = (name: string) => `run:test/${name} of ${JSON.stringify([runs, sklearn])}`
  const facts = Object.entries(runs).flatMap(([name, parameters]): LineageFact[] => [
    ...Object.entries(parameters).map(([key, parameter]) => ({
      type: 'parameter' as const,
      subject: idOf(name),
      name: key,
      ...parameter,
      origin: 'observed' as const,
    })),
    {
      type: 'facet',
      subject: idOf(name),
      name: 'environment',
      body: { imported: { sklearn } },
      origin: 'observed',
    },
  ])
  return {
    question: 'trace',
    root: 'sha256:0',
    asked: 'x',
    asOf: '2026-01-01T00:00:00.000Z',
    knownAt: 1,
    complete: true,
    withheld: { nodes: 0, edges: 0 },
    nodes: Object.keys(runs).map((name) => ({ id: idOf(name), type: 'run', name, depth: 1 })),
    edges: [],
    facts,
  }
}

const parametersOf = (a: Lineage, b: Lineage) => {
  const { causes, consequences } = diffLineages(a, b)
  const named = (changes: typeof causes) =>
    changes.filter(({ side }) => side === 'parameters').map(({ subject, steps }) => `${subject} in ${steps.join()}`)
  return { causes: named(causes), consequences: named(consequences) }
}

test('a default that moved with its library is a consequence of that', () => {
  const before = { depth: { value: 6, from: 'default of sklearn 1.8.1' } }
  const after = { depth: { value: 8, from: 'default of sklearn 1.9.0' } }

  expect(parametersOf(lineageOf({ 'train.py': before }), lineageOf({ 'train.py': after }, '1.9.0'))).toEqual({
    causes: [],
    consequences: ['depth in train.py'],
  })
})

test('a default that only one version of the library has is a consequence, too', () => {
  const after = { depth: { value: 8, from: 'default of sklearn 1.9.0' } }

  expect(parametersOf(lineageOf({ 'train.py': {} }), lineageOf({ 'train.py': after }, '1.9.0')).causes).toEqual([])
})

test('a setting that was taken out in favour of a default is a cause, also where the library moved', () => {
  const before = { depth: { value: 6, from: 'call at train.py:12' } }
  const after = { depth: { value: 8, from: 'default of sklearn 1.9.0' } }
  const [a, b] = [lineageOf({ 'train.py': before }), lineageOf({ 'train.py': after }, '1.9.0')]

  expect(parametersOf(a, b)).toEqual({ causes: ['depth in train.py'], consequences: [] })
  expect(parametersOf(b, a)).toEqual({ causes: ['depth in train.py'], consequences: [] })
})

test('what the code hands on of an argument is its consequence, also where one side left the argument at its default', () => {
  const handed = (value: number) => ({ 'Forest.random_state': { value, from: 'call at train.py:9' } })
  const before = { seed: { value: 3, from: 'default of train.py' }, ...handed(3) }
  const after = { seed: { value: 5, from: 'command line' }, ...handed(5) }

  expect(parametersOf(lineageOf({ 'train.py': before }), lineageOf({ 'train.py': after }))).toEqual({
    causes: ['seed in train.py'],
    consequences: ['Forest.random_state in train.py'],
  })
})

test('an estimator in place of another is one cause, with what it was given told and its defaults counted', () => {
  const [of, given] = ['default of scikit-learn 1.8.1', 'call at train.py:5']
  const tree = {
    'Tree.splitter': { value: 'best', from: of },
    'Tree.seed': { value: null, from: of },
    'Tree.depth': { value: 3, from: given },
  }
  const forest = { 'Forest.warm': { value: false, from: of }, 'Forest.trees': { value: 20, from: given } }
  const kept = { 'Scaler.copy': { value: true, from: of }, 'train.rate': { value: 1, from: 'default of train.py' } }
  const [a, b] = [lineageOf({ 'train.py': { ...tree, ...kept } }), lineageOf({ 'train.py': { ...forest, ...kept } })]
  const none = lineageOf({ 'train.py': kept })

  expect(parametersOf(a, b)).toEqual({
    causes: ['estimator in train.py'],
    consequences: ['Forest.trees in train.py', 'Tree.depth in train.py'],
  })
  expect(diffLineages(a, b).causes[0]).toMatchObject({
    before: { value: 'Tree' },
    after: { value: 'Forest' },
    why: 'Forest.trees 20, Tree.depth 3 and 3 defaults that came or went with it',
  })
  expect(diffLineages(none, b).causes[0]).toMatchObject({ subject: 'estimator', after: { value: 'Forest' } })
  expect(parametersOf(none, lineageOf({ 'train.py': {} })).causes).toContain('train.rate in train.py')
})

test('a parameter that was not there is not one that was null', () => {
  const nulled = { seed: { value: null, from: 'params.json:1' } }
  const set = { seed: { value: 5, from: 'params.json:1' } }

  const { causes } = parametersOf(
    lineageOf({ 'one.py': {}, 'two.py': nulled }),
    lineageOf({ 'one.py': set, 'two.py': set }),
  )

  expect(causes).toEqual(['seed in one.py', 'seed in two.py'])
})

test('what a search chose follows from what it was given, and is a cause where that was the same', () => {
  const chosen = (value: number, given: number) => ({
    'Tree.max_depth': { value, from: 'chosen by GridSearchCV' },
    folds: { value: given, from: 'command line' },
  })
  const run = (value: number, given: number) => lineageOf({ 'train.py': chosen(value, given) })

  expect(parametersOf(run(1, 3), run(4, 5))).toEqual({
    causes: ['folds in train.py'],
    consequences: ['Tree.max_depth in train.py'],
  })
  expect(parametersOf(run(1, 3), run(4, 3))).toEqual({ causes: ['Tree.max_depth in train.py'], consequences: [] })
})

test('an edit says once what moved with it, however many runs were given that', () => {
  const edit: Change = { side: 'code', steps: ['train.py'], subject: 'train.py', cause: true }
  const moved = (subject: string): Change => ({
    ...{
      side: 'parameters',
      steps: ['train.py'],
      subject,
      cause: false,
      why: 'it stands in train.py, which was edited',
    },
    ...{ before: { value: 0 }, after: { value: 3 } },
  })
  const why = (...subjects: string[]) => withValues([edit], subjects.map(moved))[0]?.why

  expect(why('seed', 'seed', 'seed', 'seed')).toBe('with it seed 0 → 3')
  expect(why('a', 'a', 'b', 'c', 'd')).toBe('with it a 0 → 3, b 0 → 3, c 0 → 3, 1 more')
})
