import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from '../../src/lineage/lineage.ts'
import { hour } from './arbitrary-statements.ts'

// Traces of one model as they may look from one version to the next: steps that come and go, content, code, parameters
// and packages that change or stay, some made by a step and some by nobody.

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const sha = (digit: number) => `sha256:${String(digit).repeat(64)}`
const content = fc.nat(5).map(sha)
const origin = 'observed' as const

const paths = ['data/raw.csv', 'data/clean.csv', 'models/model.bin']
const files = fc.dictionary(some(...paths), content, { maxKeys: 3 })
const code = fc.dictionary(some('train.py', 'lib/features.py'), content, { maxKeys: 2 })

const library = 'scikit-learn'
const value = some<unknown>(1, 0.1, 'lbfgs', null, [1, 2])
const parameters = fc.dictionary(
  some('train.depth', 'Tree.depth', 'train.rate'),
  fc.record({ value, from: some('params.yaml:4', `default of ${library} 1.8.1`, `call at train.py:7`) }),
  { maxKeys: 3 },
)
const environment = fc.record({
  python: fc.record({ version: some('3.11.7', '3.12.1') }),
  imported: fc.dictionary(some(library, 'pandas'), some('1.8.1', '1.9.0'), { maxKeys: 2 }),
})
const step = fc.record({
  name: some('prepare.py', 'train.py', 'evaluate.py'),
  from: fc.nat(7).map(hour),
  used: files,
  generated: files,
  code,
  commit: some('4f1d2ab0c3', '77aa00bb11'),
  parameters,
  environment: fc.option(environment, { nil: undefined }),
  mae: fc.option(fc.record({ value: some(12.31, 11.87), on: content }), { nil: undefined }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A run is what it is on record: the same run on both sides has the same of everything. */
const idOf = (step: Step) => `run:test/${createHash('sha256').update(JSON.stringify(step)).digest('hex')}`

/** The trace of `sha256:0000…` with up to four steps. */
export const arbitraryLineage: fc.Arbitrary<Lineage> = fc
  .tuple(fc.uniqueArray(step, { maxLength: 4, selector: idOf }), fc.nat(9), fc.boolean())
  .map(([steps, knownAt, complete]) => ({
    question: 'trace',
    root: sha(0),
    asked: 'model@1',
    asOf: hour(8),
    knownAt,
    complete,
    withheld: { nodes: 0, edges: 0 },
    nodes: [...Array.from({ length: 6 }, (_, digit) => nodeOf(digit)), ...steps.map(runOf)],
    edges: steps.flatMap((each) => edgesOf(each)),
    facts: steps.flatMap(factsOf),
  }))

const nodeOf = (digit: number): LineageNode => ({ id: sha(digit), type: 'artifact', bytes: 100 + digit, depth: 1 })
const runOf = (step: Step): LineageNode => ({
  id: idOf(step),
  type: 'run',
  name: step.name,
  from: step.from,
  depth: 1,
})

function edgesOf(step: Step): LineageEdge[] {
  const { from, used, generated, code: read } = step
  const edge = (kind: 'used' | 'generated', target: string, role: string, selector: Record<string, unknown>) => ({
    edge: kind,
    source: idOf(step),
    target,
    role,
    selector,
    ...(typeof selector.path === 'string' ? { place: `file://machine/${selector.path}` } : {}),
    at: kind === 'used' ? from : from.replace(':00:00', ':30:00'),
    origin,
    statements: [],
  })
  return [
    ...Object.entries(used).map(([path, target]) => edge('used', target, 'data', { path })),
    ...Object.entries(generated).map(([path, target]) => edge('generated', target, 'data', { path })),
    edge('used', `git-tree:${'a'.repeat(40)}`, 'code', { files: read }),
  ]
}

function factsOf(step: Step): LineageFact[] {
  const { parameters: set, environment: around, commit, mae } = step
  const subject = idOf(step)
  const facts: LineageFact[] = Object.entries(set).map(([name, parameter]) => ({
    type: 'parameter',
    subject,
    name,
    ...parameter,
    origin,
  }))
  facts.push({ type: 'facet', subject, name: 'code', body: { commit, patched: ['train.py'] }, origin })
  if (around !== undefined) facts.push({ type: 'facet', subject, name: 'environment', body: around, origin })
  if (mae !== undefined) {
    const measured = { step: 0, points: 1, at: hour(1), better: 'lower' as const, of: sha(0), origin }
    facts.push({ type: 'metric', subject, name: 'mae', ...mae, ...measured })
  }
  return facts
}
