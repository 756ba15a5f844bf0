import { expect, test } from 'vitest'
import type { NodeId } from '../../domain/id.ts'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from '../../lineage/lineage.ts'
import { flightLineage, sha, weatherImpact } from '../example.test-lineage.ts'
import { tableText } from '../table.ts'
import { treeText } from './tree.ts'

const plain = { colour: false, width: 100, now: '2026-12-03T08:00:00.000Z' }

test('a trace tells a model from where it is live down to its raw sources', () => {
  expect(treeText(flightLineage(1), plain)).toBe(`\
flight-delay@1   models/delay.joblib · model · 1.2 MB · sha256:e3d0a1b2
│  live in production since 2026-11-25 09:00 UTC, 100 % (declared)
│  approved by bo (declared) · 2026-11-24 16:20 UTC
│  made by train.py   train · succeeded in 2 min 29 s · 2026-11-24 10:02 UTC · by ann (declared)
│    code           commit 4f1d2ab, branch main, read train.py, uncommitted edits in features.py,
│                   git-tree:9e0244c1
│    configuration  params.yaml 312 B, sha256:c0f1600d
│    parameters     train.learning_rate                           0.1    ← params.yaml:10
│                   train.max_iter                                150    ← params.yaml:11
│                   train.max_leaf_nodes                          15     ← params.yaml:12
│                   HistGradientBoostingRegressor.early_stopping  false  ← code
│                   + 1 handed on, 3 defaults
│    environment    Python 3.11.7, pandas 2.3.3, scikit-learn 1.8.1, joblib 1.5.2, linux 6.18 x64,
│                   EPYC 9354, 2 CPUs, 24 GiB memory
└─ data/features/train.csv   48.1 MB · sha256:5b1c9e02
   │  made by features.py   transform · succeeded in 12.3 s · 2026-11-24 10:01 UTC
   │                        by ann (declared)
   │    code           same commit, read features.py
   │    configuration  same params.yaml
   │    parameters     features.destination_flights_min  100  ← params.yaml:7
   │    environment    same environment, 1 of the 3 packages imported
   └─ data/flights.csv   63.1 MB · sha256:c4d1800e
      │  made by prepare.py   transform · succeeded in 9.0 s · 2026-11-24 10:01 UTC
      │                       by ann (declared)
      │    code           same commit, read prepare.py
      │    configuration  same params.yaml
      │    environment    same environment, 1 of the 3 packages imported
      ├─ data/raw/airports.csv   83.1 kB · sha256:7a10c2d4 · source: no recorded run made it
      ├─ data/raw/flights.csv    31.1 MB · sha256:3e5a77b0 · source
      ├─ data/raw/planes.csv     189.4 kB · sha256:90bb31f7 · source
      └─ data/raw/weather.csv    2.5 MB · sha256:11d9e0aa · source

evaluated by evaluate.py   evaluate · succeeded in 3.1 s · 2026-11-24 10:05 UTC
│                             by ann (declared)
│    metrics        mae        12.31 ↓     lower is better
│                   within_15  0.796631 ↑  higher is better
│                   all on data/holdout.csv
│    code           same commit, read evaluate.py
│    configuration  same params.yaml
│    environment    same environment
├─ data/features/test.csv   1.5 MB · sha256:d7702f3c
└─ data/holdout.csv         213.9 kB · sha256:0c9f4411

complete · 11 artifacts and 4 runs · capture grade A · record read up to entry 9
as of 2026-12-03 08:00 UTC
`)
})

test('an impact that is cut does not say that nothing is live', () => {
  const whole = weatherImpact()
  const cut = { ...whole, complete: false, withheld: { nodes: 3, edges: 4 } }
  const nowhere = whole.edges.filter(({ edge }) => edge !== 'points')

  expect(treeText({ ...cut, edges: nowhere }, plain)).toMatch(
    /at least 4 runs .* whether any of it is live is not known/,
  )
  expect(treeText(cut, plain)).toMatch(
    /live: flight-delay@1 in production\n.*whether any more of it is live is not known/,
  )
  expect(treeText({ ...whole, edges: nowhere }, plain)).toContain('nothing of it is live')
})

test('an impact tells what depends on data, down to where it is live', () => {
  expect(treeText(weatherImpact(), plain)).toBe(`\
data/raw/weather.csv   dataset · 2.5 MB · sha256:11d9e0aa
│  4 runs and 4 artifacts depend on it · live: flight-delay@1 in production
│  used by prepare.py   transform · succeeded in 9.0 s · 2026-11-24 10:01 UTC · by ann (declared)
└─ data/flights.csv   63.1 MB · sha256:c4d1800e
   │  used by features.py   transform · succeeded in 12.3 s · 2026-11-24 10:01 UTC
   │                        by ann (declared)
   ├─ data/features/test.csv    1.5 MB · sha256:d7702f3c
   │     used by evaluate.py   evaluate · succeeded in 3.1 s · 2026-11-24 10:05 UTC
   │                           by ann (declared)
   └─ data/features/train.csv   48.1 MB · sha256:5b1c9e02
      │  used by train.py   train · succeeded in 2 min 29 s · 2026-11-24 10:02 UTC
      │                     by ann (declared)
      └─ flight-delay@1   models/delay.joblib · model · 1.2 MB · sha256:e3d0a1b2
            live in production since 2026-11-25 09:00 UTC, 100 % (declared)
            approved by bo (declared) · 2026-11-24 16:20 UTC
            used by evaluate.py   (see above)

complete · 5 artifacts and 4 runs · record read up to entry 9 · as of 2026-12-03 08:00 UTC
`)
})

const statements: string[] = []
const run = (name: string): NodeId => `run:here/${name}`
const content = (digits: string, more: Partial<LineageNode> = {}): LineageNode => ({
  id: sha(digits),
  type: 'artifact',
  depth: 0,
  ...more,
})
const ran = (name: string, more: Partial<LineageNode> = {}): LineageNode => ({
  id: run(name),
  type: 'run',
  name,
  depth: 1,
  ...more,
})
const made = (by: string, target: string, more: Partial<LineageEdge> = {}): LineageEdge => ({
  edge: 'generated',
  source: run(by),
  target: sha(target),
  origin: 'observed',
  statements,
  ...more,
})
const used = (by: string, target: NodeId, more: Partial<LineageEdge> = {}): LineageEdge => ({
  edge: 'used',
  source: run(by),
  target,
  origin: 'observed',
  statements,
  ...more,
})
const lineage = (nodes: LineageNode[], edges: LineageEdge[], more: Partial<Lineage> = {}): Lineage => ({
  ...flightLineage(1),
  root: nodes[0]?.id ?? '',
  asked: 'x',
  nodes,
  edges,
  facts: [],
  ...more,
})
const linesOf = (of: Lineage, look: Partial<typeof plain> = {}) =>
  treeText(of, { ...plain, ...look })
    .trimEnd()
    .split('\n')

test.each([40, 50, 60])('at %d columns a trace and its table cut names alone', (width) => {
  const tree = treeText(flightLineage(1), { ...plain, width })
  const table = tableText(flightLineage(1), { ...plain, width })

  for (const text of [
    '12.31 ↓',
    '2 min 29 s',
    '2026-11-24 10:02 UTC',
    'sha256:e3d0a1b2',
    'scikit-learn 1.8.1',
    '100 %',
  ]) {
    expect(tree).toContain(text)
  }
  for (const text of ['1.2 MB', '2026-11-24 10:02', 'e3d0a1b2', 'observed']) expect(table).toContain(text)
})

test('content that was registered is what its name stands for, whatever capture took it for', () => {
  const asset: LineageNode = { id: 'asset:here/delay', type: 'asset', kind: 'model', name: 'delay', depth: 1 }
  const named: LineageEdge = {
    edge: 'version-of',
    source: sha('aa'),
    target: asset.id,
    number: 1,
    origin: 'declared',
    statements,
  }

  const [first] = linesOf(lineage([content('aa', { kind: 'dataset' }), asset], [named]))

  expect(first).toMatch(/^delay@1 {3}model · /)
})

test('the name that another name of a run is a version of is told, though the run was told above', () => {
  const asset: LineageNode = { id: 'asset:here/job', type: 'asset', name: 'job', depth: 1 }
  const edges: LineageEdge[] = [
    { edge: 'same-as', source: run('b.py'), target: run('a.py'), origin: 'inferred', statements },
    { edge: 'derived', source: run('a.py'), target: sha('aa'), origin: 'inferred', statements },
    made('a.py', 'aa'),
    { edge: 'version-of', source: run('b.py'), target: asset.id, origin: 'inferred', statements },
  ]

  const text = linesOf(lineage([ran('a.py'), ran('b.py'), content('aa'), asset], edges, { question: 'impact' }))

  expect(text.join('\n')).toContain('job')
})

test('code outside git is told to be there, not to be edited', () => {
  const facts = [
    { type: 'facet', subject: run('a.py'), name: 'code', body: { dirty: true }, origin: 'observed' },
  ] as const
  const [, , code] = linesOf(lineage([content('aa'), ran('a.py')], [made('a.py', 'aa')], { facts: [...facts] }))

  expect(code).toBe('  code           not in git')
})

test('what two runs used is told once', () => {
  const nodes = [
    content('aa'),
    ran('join.py'),
    content('bb'),
    content('cc'),
    ran('left.py'),
    ran('right.py'),
    content('dd'),
  ]
  const edges = [
    made('join.py', 'aa'),
    used('join.py', sha('bb')),
    used('join.py', sha('cc')),
    made('left.py', 'bb'),
    made('right.py', 'cc'),
    used('left.py', sha('dd')),
    used('right.py', sha('dd')),
  ]

  expect(linesOf(lineage(nodes, edges)).slice(0, 8)).toEqual([
    'sha256:aa000000',
    '│  made by join.py',
    '├─ sha256:bb000000',
    '│  │  made by left.py',
    '│  └─ sha256:dd000000   source: no recorded run made it',
    '└─ sha256:cc000000',
    '   │  made by right.py',
    '   └─ sha256:dd000000   (see above)',
  ])
})

test.each([
  ['2026-11-24T10:05:00.000Z', '2026-11-24 10:02 UTC', '2026-11-24 10:05 UTC'],
  ['2026-11-24T10:02:30.000Z', '2026-11-24 10:02:00 UTC', '2026-11-24 10:02:30 UTC'],
])(
  'a run that is told above is told apart by its time from another of its name, begun at %s',
  (from, first, second) => {
    const of = (id: string, at: string): LineageNode => ({ ...ran(id), name: 'split.py', from: at })
    const nodes = [
      content('aa'),
      ran('train.py'),
      content('bb'),
      content('cc'),
      of('one', '2026-11-24T10:02:00.000Z'),
      of('two', from),
      content('dd'),
    ]
    const both = (target: string) => [made('one', target), made('two', target)]
    const edges = [
      made('train.py', 'aa'),
      ...['bb', 'cc'].flatMap((target) => [used('train.py', sha(target)), ...both(target)]),
      ...['one', 'two'].map((by) => used(by, sha('dd'))),
    ]

    const lines = linesOf(lineage(nodes, edges)).filter((line) => line.includes('split.py'))

    expect(lines.map((line) => line.replace(/^.*split\.py +/, ''))).toEqual([
      expect.stringContaining(first),
      expect.stringContaining(second),
      `${first} · (see above)`,
      `${second} · (see above)`,
    ])
  },
)

test('content that several runs made has a branch for each, and says that only the bytes say so', () => {
  const nodes = [content('aa'), ran('train.py'), content('bb', { bytes: 2_000 }), ran('one.py'), ran('two.py')]
  const edges = [
    made('train.py', 'aa'),
    used('train.py', sha('bb'), { selector: { path: 'in.csv' } }),
    made('one.py', 'bb', { selector: { path: 'out.csv' }, sameBytes: true }),
    made('two.py', 'bb', { selector: { path: 'in.csv' }, sameBytes: true }),
  ]

  expect(linesOf(lineage(nodes, edges)).slice(2, 8)).toEqual([
    '└─ in.csv   2.0 kB · sha256:bb000000',
    '   ├─ made by one.py   as out.csv · same bytes, written elsewhere',
    '   │     nothing that it read is on record',
    '   └─ made by two.py   same bytes, written elsewhere',
    '         nothing that it read is on record',
    '',
  ])
})

test('gaps are told: no digest, origins other than observed, content too small to follow, runs that failed', () => {
  const orders = 'unpinned:postgres/orders'
  const log = 'unpinned:shop.20261124T100000000Z-0123456789ab/log.csv'
  const nodes = [
    content('aa', { kind: 'model', origin: 'declared' }),
    ran('train.py', { state: 'failed', exit: 3, from: '2026-11-24T10:02:11.120Z', until: '2026-11-24T10:02:14.220Z' }),
    { id: orders, type: 'artifact' as const, depth: 2 },
    { id: log, type: 'artifact' as const, depth: 2 },
    content('bb', { bytes: 12 }),
  ]
  const edges = [
    made('train.py', 'aa'),
    used('train.py', orders, { origin: 'inferred' }),
    used('train.py', log),
    used('train.py', sha('bb'), {
      selector: { path: '_SUCCESS', rows: '0-9', columns: ['a', 'b'] },
      origin: 'declared',
    }),
  ]

  expect(linesOf(lineage(nodes, edges)).slice(0, 7)).toEqual([
    'sha256:aa000000   model · declared',
    '│  made by train.py   failed with exit code 3 after 3.1 s · 2026-11-24 10:02 UTC',
    '├─ _SUCCESS   12 B · sha256:bb000000 · rows 0-9 · 2 columns · declared',
    '│                source: too small to tell by its bytes what made it',
    '├─ log.csv    no digest · source: no recorded run made it',
    '└─ orders     postgres · no digest · inferred · source',
    '',
  ])
})

test('a run that was killed says by what', () => {
  const times = { from: '2026-11-24T10:02:11.120Z', until: '2026-11-24T10:02:13.520Z' } as const
  const nodes = [content('aa'), ran('train.py', { state: 'failed', signal: 'SIGTERM', ...times })]

  expect(linesOf(lineage(nodes, [made('train.py', 'aa')]))[1]).toMatch(
    /^made by train\.py {3}failed, killed by SIGTERM after 2\.4 s · /,
  )
})

test('what was only said of a run is not told as seen', () => {
  const edges = [made('train.py', 'aa', { origin: 'inferred' }), used('train.py', sha('bb'))]

  const lines = linesOf(lineage([content('aa'), ran('train.py', { origin: 'declared' }), content('bb')], edges))

  expect(lines[1]).toBe('│  made by train.py   inferred · declared')
})

test('an answer that was cut says so, and claims no sources', () => {
  const text = treeText(
    lineage([content('aa'), ran('train.py'), content('bb')], [made('train.py', 'aa'), used('train.py', sha('bb'))], {
      complete: false,
      withheld: { nodes: 340, edges: 1_512 },
    }),
    plain,
  )

  expect(text).toContain('what made it is not among what is shown')
  expect(text).not.toContain('source')
  expect(text).toContain('not complete: 340 nodes and 1,512 edges withheld')
})

test('a run that is under way says for how long', () => {
  const nodes = [ran('train.py', { state: 'running', from: '2026-12-03T07:48:00.000Z' }), content('bb')]

  expect(linesOf(lineage(nodes, [used('train.py', sha('bb'))]))[0]).toBe(
    'train.py   running for 12 min 0 s · 2026-12-03 07:48 UTC',
  )
})

test('two names of one content are one node, under the sha256', () => {
  const md5 = `md5:${'0f'.repeat(16)}`
  const nodes = [
    content('aa'),
    ran('train.py'),
    { id: md5, type: 'artifact' as const, depth: 2 },
    content('bb'),
    ran('prepare.py'),
  ]
  const edges: LineageEdge[] = [
    made('train.py', 'aa'),
    used('train.py', md5),
    made('prepare.py', 'bb'),
    { edge: 'same-as', source: md5, target: sha('bb'), origin: 'declared', statements },
  ]

  expect(linesOf(lineage(nodes, edges)).slice(2, 5)).toEqual([
    '└─ sha256:bb000000',
    '      the same as md5:0f0f0f0f',
    '      made by prepare.py',
  ])
})

test('what a model derives from, and the files of a folder, are branches with their relation', () => {
  const nodes = [content('aa'), content('bb'), content('cc'), content('dd')]
  const edges: LineageEdge[] = [
    { edge: 'derived', source: sha('aa'), target: sha('bb'), role: 'quantized', origin: 'observed', statements },
    { edge: 'part-of', source: sha('cc'), target: sha('bb'), role: 'member', origin: 'observed', statements },
    { edge: 'part-of', source: sha('dd'), target: sha('bb'), role: 'member', origin: 'observed', statements },
  ]

  expect(linesOf(lineage(nodes, edges)).slice(0, 4)).toEqual([
    'sha256:aa000000',
    '└─ derived (quantized) from sha256:bb000000',
    '   ├─ holds sha256:cc000000   source: no recorded run made it',
    '   └─ holds sha256:dd000000   source',
  ])
})

const inFolder = (file: string, folder: string): LineageEdge => ({
  edge: 'part-of',
  source: sha(file),
  target: sha(folder),
  role: 'member',
  origin: 'observed',
  statements,
})
/** Eight files of a folder that was written whole and of one that was read, and one that came from elsewhere. */
const [files, others] = [['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', 'f7'], ['fa']]
const folderNodes = [
  ran('train.py', { depth: 0 }),
  content('ad', { name: 'data/', depth: 1 }),
  ...[...files, ...others].map((file) => content(file, { name: `data/${file}`, bytes: 1_000, depth: 1 })),
  content('ed', { name: 'data/', depth: 1 }),
  ran('prepare.py'),
  ran('copy.py'),
]
const folderEdges = [
  used('train.py', sha('ad')),
  ...[...files, ...others].map((file) => inFolder(file, 'ad')),
  ...files.map((file) => inFolder(file, 'ed')),
  made('prepare.py', 'ed'),
  made('copy.py', 'fa'),
]

test('files that come from one folder and lie in another are told in one line, and none is listed again', () => {
  const lines = linesOf(lineage(folderNodes, folderEdges))

  expect(lines.slice(0, 8)).toEqual([
    'train.py',
    '└─ data/   sha256:ad000000',
    '   ├─ holds 8 files   data/f0 … data/f7 · 8.0 kB',
    '   │  └─ part of data/   sha256:ed000000',
    '   │        made by prepare.py',
    '   │        nothing that it read is on record',
    '   └─ holds data/fa   1.0 kB · sha256:fa000000',
    '         made by copy.py',
  ])
  expect(lines.slice(9, 11)).toEqual(['', expect.stringContaining('complete')])
})

test('files that one run wrote as a folder and another read one by one are no sources, and none is told to hold the others', () => {
  const names = ['f0', 'f1']
  const nodes = [
    ran('serve.py', { depth: 0 }),
    ...names.map((file) => content(file, { name: `model/${file}`, depth: 1 })),
    content('ad', { name: 'model/', depth: 2 }),
    ran('train.py'),
    content('da', { name: 'data.csv', depth: 4 }),
  ]
  const edges = [
    ...names.flatMap((file) => [used('serve.py', sha(file)), inFolder(file, 'ad')]),
    made('train.py', 'ad'),
    used('train.py', sha('da')),
  ]

  expect(linesOf(lineage(nodes, edges)).slice(0, 7)).toEqual([
    'serve.py',
    '├─ model/f0   sha256:f0000000',
    '│  └─ part of model/   sha256:ad000000',
    '│     │  made by train.py',
    '│     └─ data.csv   sha256:da000000 · source: no recorded run made it',
    '└─ model/f1   sha256:f1000000',
    '   └─ part of model/   (see above)',
  ])
})

test('so are they in an impact', () => {
  const impact = lineage(folderNodes, folderEdges, { question: 'impact', root: run('prepare.py') })

  expect(linesOf(impact).slice(0, 6)).toEqual([
    'prepare.py',
    '│  1 run and 11 artifacts depend on it · nothing of it is live',
    '└─ data/   sha256:ed000000',
    '   └─ holds 8 files   data/f0 … data/f7 · 8.0 kB',
    '      └─ part of data/   sha256:ad000000',
    '         ├─ holds data/fa      1.0 kB · sha256:fa000000',
  ])
})

test('a file of the folder of which more is to tell has a line of its own', () => {
  const tagged = { type: 'facet', subject: sha('f3'), name: 'tag:seen', body: 'yes', origin: 'declared' } as const

  const lines = linesOf(lineage(folderNodes, folderEdges, { facts: [tagged] }))

  expect(lines).toContain('   ├─ holds 7 files   data/f0 … data/f7 · 7.0 kB')
  const own = lines.findIndex((line) => line.startsWith('   ├─ holds data/f3'))
  expect(lines.slice(own, own + 3)).toEqual([
    '   ├─ holds data/f3   1.0 kB · sha256:f3000000',
    '   │  │  tagged · seen = yes',
    '   │  └─ part of data/   (see above)',
  ])
})

test('bytes that are met again under another name are called so, and a metric by the name that its run met', () => {
  const at = (path: string, place = path) => ({ selector: { path }, place: `file://h/${place}` })
  const nodes = [
    content('aa', { name: 'model.bin', depth: 0 }),
    ran('train.py'),
    content('cc', { name: 'clean.csv', bytes: 1_000 }),
    content('c0', { name: 'params.yaml', bytes: 100 }),
    ran('evaluate.py', { beside: true }),
  ]
  const edges = [
    made('train.py', 'aa'),
    used('train.py', sha('cc'), at('clean.csv')),
    used('train.py', sha('c0'), { ...at('params.yaml'), role: 'configuration' }),
    used('evaluate.py', sha('aa')),
    used('evaluate.py', sha('cc'), at('clean2.csv')),
    used('evaluate.py', sha('c0'), { ...at('conf/params.yaml'), role: 'configuration' }),
  ]
  const metric: LineageFact = {
    type: 'metric',
    subject: run('evaluate.py'),
    name: 'mae',
    value: 1,
    step: 0,
    points: 1,
    at: '2026-11-24T10:00:00.000Z',
    on: sha('cc'),
    origin: 'observed',
  }

  const lines = linesOf(lineage(nodes, edges, { facts: [metric] })).map((line) => line.trim())

  expect(lines).toContain('└─ clean.csv   1.0 kB · sha256:cc000000 · source: no recorded run made it')
  expect(lines).toContain('└─ clean2.csv   (the same bytes as clean.csv, above)')
  expect(lines.find((line) => line.includes('mae'))).toMatch(/on clean2\.csv/)
  expect(lines.find((line) => line.includes('conf/'))).toMatch(/conf\/params\.yaml \(the same bytes as params\.yaml\)$/)
})

test('a circle ends', () => {
  const edges = [made('a.py', 'aa'), used('a.py', sha('aa'))]

  expect(linesOf(lineage([content('aa'), ran('a.py')], edges)).slice(0, 3)).toEqual([
    'sha256:aa000000',
    '│  made by a.py',
    '└─ sha256:aa000000   (see above)',
  ])
})

test('a chain of 200 runs goes on below, whole, within the width', () => {
  const digits = (step: number) => `a${step.toString(16).padStart(3, '0')}`
  const steps = Array.from({ length: 200 }, (_, step) => step)
  const nodes = steps.flatMap((step) => [content(digits(step)), ran(`step-${step}.py`)])
  const edges = steps.flatMap((step) => [
    made(`step-${step}.py`, digits(step)),
    used(`step-${step}.py`, sha(digits(step + 1))),
  ])

  const lines = linesOf(lineage([...nodes, content(digits(200))], edges))

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(lines.filter((line) => line.endsWith('goes on below at [1]'))).toHaveLength(1)
  expect(lines.find((line) => line.startsWith('[1] '))).toBe('[1] sha256:a00f0000')
  expect(lines.filter((line) => /made by step-\d+\.py/.test(line))).toHaveLength(200)
})

test('an impact on nothing says so', () => {
  expect(linesOf(lineage([content('aa')], [], { question: 'impact' }))[1]).toBe('nothing on record depends on it')
})

test('what no branch leads to is listed', () => {
  const nodes: LineageNode[] = [content('aa'), { id: 'asset:acme/other', type: 'asset', kind: 'job', depth: 1 }]
  const edges: LineageEdge[] = [
    { edge: 'related', source: sha('aa'), target: 'asset:acme/other', origin: 'declared', statements },
  ]

  expect(linesOf(lineage(nodes, edges)).slice(2, 4)).toEqual(['also on record', '└─ other   job'])
})

test('shares, aliases, tags, other environments and blind spots have their lines', () => {
  const asset = 'asset:acme/m'
  const nodes: LineageNode[] = [
    content('aa', { kind: 'model' }),
    ran('train.py'),
    { id: asset, type: 'asset', name: 'm', depth: 1 },
  ]
  const points = { edge: 'points' as const, source: asset, target: sha('aa'), origin: 'declared' as const, statements }
  const edges: LineageEdge[] = [
    made('train.py', 'aa'),
    { edge: 'version-of', source: sha('aa'), target: asset, number: 3, origin: 'declared', statements },
    {
      ...points,
      role: 'deployment',
      slot: 'eu',
      share: 0.1,
      selector: { version: 2 },
      from: '2026-11-25T09:00:00.000Z',
    },
    { ...points, role: 'alias', slot: 'champion' },
    { ...points, role: 'deployment', slot: 'retired', share: 0 },
  ]
  const facet = (subject: NodeId, name: string, body: unknown) => ({
    type: 'facet' as const,
    subject,
    name,
    body,
    origin: 'observed' as const,
  })
  const facts = [
    facet(sha('aa'), 'tag:owner', 'ann'),
    facet(run('train.py'), 'capture', { grade: 'B', blind: ['child processes'] }),
  ]

  expect(linesOf(lineage(nodes, edges, { facts }))).toEqual([
    'm@3   model · sha256:aa000000',
    'live in eu as m@2 since 2026-11-25 09:00 UTC, 10 % (declared)',
    'alias champion (declared)',
    'tagged · owner = ann',
    'made by train.py',
    '  capture        grade B · child processes',
    'nothing that it read is on record',
    '',
    'complete · 1 artifact and 1 run · capture grade B · record read up to entry 9',
    'as of 2026-12-03 08:00 UTC',
  ])
})

test('colours mark what matters, and only on a terminal', () => {
  const text = treeText(flightLineage(1), { ...plain, colour: true })

  expect(text).toContain('\x1b[1mflight-delay@1\x1b[22m')
  expect(text).toContain('\x1b[32mlive in production since 2026-11-25 09:00 UTC\x1b[39m')
})
