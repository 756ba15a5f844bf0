import { randomBytes } from 'node:crypto'
import { deploy } from '../../src/operations/deploy.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { approve } from '../../src/operations/stating.ts'
import { makeProject, type Project, type Run } from '../questions/project.ts'

export const rawTables = ['flights.csv', 'weather.csv', 'planes.csv', 'airports.csv']

/** Four raw tables become a model, twice; the first version is live, the second in a shadow; a run of today failed. */
export async function recordStory(): Promise<Project> {
  const project = makeProject()
  for (const name of rawTables) project.file(`data/raw/${name}`, `raw ${name}`)
  const raw = rawTables.map((name) => `data/raw/${name}`)
  for (const name of ['clean', 'features', 'test']) project.file(`data/${name}.parquet`, name)
  const made = async (run: Run, kind: string) => describe(project, await project.runOf(run), kind)
  await made({ name: 'clean.py', reads: raw.slice(0, 2), writes: ['data/clean.parquet'] }, 'transform')
  await made(
    {
      name: 'features.py',
      reads: ['data/clean.parquet', ...raw.slice(2)],
      writes: ['data/features.parquet', 'data/test.parquet'],
    },
    'transform',
  )
  for (const version of [1, 2]) {
    const model = `models/delay-${version}.joblib`
    project.file(model, `model ${version}`)
    await made(
      {
        name: 'train.py',
        reads: ['data/features.parquet', 'data/test.parquet'],
        writes: [model],
        code: { 'train.py': 'a'.repeat(40), 'delay/model.py': 'b'.repeat(40) },
        parameters: {
          max_leaf_nodes: { value: 31 * version, from: 'train.py:12' },
          learning_rate: { value: 0.1, from: 'params.yaml' },
        },
        metrics: { mae: 12.4 - version, late_recall: 0.41 + version / 20 },
        of: model,
        on: 'data/test.parquet',
      },
      'train',
    )
    await project.write((store) =>
      register(store, { reference: model, name: 'flight-delay', kind: 'model' }, project.surroundings),
    )
    project.clock.now += 60_000
    if (version === 1)
      await project.write((store) =>
        approve(store, { reference: 'flight-delay@1', note: 'better by a minute' }, project.surroundings),
      )
    const slot = version === 1 ? 'production' : 'shadow'
    await project.write((store) => deploy(store, { reference: `flight-delay@${version}`, slot }, project.surroundings))
    project.clock.now += 86_400_000
  }
  await fail(project)
  return project
}

const featureMap = {
  files: [{ path: 'data/features.parquet' }],
  models: [
    {
      ...{ class: 'HistGradientBoostingRegressor', at: 'train.py:36' },
      inputs: [{ how: 'same frame', files: [0], columns: ['distance', 'hour'], from: ['distance', 'dep_hour'] }],
      branches: [{ columns: ['hour'], through: ['OneHotEncoder'], count: 24 }],
    },
  ],
}

/** What capture says of a run beside its files. */
async function describe(project: Project, run: string, kind: string): Promise<void> {
  const facet = (name: string, body: unknown) => ({ type: 'facet', subject: run, name, body, origin: 'observed' })
  await state(project, [
    { type: 'node', node: 'run', id: run, kind, origin: 'observed' },
    { type: 'edge', edge: 'acted-for', source: 'agent:user/ann', target: run, role: 'author', origin: 'observed' },
    facet('capture', { grade: 'A', blind: [] }),
    facet('command', { argv: ['python', `${kind}.py`, '--title', 'two words'], folder: '.' }),
    facet('determinism', { risks: [{ risk: 'hash-seed', text: 'PYTHONHASHSEED is not set.' }] }),
    facet('odd', { a: [{ b: 1 }] }),
    ...(kind === 'train' ? [facet('features', featureMap)] : []),
    facet('environment', { python: '3.12.4', imported: { pandas: '2.2.2', 'scikit-learn': '1.5.1' } }),
    ...(kind === 'train' ? [facet('evaluation', { on: 'same values' })] : []),
    facet('code', { commit: 'a81f3c2'.padEnd(40, '0'), branch: 'main', dirty: false }),
  ])
}

async function fail(project: Project): Promise<void> {
  const at = new Date(project.clock.now).toISOString()
  const until = new Date(project.clock.now + 95_000).toISOString()
  const run = { id: 'run:test/failed', name: 'tune.py', kind: 'train', state: 'failed', exit: 1, from: at, until }
  await state(project, [
    { type: 'node', node: 'run', ...run, origin: 'observed' },
    { type: 'edge', edge: 'acted-for', source: 'agent:user/bo', target: run.id, role: 'author', origin: 'declared' },
  ])
}

/** A new run on the record, said by another process. @returns its id */
export async function recordRun(project: Project, name: string): Promise<string> {
  const id = `run:test/${randomBytes(8).toString('hex')}`
  const at = new Date(project.clock.now).toISOString()
  await state(project, [
    { type: 'node', node: 'run', id, name, state: 'succeeded', from: at, until: at, origin: 'observed' },
    { type: 'parameters', run: id, values: { [name]: { value: name, from: name } } },
    { type: 'metrics', run: id, series: [{ key: name, steps: [0], times: [at], values: [1] }] },
    ...previews(name).map((body, index) => ({ type: 'facet', subject: id, name: `preview-${index}`, body })),
    { type: 'facet', subject: id, name: `tag:${name}`, body: name },
  ])
  return id
}

/** One content as `risk` and `fraud`, of which the second is approved and live; another as two versions of `my`, both live. */
export async function recordTwins(project: Project): Promise<void> {
  project.clock.now = Date.parse('2026-01-08T00:00:00.000Z')
  const { surroundings } = project
  for (const [model, names] of [
    ['models/twin.joblib', ['risk', 'fraud']],
    ['models/same.joblib', ['my', 'my']],
  ] as const) {
    project.file(model, model)
    await project.runOf({ id: `run:test/${model}`, name: 'train.py', writes: [model] })
    for (const [index, name] of names.entries()) {
      const version = names[0] === names[1] ? index + 1 : 1
      await project.write((store) => register(store, { reference: model, name, version, kind: 'model' }, surroundings))
    }
  }
  project.clock.now = Date.parse('2026-01-09T00:00:00.000Z')
  const at = '2026-01-09T00:00:00.000Z'
  await project.write(async (store) => {
    await deploy(store, { reference: 'fraud@1', slot: 'production', at }, surroundings)
    await approve(store, { reference: 'fraud@1', note: 'ok', at }, surroundings)
    await deploy(store, { reference: 'my@1', slot: 'production', at: '2026-01-08T23:59:00.000Z' }, surroundings)
    await deploy(store, { reference: 'my@2', slot: 'production', share: 0.8, at }, surroundings)
  })
}

/** measured.csv, which nobody made, was copied to archived.csv and cleaned. */
export async function recordCopied({ file, runOf }: Project): Promise<void> {
  file('measured.csv', 'measured')
  file('archived.csv', 'measured')
  file('cleaned.csv', 'cleaned')
  await runOf({ name: 'clean-measured.py', reads: ['measured.csv'], writes: ['cleaned.csv'] })
  await runOf({ name: 'archive.py', reads: ['measured.csv'], writes: ['archived.csv'] })
}

/** What a page that shows content, and not text, would run or fetch. */
const previews = (name: string): readonly unknown[] => [
  { url: 'javascript:alert(2)', html: `<p>${name}</p>`, svg: '<svg onload=alert(3)>', [name]: name },
  'data:text/html,<script>alert(4)</script>',
]

/** A model from which many others were derived. */
export async function recordHub(project: Project, children: number): Promise<void> {
  const hub = `sha256:${'e'.repeat(64)}`
  const node = (id: string, name: string) => ({
    type: 'node',
    node: 'artifact',
    id,
    name,
    kind: 'model',
    origin: 'declared',
  })
  const derived = Array.from({ length: children }, (_, index) => {
    const id = `sha256:${index.toString(16).padStart(64, '0')}`
    return [
      node(id, `child-${index}`),
      { type: 'edge', edge: 'derived', source: id, target: hub, role: 'finetune', origin: 'declared' },
    ]
  })
  await state(project, [node(hub, 'hub'), ...derived.flat()])
}

/** Many runs of one name, and of the first of them much that it read. */
export const recordMany = (project: Project, count: number) =>
  state(
    project,
    Array.from({ length: count }, (_, index) => [
      { type: 'node', node: 'run', id: `run:many/${index}`, name: 'many.py' },
      {
        ...{ type: 'edge', edge: 'used', source: 'run:many/0', target: `sha256:f${String(index).padStart(63, '0')}` },
        ...{ role: 'data', at: '2026-01-02T00:00:00.000Z', origin: 'observed' },
      },
    ]).flat(),
  )

/** Runs one after another, each of what the one before wrote. @returns the last artifact */
export async function recordChain(project: Project, runs: number): Promise<string> {
  const artifact = (index: number) => `sha256:c${String(index).padStart(63, '0')}`
  const edge = (kind: string, index: number, target: string) => ({
    ...{ type: 'edge', edge: kind, source: `run:chain/${index}`, target, role: 'data' },
    ...{ place: `file://h/${target}`, at: new Date(Date.UTC(2026, 0, 2) + index * 60_000).toISOString() },
    origin: 'observed',
  })
  const steps = Array.from({ length: runs }, (_, index) => [
    edge('used', index, artifact(index)),
    edge('generated', index, artifact(index + 1)),
  ])
  await state(project, steps.flat())
  return artifact(runs)
}

const state = (project: Project, statements: readonly object[]) =>
  project.write((store) => store.record(producerOf('test', project.surroundings)(stating([...statements]))))
