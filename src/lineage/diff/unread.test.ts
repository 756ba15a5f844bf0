import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffText } from '../../export/text/diff-text.ts'
import type { Lineage, LineageFact } from '../lineage.ts'
import { chainOf } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import { recorded, trueCauses, versions } from './settings.test-history.ts'

type Written = {
  /** Its bytes, or `unpinned` where they are not on record. */
  readonly config: string
  readonly path?: string
  readonly values?: Readonly<Record<string, unknown>>
  readonly others?: Readonly<Record<string, readonly [value: unknown, from: string]>>
  readonly raw?: string
  readonly code?: Readonly<Record<string, string>>
  readonly unread?: readonly string[]
  readonly unsure?: readonly string[]
}

/** A training that read a file of settings, and what of that is on record. */
function training({ path = 'params.yaml', raw = 'raw', code = { 'train.py': 't' }, ...written }: Written): Lineage {
  const { config, values = {}, others = {}, unread, unsure } = written
  const content = config === 'unpinned' ? `unpinned:x/${path}` : config
  const chain = chainOf([
    {
      ...{ name: 'train.py', hour: 1, code, reads: { 'raw.csv': raw, [path]: content } },
      writes: { 'm.bin': JSON.stringify(written) + raw + JSON.stringify(code) },
    },
  ])
  const subject = chain.nodes.find(({ type }) => type === 'run')?.id ?? ''
  const parameter = (name: string, value: unknown, from: string): LineageFact => ({
    ...{ type: 'parameter', subject, name, value, from, origin: 'observed' },
  })
  return {
    ...chain,
    edges: chain.edges.map((edge) => (edge.selector?.path === path ? { ...edge, role: 'configuration' } : edge)),
    facts: [
      ...Object.entries(values).map(([name, value], line) => parameter(name, value, `${path}:${line + 1}`)),
      ...Object.entries(others).map(([name, [value, from]]) => parameter(name, value, from)),
      { type: 'facet', subject, name: 'capture', body: { grade: 'A', blind: [], unread, unsure }, origin: 'observed' },
    ],
  }
}

const bothWays = (one: Lineage, other: Lineage) => [diffLineages(one, other), diffLineages(other, one)]
const told = ({ causes, unknown, complete }: ReturnType<typeof diffLineages>) => ({
  causes: causes.map(({ subject }) => subject),
  unknown: unknown?.map(({ side, subject, why }) => `${side} ${subject}: ${why}`),
  complete,
})

test.each([
  ['whose bytes', { config: 'unpinned' }],
  ['whose values', { config: 'one', unread: ['params.yaml'] }],
  ['which of whose bytes', { config: 'one', values: { k: 5, depth: 9 }, unsure: ['params.yaml'] }],
])('the values in a file %s are not on record are neither gone nor new', (_, written) => {
  const known = training({ config: 'two', values: { k: 3, depth: 6 }, raw: 'other' })
  const [forth, back] = bothWays(training(written), known)
  const unknown = (when: string) => [`parameters params.yaml: its values are not on record ${when}`]

  expect(forth && told(forth)).toEqual({ causes: ['raw.csv'], unknown: unknown('before'), complete: false })
  expect(back && told(back)).toEqual({ causes: ['raw.csv'], unknown: unknown('after'), complete: false })
  expect(forth && diffText(forth, { colour: false, width: 200 })).toMatch(
    /^not complete: whether the values in params\.yaml changed is unknown \(train\.py: its values/m,
  )
})

test('what a call of the same code was given, and the estimator it chose, may follow from them', () => {
  const alpha = (value: number, name: string) => ({ [`${name}.alpha`]: [value, 'call at train.py:9'] as const })
  const kind = (name: string) => ({ [`${name}.copy`]: [true, 'default of scikit-learn 1.8.1'] as const })
  const one = training({ config: 'unpinned', others: { ...alpha(1, 'Ridge'), ...kind('Lasso') } })
  const other = training({ config: 'two', values: { k: 3 }, others: { ...alpha(3, 'Ridge'), ...kind('Tree') } })

  for (const difference of bothWays(one, other)) {
    expect(difference.causes).toEqual([])
    expect(difference.consequences.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['Ridge.alpha', 'estimator', 'm.bin']),
    )
  }
})

test('the same bytes have the same values, whichever side has them', () => {
  const differences = bothWays(
    training({ config: 'one', unread: ['params.yaml'] }),
    training({ config: 'one', values: { k: 3 }, raw: 'other' }),
  )

  for (const difference of differences)
    expect(told(difference)).toEqual({ causes: ['raw.csv'], unknown: undefined, complete: true })
})

test('a value of another file is the same one where the file that has its name first is not on record', () => {
  const one = training({ config: 'unpinned', others: { rate: [1, 'conf/more.yaml:1'] } })
  const named = training({
    config: 'two',
    values: { rate: 9 },
    others: { 'conf/more.yaml:rate': [1, 'conf/more.yaml:1'] },
  })
  const moved = training({
    config: 'two',
    values: { rate: 9 },
    others: { 'conf/more.yaml:rate': [2, 'conf/more.yaml:1'] },
  })

  expect(bothWays(one, named).flatMap(({ causes }) => causes)).toEqual([])
  expect(bothWays(one, moved).map((difference) => told(difference).causes)).toEqual([['rate'], ['rate']])
})

test('what is on record under another name may be the file of which nothing is', () => {
  const one = training({ config: 'unpinned', path: 'old.yaml' })
  const other = training({ config: 'two', path: 'new.yaml', values: { k: 3 } })

  for (const { causes, complete } of bothWays(one, other)) expect([causes, complete]).toEqual([[], false])
})

test('a file that is data by what it holds is not new where nobody knows that of the other side', () => {
  const one = training({ config: 'unpinned', path: 'config.json' })
  const other = chainOf([
    {
      ...{ name: 'train.py', hour: 1, code: { 'train.py': 't' }, writes: { 'm.bin': 'made of it' } },
      reads: { 'raw.csv': 'raw', 'config.json': 'two' },
    },
  ])

  for (const difference of bothWays(one, other))
    expect(told(difference)).toMatchObject({ causes: [], unknown: [expect.stringMatching('config.json')] })
})

test('code that was edited while a run went on is neither changed nor unchanged where nobody knows what ran', () => {
  const certain = training({ config: 'one', code: { 'train.py': 't', 'late.py': 'new' } })
  for (const late of [{}, { 'late.py': 'old' }, { 'late.py': 'new' }]) {
    const unsure = training({ config: 'one', code: { 'train.py': 't', ...late }, unsure: ['late.py'] })
    const [forth, back] = bothWays(unsure, certain)
    const unknown = (when: string) => [
      `code late.py: it was edited while the run went on, and nobody knows which of its contents was read ${when}`,
    ]

    expect(forth && told(forth)).toEqual({ causes: [], unknown: unknown('before'), complete: false })
    expect(back && told(back)).toEqual({ causes: [], unknown: unknown('after'), complete: false })
    expect(forth?.consequences.map(({ subject }) => subject)).toEqual(['m.bin'])
  }
})

test('that a file was rewritten with the same values is said where its values are on record, else that its bytes differ', () => {
  const why = (values: Written['values']) =>
    diffLineages(
      training({ config: 'one', ...(values && { values }) }),
      training({ config: 'two', ...(values && { values }) }),
    ).causes.map((cause) => cause.why)

  expect(why({ k: 3 })).toEqual([
    'it was rewritten with the same values, and nothing else differs in what this step was given',
  ])
  expect(why(undefined)).toEqual(['its bytes differ, and nothing else differs in what this step was given'])
})

test('of made-up versions nothing is told that nobody changed, where the settings of one are not on record', () => {
  const isOfFile = (cause: string) => /^parameters (?:(?:more.yaml:)?lr|drop)$/.test(cause)
  fc.assert(
    fc.property(versions, ([one, other]) => {
      const [hidden, known] = [withoutSettings(recorded(one, 1)), recorded(other, 5)]
      for (const [a, b] of [
        [hidden, known],
        [known, hidden],
      ] as const) {
        const { causes, complete } = diffLineages(a, b)
        const found = causes.map(({ side, subject }) => `${side} ${subject}`)
        expect(found.sort()).toEqual(trueCauses(one, other).filter((cause) => !isOfFile(cause)))
        expect(complete).toBe(false)
      }
    }),
  )
})

function withoutSettings(lineage: Lineage): Lineage {
  const isSetting = ({ from = '' }: { readonly from?: string }) => /\.yaml:\d+$/.test(from)
  return {
    ...lineage,
    edges: lineage.edges.map((edge) =>
      edge.role === 'configuration' ? { ...edge, target: `unpinned:x/${edge.selector?.path}` } : edge,
    ),
    facts: lineage.facts.filter((fact) => fact.type !== 'parameter' || !isSetting(fact)),
  }
}
