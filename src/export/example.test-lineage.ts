import type { NodeId } from '../domain/id.ts'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from '../lineage/lineage.ts'

// What `pedigree trace flight-delay@1` and `@2` answer for the example of flight delays, written out by hand.

/** A digest that begins with what a test expects to read. */
export const sha = (digits: string): NodeId => `sha256:${digits.padEnd(64, '0')}`
const tree = (digits: string): NodeId => `git-tree:${digits.padEnd(40, '0')}`
const run = (name: string): NodeId => `run:ann-laptop/${name}`

const asset = 'asset:acme/flight-delay'
const statements = ['0123456789abcdef0123456789abcdef/0/0']
const observed = { origin: 'observed', statements } as const
const declared = { origin: 'declared', statements } as const

type Content = { readonly path: string; readonly digits: string; readonly bytes: number; readonly kind?: string }
type Version = {
  readonly number: 1 | 2
  readonly day: string
  readonly raw: Content
  readonly rest: readonly Content[]
  readonly prepared: Content
  readonly train: Content
  readonly test: Content
  readonly model: Content
  readonly holdout: Content
  readonly features: string
  readonly tree: string
  readonly commit: string
  readonly patched: readonly string[]
  readonly maxLeafNodes: number
  readonly scikit: string
  readonly mae: number
}

const rest: readonly Content[] = [
  { path: 'data/raw/airports.csv', digits: '7a10c2d4', bytes: 83_119 },
  { path: 'data/raw/planes.csv', digits: '90bb31f7', bytes: 189_447 },
  { path: 'data/raw/weather.csv', digits: '11d9e0aa', bytes: 2_466_231 },
]
const holdout: Content = { path: 'data/holdout.csv', digits: '0c9f4411', bytes: 213_904 }

const versions: readonly Version[] = [
  {
    number: 1,
    day: '2026-11-24',
    raw: { path: 'data/raw/flights.csv', digits: '3e5a77b0', bytes: 31_053_010 },
    rest,
    prepared: { path: 'data/flights.csv', digits: 'c4d1800e', bytes: 63_118_220 },
    train: { path: 'data/features/train.csv', digits: '5b1c9e02', bytes: 48_113_020 },
    test: { path: 'data/features/test.csv', digits: 'd7702f3c', bytes: 1_530_087 },
    model: { path: 'models/delay.joblib', digits: 'e3d0a1b2', bytes: 1_204_331, kind: 'model' },
    holdout,
    features: 'aa01',
    tree: '9e0244c1',
    commit: '4f1d2ab0c3',
    patched: ['features.py'],
    maxLeafNodes: 15,
    scikit: '1.8.1',
    mae: 12.31,
  },
  {
    number: 2,
    day: '2026-12-01',
    raw: { path: 'data/raw/flights.csv', digits: '8802fdc9', bytes: 34_251_766 },
    rest,
    prepared: { path: 'data/flights.csv', digits: '44aa19d2', bytes: 69_620_118 },
    train: { path: 'data/features/train.csv', digits: 'f01b7c5d', bytes: 55_870_441 },
    test: { path: 'data/features/test.csv', digits: '2d6e90b1', bytes: 1_702_345 },
    model: { path: 'models/delay.joblib', digits: 'a11c77f0', bytes: 2_310_800, kind: 'model' },
    holdout,
    features: 'aa02',
    tree: '31c7b0d8',
    commit: '4f1d2ab0c3',
    patched: ['features.py', 'train.py'],
    maxLeafNodes: 31,
    scikit: '1.9.0',
    mae: 11.87,
  },
]

type Step = {
  readonly script: string
  readonly kind: string
  readonly at: string
  readonly seconds: number
  readonly reads: readonly Content[]
  readonly writes: readonly Content[]
  readonly depth: number
  readonly beside?: true
}

/** Four runs, of which the last stands beside: prepare → features → train → model, and evaluate. */
export function flightLineage(number: 1 | 2): Lineage {
  const version = versions[number - 1]
  if (version === undefined) throw new Error('there are two versions')
  const { raw, rest: others, prepared, train, test, model } = version
  const steps: readonly Step[] = [
    { script: 'train.py', kind: 'train', at: '10:02:11.120', seconds: 149, reads: [train], writes: [model], depth: 1 },
    {
      script: 'features.py',
      kind: 'transform',
      at: '10:01:40.000',
      seconds: 12.3,
      reads: [prepared],
      writes: [train],
      depth: 3,
    },
    {
      script: 'prepare.py',
      kind: 'transform',
      at: '10:01:02.500',
      seconds: 9.04,
      reads: [...others, raw],
      writes: [prepared],
      depth: 5,
    },
    {
      script: 'evaluate.py',
      kind: 'evaluate',
      at: '10:05:00.000',
      seconds: 3.1,
      reads: [test, version.holdout, model],
      writes: [],
      depth: 1,
      beside: true,
    },
  ]
  const contents: readonly (readonly [Content, number])[] = [
    [model, 0],
    [train, 2],
    [prepared, 4],
    ...[...others, raw].map((content) => [content, 6] as const),
    [test, 2],
    [version.holdout, 2],
  ]
  return {
    question: 'trace',
    root: sha(model.digits),
    asked: `flight-delay@${number}`,
    asOf: '2026-12-03T08:00:00.000Z',
    knownAt: 9,
    complete: true,
    withheld: { nodes: 0, edges: 0 },
    nodes: [
      ...contents.map(([content, depth]): LineageNode => nodeOf(content, depth)),
      { id: tree(version.tree), type: 'artifact', kind: 'code', origin: 'observed', depth: 2 },
      {
        id: sha('c0f1600d'),
        type: 'artifact',
        kind: 'configuration',
        name: 'params.yaml',
        bytes: 312,
        origin: 'observed',
        depth: 2,
      },
      ...steps.map((step) => runOf(step, version)),
      { id: asset, type: 'asset', kind: 'model', name: 'flight-delay', depth: 1 },
      { id: 'agent:user/ann', type: 'agent', depth: 2 },
      { id: 'agent:user/bo', type: 'agent', depth: 1 },
    ],
    edges: [...steps.flatMap((step) => edgesOf(step, version)), ...aroundModel(version)],
    facts: steps.flatMap((step) => factsOf(step, version)),
  }
}

/** What `pedigree impact data/raw/weather.csv` answers of version 1: all that came from it, to where it is live. */
export function weatherImpact(): Lineage {
  const traced = flightLineage(1)
  const root = sha('11d9e0aa')
  const [features, test] = [run('2026-11-24-features.py'), sha('d7702f3c')]
  const besides = new Set(['7a10c2d4', '90bb31f7', '3e5a77b0', '0c9f4411', 'c0f1600d'].map(sha))
  const isBelow = (id: NodeId) => !besides.has(id) && !id.startsWith('git-tree:')
  const written: LineageEdge = {
    edge: 'generated',
    source: features,
    target: test,
    role: 'data',
    selector: { path: 'data/features/test.csv' },
    ...observed,
  }
  return {
    ...traced,
    question: 'impact',
    root,
    asked: 'data/raw/weather.csv',
    nodes: traced.nodes
      .filter(({ id }) => isBelow(id))
      .map(({ beside: _, ...node }) => ({ ...node, depth: node.id === root ? 0 : node.depth + 1 })),
    edges: [...traced.edges.filter(({ source, target }) => isBelow(source) && isBelow(target)), written],
    facts: [],
  }
}

function nodeOf({ digits, bytes, kind = 'dataset', path }: Content, depth: number): LineageNode {
  return { id: sha(digits), type: 'artifact', kind, name: path, bytes, origin: 'observed', depth }
}

function runOf({ script, kind, at, seconds, depth, beside }: Step, { day }: Version): LineageNode {
  const from = `${day}T${at}Z`
  const until = new Date(Date.parse(from) + seconds * 1_000).toISOString()
  return {
    id: run(`${day}-${script}`),
    type: 'run',
    kind,
    name: script,
    state: 'succeeded',
    exit: 0,
    from,
    until,
    origin: 'observed',
    depth,
    ...(beside === undefined ? {} : { beside }),
  }
}

function edgesOf(step: Step, version: Version): LineageEdge[] {
  const source = run(`${version.day}-${step.script}`)
  const role = ({ kind }: Content) => (kind === 'model' ? 'model' : 'data')
  const files = {
    [step.script]: sha(step.script === 'features.py' ? version.features : step.script.length.toString(16)),
  }
  return [
    ...step.reads.map(
      (content): LineageEdge => ({
        edge: 'used',
        source,
        target: sha(content.digits),
        role: role(content),
        selector: { path: content.path },
        ...observed,
      }),
    ),
    ...step.writes.map(
      (content): LineageEdge => ({
        edge: 'generated',
        source,
        target: sha(content.digits),
        role: role(content),
        selector: { path: content.path },
        at: `${version.day}T${step.at}Z`,
        ...observed,
      }),
    ),
    { edge: 'used', source, target: tree(version.tree), role: 'code', selector: { files }, ...observed },
    {
      edge: 'used',
      source,
      target: sha('c0f1600d'),
      role: 'configuration',
      selector: { path: 'params.yaml' },
      ...observed,
    },
    { edge: 'acted-for', source: 'agent:user/ann', target: source, role: 'author', ...declared },
  ]
}

function aroundModel({ number, day, model }: Version): LineageEdge[] {
  const [source, from] = [sha(model.digits), number === 1 ? '2026-11-25T09:00:00.000Z' : '2026-12-02T09:00:00.000Z']
  return [
    { edge: 'version-of', source, target: asset, number, at: `${day}T11:00:00.000Z`, ...declared },
    {
      edge: 'acted-for',
      source: 'agent:user/bo',
      target: source,
      role: 'approver',
      at: `${day}T16:20:00.000Z`,
      ...declared,
    },
    {
      edge: 'points',
      source: asset,
      target: source,
      role: 'deployment',
      slot: 'production',
      share: 1,
      selector: { version: number },
      from,
      ...declared,
    },
  ]
}

function factsOf({ script }: Step, version: Version): LineageFact[] {
  const subject = run(`${version.day}-${script}`)
  const { commit, patched, scikit } = version
  const facet = (name: string, body: unknown): LineageFact => ({
    type: 'facet',
    subject,
    name,
    body,
    origin: 'observed',
  })
  const isLearning = script === 'train.py' || script === 'evaluate.py'
  const learning = isLearning ? { 'scikit-learn': scikit, joblib: '1.5.2' } : {}
  return [
    facet('code', { commit, branch: 'main', patch: sha('77aa'), patched, dirty: true }),
    facet('environment', {
      python: { version: '3.11.7' },
      imported: { pandas: '2.3.3', ...learning },
      system: { arch: 'x64', platform: 'linux', release: '6.18' },
      cpu: { count: 2, memoryGiB: 24, model: 'EPYC 9354' },
    }),
    facet('capture', { grade: 'A', blind: [] }),
    ...parametersOf(script, version),
    ...(script === 'evaluate.py' ? metricsOf(subject, version) : []),
  ]
}

function parametersOf(script: string, { day, maxLeafNodes, scikit }: Version): LineageFact[] {
  const parameter = (name: string, value: unknown, from: string): LineageFact => ({
    type: 'parameter',
    subject: run(`${day}-${script}`),
    name,
    value,
    from,
    origin: 'observed',
  })
  const trees = 'HistGradientBoostingRegressor'
  if (script === 'features.py') return [parameter('features.destination_flights_min', 100, 'params.yaml:7')]
  if (script !== 'train.py') return []
  return [
    parameter('train.learning_rate', 0.1, 'params.yaml:10'),
    parameter('train.max_iter', 150, 'params.yaml:11'),
    parameter('train.max_leaf_nodes', maxLeafNodes, 'params.yaml:12'),
    parameter(`${trees}.max_leaf_nodes`, maxLeafNodes, 'code'),
    parameter(`${trees}.early_stopping`, false, 'code'),
    ...['loss', 'max_bins', 'tol'].map((name) => parameter(`${trees}.${name}`, 0, `default of scikit-learn ${scikit}`)),
  ]
}

function metricsOf(subject: NodeId, { number, day, mae, holdout: on, model }: Version): LineageFact[] {
  const measured = (name: string, value: number, better: 'lower' | 'higher'): LineageFact => ({
    type: 'metric',
    subject,
    name,
    value,
    step: 0,
    points: 1,
    at: `${day}T10:05:03.000Z`,
    better,
    on: sha(on.digits),
    of: sha(model.digits),
    origin: 'observed',
  })
  return [measured('mae', mae, 'lower'), measured('within_15', number === 1 ? 0.7966312 : 0.8034, 'higher')]
}
