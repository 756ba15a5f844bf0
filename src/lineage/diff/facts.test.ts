import { expect, test } from 'vitest'
import { diffText } from '../../export/text/diff-text.ts'
import type { Lineage, LineageFact } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = (changes: ReturnType<typeof diffLineages>['causes']) =>
  changes.map(({ side, subject }) => `${side} ${subject}`)
const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]

const train = (hour: number, model: string, more: Partial<WrittenRun> = {}): WrittenRun => ({
  ...{ name: 'train.py', hour, reads: { 'raw.csv': 'raw' }, writes: { 'm.bin': model }, code: { 'train.py': 't1' } },
  ...more,
})

/** The same with more facts about its one run. */
const withFacts = (lineage: Lineage, facts: readonly object[]): Lineage => {
  const subject = lineage.nodes.find(({ type }) => type === 'run')?.id
  return {
    ...lineage,
    facts: [...lineage.facts, ...facts.map((fact) => ({ subject, origin: 'observed', ...fact }) as LineageFact)],
  }
}
const parameter = (name: string, value: unknown, from: string) => ({ type: 'parameter', name, value, from })

test('a package that code imports since it was edited follows from the edit; with the same code somebody installed it', () => {
  const [yaml, none] = [{ yaml: '6.0', numpy: '2' }, { numpy: '2' }]
  const a = chainOf([train(1, 'm1', { packages: none })])
  const edited = chainOf([train(3, 'm2', { packages: yaml, code: { 'train.py': 't2' } })])
  const installed = chainOf([train(3, 'm2', { packages: yaml })])
  const upgraded = chainOf([train(3, 'm2', { packages: { numpy: '3' }, code: { 'train.py': 't2' } })])

  for (const { causes } of bothWays(a, edited)) expect(told(causes)).toEqual(['code train.py'])
  for (const { causes } of bothWays(a, installed)) expect(told(causes)).toEqual(['environment imported.yaml'])
  for (const { causes } of bothWays(a, upgraded))
    expect(told(causes)).toEqual(['code train.py', 'environment imported.numpy'])
})

test.each([
  [
    'whose Python was ended',
    { type: 'facet', name: 'capture', body: { grade: 'A', blind: ['… packages are missing.'] } },
  ],
  ['whose estimators are of none of them', parameter('Ridge.alpha', 1, 'default of scikit-learn 1.9.1')],
])('packages of a run %s are neither new nor gone, and the answer says that it does not know them', (_, fact) => {
  const a = chainOf([train(1, 'm1', { packages: { numpy: '2', 'scikit-learn': '1.9.1' } })])
  const b = withFacts(chainOf([train(3, 'm2', { packages: { numpy: '2' } })]), [fact])

  for (const difference of bothWays(a, b)) {
    expect(difference.causes.filter(({ side }) => side === 'environment')).toEqual([])
    expect(difference).toMatchObject({ complete: false, unknown: [{ subject: 'packages', steps: ['train.py'] }] })
  }
  expect(diffText(diffLineages(a, b), { colour: false, width: 120 })).toMatch(
    /not complete: whether packages changed is unknown \(train\.py: not all are on record after\)/,
  )
})

test('bytes that a run overwrote before anybody hashed them are neither changed nor unchanged', () => {
  const version = (hour: number, fixed: string, depth: number) =>
    chainOf([
      { name: 'fix.sh', hour, reads: { 'd.csv': `unpinned:p.${hour}/d.csv` }, writes: { 'd.csv': fixed } },
      train(hour + 3, `m of ${fixed} ${depth}`, { reads: { 'd.csv': fixed }, parameters: { depth } }),
    ])

  for (const difference of bothWays(version(1, 'fixed', 2), version(9, 'fixed', 3))) {
    expect(told(difference.causes)).toEqual(['parameters depth'])
    expect(difference).toMatchObject({
      complete: false,
      unknown: [{ side: 'data', subject: 'd.csv', steps: ['fix.sh'] }],
    })
  }
  for (const { causes } of bothWays(version(1, 'fixed', 2), version(9, 'other', 2))) expect(causes).toEqual([])
})

test('a configuration file with the same values in other bytes is the cause where nothing else explains what was made', () => {
  const configured = (hour: number, config: string, code: string): Lineage => {
    const lineage = chainOf([
      train(hour, `m${hour}`, { reads: { 'raw.csv': 'raw', 'p.yaml': config }, code: { 'train.py': code } }),
    ])
    const role = (path: unknown) => (path === 'p.yaml' ? { role: 'configuration' } : {})
    return { ...lineage, edges: lineage.edges.map((edge) => ({ ...edge, ...role(edge.selector?.path) })) }
  }

  for (const { causes, consequences } of bothWays(configured(1, 'c1', 't1'), configured(3, 'c2', 't1'))) {
    expect(told(causes)).toEqual(['parameters p.yaml'])
    expect(told(consequences)).toEqual(['data m.bin'])
  }
  for (const { causes } of bothWays(configured(1, 'c1', 't1'), configured(3, 'c2', 't2')))
    expect(told(causes)).toEqual(['code train.py'])
})

test('a value that stands in the code is told with the edit of that code, and one of a file that the code no longer reads follows', () => {
  const version = (hour: number, code: string, facts: readonly object[]) =>
    withFacts(chainOf([train(hour, `m${hour}`, { code: { 'train.py': code } })]), facts)
  const a = version(1, 't1', [parameter('Ridge.alpha', 1, 'call at train.py:4'), parameter('rate', 1, 'p.yaml:1')])
  const b = version(3, 't2', [parameter('Ridge.alpha', 4, 'call at train.py:4')])

  for (const { causes, consequences } of bothWays(a, b)) {
    expect(told(causes)).toEqual(['code train.py'])
    expect(told(consequences)).toEqual(['data m.bin', 'parameters Ridge.alpha', 'parameters rate'])
  }
  expect(diffLineages(a, b).causes[0]?.why).toBe('with it Ridge.alpha 1 → 4')
})

test('a value that an edited file hands on from a configuration came with that, and not with the edit', () => {
  const version = (hour: number, code: string, leaves: number) =>
    withFacts(chainOf([train(hour, `m${hour}`, { code: { 'train.py': code } })]), [
      parameter('Forest.max_leaf_nodes', leaves, 'call at train.py:9'),
      parameter('train.max_leaf_nodes', leaves, 'params.yaml:12'),
    ])

  for (const { causes, consequences } of bothWays(version(1, 't1', 15), version(3, 't2', 31))) {
    expect(told(causes)).toEqual(['code train.py', 'parameters train.max_leaf_nodes'])
    expect(causes[0]?.why).toBeUndefined()
    expect(consequences.map(({ why }) => why)).toContain('handed on from a parameter that was set')
  }
})

test('data that a parameter names is selected by it, and not gone', () => {
  const version = (hour: number, file: string) =>
    chainOf([train(hour, `m of ${file}`, { reads: { [`raw/${file}`]: file }, parameters: { input: `raw/${file}` } })])

  for (const { causes, consequences } of bothWays(version(1, '2025.csv'), version(3, '2026.csv'))) {
    expect(told(causes)).toEqual(['parameters input'])
    expect(told(consequences)).toEqual(['data raw/2025.csv and raw/2026.csv', 'data m.bin'])
    expect(consequences[0]?.why).toBe('input selects it')
  }
})
