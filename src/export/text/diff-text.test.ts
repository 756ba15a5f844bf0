import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth, visible } from '../../domain/visible-text.ts'
import { type Change, type Diff, sides } from '../../lineage/diff/difference.ts'
import { sha } from '../example.test-lineage.ts'
import { diffText } from './diff-text.ts'

const plain = { colour: false, width: 100 }
const files = (before: string, after: string, one: number, other: number) => ({
  before: { value: sha(before), bytes: one },
  after: { value: sha(after), bytes: other },
})
const values = (before: unknown, after: unknown) => ({ before: { value: before }, after: { value: after } })

const diff: Diff = {
  a: { id: sha('e3d0a1b2'), asked: 'flight-delay@1' },
  b: { id: sha('a11c77f0'), asked: 'flight-delay@2' },
  knownAt: 12,
  complete: true,
  causes: [
    {
      side: 'data',
      steps: ['prepare.py'],
      subject: 'data/raw/flights.csv',
      ...files('3e', '88', 31_053_010, 34_251_766),
      cause: true,
    },
    {
      side: 'data',
      steps: ['prepare.py'],
      subject: 'data/raw/holidays.csv',
      after: { value: sha('7e'), bytes: 912 },
      cause: true,
    },
    {
      side: 'code',
      steps: ['features.py'],
      subject: 'features.py',
      cause: true,
      before: { value: sha('aa01'), from: 'commit 4f1d2ab' },
      after: { value: sha('aa02'), from: 'uncommitted, on commit 4f1d2ab' },
    },
    {
      side: 'parameters',
      steps: ['train.py'],
      subject: 'max_leaf_nodes',
      cause: true,
      before: { value: 15, from: 'params.yaml:12' },
      after: { value: 31, from: 'params.yaml:12' },
    },
    {
      side: 'environment',
      steps: ['train.py'],
      subject: 'imported.scikit-learn',
      ...values('1.8.1', '1.9.0'),
      cause: true,
    },
    { side: 'environment', steps: ['train.py'], subject: 'python.version', ...values('3.11', '3.12'), cause: true },
  ],
  consequences: [
    { side: 'data', steps: ['prepare.py'], subject: 'data/flights.csv', ...files('c4', '44', 1, 2), cause: false },
    {
      side: 'data',
      steps: ['train.py'],
      subject: 'models/delay.joblib',
      ...files('e3d0a1b2', 'a11c77f0', 1, 2),
      cause: false,
    },
    { side: 'parameters', steps: ['train.py'], subject: 'Regressor.max_leaf_nodes', ...values(15, 31), cause: false },
  ],
  measurements: [
    {
      metric: 'mae',
      before: 12.31,
      after: 11.87,
      better: 'lower',
      likeForLike: true,
      on: [sha('0c9f4411'), sha('0c9f4411')],
    },
    {
      metric: 'within_15',
      before: 0.8034,
      after: 0.7966312,
      better: 'higher',
      likeForLike: true,
      on: [sha('0c9f4411'), sha('0c9f4411')],
    },
  ],
}

test('causes come one by one, consequences counted, then what the metrics did', () => {
  expect(diffText(diff, plain)).toBe(`\
flight-delay@1 → flight-delay@2
sha256:e3d0a1b2 → sha256:a11c77f0

6 causes
  Data
    ~  data/raw/flights.csv   31.1 MB → 34.3 MB (+3.2 MB)         in prepare.py
    +  data/raw/holidays.csv  new: sha256:7e000000         912 B  in prepare.py
  Code
    ~  features.py  commit 4f1d2ab → uncommitted, on commit 4f1d2ab
  Parameters
    ~  max_leaf_nodes  15 → 31  ← params.yaml:12  in train.py
  Environment
    ~  scikit-learn  1.8.1 → 1.9.0  in train.py
    ~  Python        3.11 → 3.12    in train.py

and 3 consequences
  Data           2  data/flights.csv, models/delay.joblib
  Parameters     1  Regressor.max_leaf_nodes

Evaluation, on the same test data (sha256:0c9f4411)
  metric     before     after  difference
  mae         12.31     11.87  ▼ 0.44      better
  within_15  0.8034  0.796631  ▼ 0.006769  worse

complete · record read up to entry 12
`)
})

test('data that a model was made from is not called test data', () => {
  const measurements = diff.measurements.map((measurement) => ({ ...measurement, learned: true as const }))

  expect(diffText({ ...diff, measurements }, plain)).toContain('Evaluation, on the same data (sha256:0c9f4411)')
})

const same: Diff = { ...diff, causes: [], consequences: [], measurements: [] }

test('nothing that differs is one line', () => {
  const measured = [{ metric: 'mae', before: 12.31, after: 12.31 }]

  expect(diffText({ ...same, measurements: measured }, plain)).toBe(
    'identical: nothing on record differs between flight-delay@1 and flight-delay@2\n\ncomplete · record read up to entry 12\n',
  )
  expect(diffText({ ...same, b: { ...same.a } }, plain)).toMatch(/^identical: both are sha256:e3d0a1b2\n/)
  const twice = diffText({ ...diff, b: { ...diff.b, id: diff.a.id } }, plain)
  expect(twice).toMatch(/^flight-delay@1 → flight-delay@2\nthe same bytes, sha256:e3d0a1b2, made twice\n/)
})

test('a result that differs without a cause is no identity', () => {
  const text = diffText({ ...same, measurements: [{ metric: 'mae', before: 12.31, after: 12.32 }] }, plain)

  expect(text).toContain('no cause on record')
  expect(text).toMatch(/mae +12\.31 +12\.32 +▲ 0\.01\n/)
  expect(text).toContain('not known whether on the same data')
})

test('metrics on different data are not like for like, and one that is missing is not compared', () => {
  const measurements: Diff['measurements'] = [
    { metric: 'auc', before: 0.5, after: 0.6, better: 'higher', likeForLike: false, on: [sha('01'), sha('02')] },
    { metric: 'loss', before: { number: 'NaN' } },
    { metric: 'tiny', before: 0.1, after: 0.10000000001, better: 'lower' },
  ]

  const text = diffText({ ...diff, measurements }, plain)

  expect(text).toMatch(/Evaluation, not like for like: .*\n.*\n +auc .*better\n/)
  expect(text).toMatch(/not known whether on the same data\n.*\n +loss +NaN +– +only on one side\n +tiny /)
  expect(diffText({ ...diff, measurements: measurements.slice(0, 1) }, plain)).toContain(
    'Evaluation, not like for like: on sha256:01000000 before, on sha256:02000000 after',
  )
  expect(text).toMatch(/tiny +0\.1 +0\.10000000001 +▲ 1e-11 +worse/)
})

test('metrics are told apart by their data, what was learned from last, with what one side alone measured on it', () => {
  const [held, learned, later] = [sha('0a'), sha('0b'), sha('0c')]
  const value = { before: 1, after: 2, better: 'lower' as const, likeForLike: true }
  const measurements: Diff['measurements'] = [
    { metric: 'mae', ...value, on: [learned, learned], path: 'train.csv', learned: true },
    { metric: 'acc', before: 0.5, on: [held, null], path: 'test.csv' },
    { metric: 'mae', ...value, on: [held, held], path: 'test.csv' },
    { metric: 'mse', before: 1, after: 2, on: [held, held], rows: [40, 40], path: 'test.csv' },
    { metric: 'r2', after: 0.9, on: [null, later], path: 'test.csv' },
  ]

  const text = diffText({ ...diff, measurements }, plain)

  const titles = text.split('\n').filter((line) => line.startsWith('Evaluation'))
  expect(titles).toEqual([
    'Evaluation, on the same test data (test.csv, sha256:0a000000)',
    'Evaluation, on 40 rows of test.csv each, not known whether the same rows',
    'Evaluation, on test data (test.csv, sha256:0c000000)',
    'Evaluation, on the same data (train.csv, sha256:0b000000)',
  ])
  expect(text).toMatch(/on the same test data .*\n.*\n +acc .*only on one side\n +mae .*worse\n\n/)
})

test('a number of one of several models says so in place of a difference', () => {
  const row = (oneOf: (number | null)[], after = 1) =>
    diffText({ ...same, measurements: [{ metric: 'mae', before: 2, after, oneOf }] }, plain)

  expect(row([3, 3])).toMatch(/mae +2 +1 +of one or more of 3 models\n/)
  expect(row([null, 3])).toMatch(/mae +2 +1 +of one or more of 3 models after\n/)
  expect(row([2, 3])).toMatch(/of one or more of 2 models before, of one or more of 3 models after\n/)
  expect(row([3, 3])).not.toMatch(/better|worse|▼/)
  const unsaved = [{ metric: 'mae', before: 2, after: 1, unsaved: [true, false] }]
  expect(diffText({ ...same, measurements: unsaved }, plain)).toMatch(
    /mae +2 +1 +of a model that went to no file before\n/,
  )
})

test('of a number of another call both are named', () => {
  const calls = ['mean_absolute_error', 'mean_squared_error']
  const text = diffText({ ...diff, measurements: [{ metric: 'mae', before: 2, after: 1, calls }] }, plain)

  expect(text).toMatch(
    /mae .*▼ 1 +by another call\n +mae is that of mean_absolute_error before, of mean_squared_error after\n/,
  )
})

test('what is gone, what no place tells apart and what nothing explains is said', () => {
  const causes: Change[] = [
    { side: 'data', steps: ['a.py'], subject: 'old.csv', before: { value: sha('0d'), bytes: 10 }, cause: true },
    {
      side: 'data',
      steps: ['a.py'],
      subject: 'out.csv',
      ...files('1a', '1b', 70, 70),
      cause: true,
      why: 'a.py was given the same, as far as is on record, and made something else',
    },
    {
      side: 'code',
      steps: ['a.py'],
      subject: 'lib.py',
      before: { value: sha('2a'), from: 'uncommitted' },
      after: { value: sha('2b'), from: 'uncommitted' },
      cause: true,
    },
    {
      side: 'parameters',
      steps: ['a.py'],
      subject: 'mode',
      before: { value: '1', from: 'a.yaml:1' },
      after: { value: 'x', from: 'command line' },
      cause: true,
    },
  ]

  expect(
    diffText({ ...same, causes }, plain)
      .split('\n')
      .slice(3, 13),
  ).toEqual([
    '4 causes',
    '  Data',
    '    −  old.csv  gone: sha256:0d000000              10 B       in a.py',
    '    ~  out.csv  sha256:1a000000 → sha256:1b000000  both 70 B  in a.py',
    '    out.csv: a.py was given the same, as far as is on record, and made something else',
    '  Code',
    '    ~  lib.py  sha256:2a000000 → sha256:2b000000  both uncommitted  in a.py',
    '  Parameters',
    '    ~  mode  "1" → x  ← a.yaml:1, then command line  in a.py',
    '',
  ])
})

test('two files of one run are said to lie side by side, and nothing is missed', () => {
  const text = diffText({ ...same, sideBySide: { run: 'run:h/1', name: 'split.py' } }, plain)

  expect(text).toContain('\n\nside by side: split.py made both in one run\n\ncomplete')
  expect(text).not.toMatch(/cause|identical/)
})

test('what is listed once is counted once, as a consequence', () => {
  const twice = diff.consequences.flatMap((change) => [change, { ...change, after: { value: sha('ff') } }])

  const text = diffText({ ...diff, consequences: twice }, plain)

  expect(text).toContain('and 3 consequences\n  Data           2 ')
})

test('names that have no room are counted, also where not even one fits beside the count', () => {
  const paths = ['data/features.csv', 'models/delay.joblib']
  const consequences = diff.consequences
    .slice(0, 1)
    .flatMap((change) => paths.map((subject) => ({ ...change, subject })))

  const text = diffText({ ...same, causes: diff.causes, consequences }, { colour: false, width: 40 })

  expect(text).toMatch(/ 2 {2}data\/features\.csv,\n +\+ 1 more\n/)
})

test('metrics of one side alone are told without a word on comparing them', () => {
  const measurements = [{ metric: 'mae', after: 11.5 }]

  expect(diffText({ ...same, measurements }, plain)).toMatch(/\nEvaluation\n +metric .*\n +mae .*only on one side\n/)
})

test('numbers that JSON lacks are told as numbers', () => {
  const past = (digits: string) => ({ number: digits })
  const measurements = [
    { metric: 'loss', before: 0.25, after: { number: 'NaN' } },
    { metric: 'rows', before: past('9007199254740993'), after: past('9007199254740992') },
  ]
  const causes: Change[] = [
    { side: 'parameters', steps: ['train.py'], subject: 'fill', ...values({ number: 'NaN' }, 0), cause: true },
  ]

  const text = diffText({ ...same, causes, measurements }, plain)

  expect(text).toMatch(/~ {2}fill {2}NaN → 0 {2}in train\.py\n/)
  expect(text).toMatch(/\n +loss +0\.25 +NaN\n +rows +9,007,199,254,740,993 +9,007,199,254,740,992\n/)
})

test('any diff fits the width and sends a terminal nothing but text', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 })
  const side = fc.option(
    fc.record({ value: fc.oneof(text, fc.jsonValue()), bytes: fc.nat(), from: text }, { requiredKeys: ['value'] }),
    { nil: undefined },
  )
  const change = fc.record(
    {
      side: fc.constantFrom(...sides),
      steps: fc.array(text, { minLength: 1 }),
      subject: text,
      before: side,
      after: side,
      cause: fc.boolean(),
      why: text,
    },
    { requiredKeys: ['side', 'steps', 'subject', 'cause'] },
  ) as fc.Arbitrary<Change>
  const asked = fc.record({ id: text.map((name) => `run:h/${name}`), asked: text })
  const measured = fc.record({
    metric: text,
    before: fc.double(),
    after: fc.double(),
    better: fc.constantFrom('lower' as const, 'higher' as const),
  })
  const diffs = fc.record({
    a: asked,
    b: asked,
    knownAt: fc.nat(),
    complete: fc.boolean(),
    causes: fc.array(change),
    consequences: fc.array(change),
    measurements: fc.array(measured),
  })

  fc.assert(
    fc.property(diffs, fc.integer({ min: 40, max: 140 }), (any, width) => {
      for (const line of diffText(any, { colour: false, width }).split('\n')) {
        expect(visible(line)).toBe(line)
        expect(displayWidth(line)).toBeLessThanOrEqual(width)
      }
    }),
  )
})
