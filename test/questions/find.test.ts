import { beforeAll, expect, test } from 'vitest'
import { deploy } from '../../src/operations/deploy.ts'
import { find, findPage } from '../../src/operations/find.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { namesInMemory } from '../../src/operations/search/names-in-memory.ts'
import { makeProject, type Project } from './project.ts'

// Whatever an answer prints, a search finds again.

const commit = 'a81f3c2'.padEnd(40, '0')
let project: Project
let model = ''
let run = ''
beforeAll(async () => {
  project = makeProject()
  project.file('data/raw.csv', 'raw')
  model = project.file('models/delay.joblib', 'model')
  run = await project.runOf({
    name: 'train.py',
    reads: ['data/raw.csv'],
    writes: ['models/delay.joblib'],
    parameters: { max_leaf_nodes: { value: 31, from: 'train.py:12' } },
    metrics: { late_precision: 0.565 },
    of: 'models/delay.joblib',
  })
  const statements = [
    { type: 'edge', edge: 'acted-for', source: 'agent:user/bo', target: run, role: 'author', origin: 'observed' },
    { type: 'facet', subject: run, name: 'code', body: { commit }, origin: 'observed' },
    ...['mistralai/Mistral-7B-v0.1', 'unsloth/llama-3-8b-bnb-4bit'].map((base) => ({
      ...{ type: 'edge', edge: 'derived', source: model, target: `unpinned:hf/${base}` },
      ...{ role: 'finetune', origin: 'declared' },
    })),
  ]
  await project.write((store) => store.record(producerOf('test', project.surroundings)(stating(statements))))
  await project.write((store) =>
    register(store, { reference: 'models/delay.joblib', name: 'flight-delay', kind: 'model' }, project.surroundings),
  )
  await project.write((store) =>
    deploy(store, { reference: 'flight-delay@1', slot: 'production' }, project.surroundings),
  )
})

const found = (text: string, memory: boolean) =>
  project.read((store) => find(memory ? { ...store, names: namesInMemory() } : store, { text }, project.surroundings))

test.each([
  ['a person by name', 'bo', () => ['agent:user/bo', undefined, undefined]],
  ['content without digest', 'Mistral-7B', () => ['unpinned:hf/mistralai/Mistral-7B-v0.1', undefined, undefined]],
  [
    'its whole name',
    'unsloth/llama-3-8b-bnb-4bit',
    () => ['unpinned:hf/unsloth/llama-3-8b-bnb-4bit', undefined, undefined],
  ],
  ['a version', 'flight-delay@1', () => [model, 'flight-delay@1', undefined]],
  ['a slot', 'production', () => [model, 'flight-delay@production', undefined]],
  ['a digest as it is printed', 'short', () => [model, 'models/delay.joblib', undefined]],
  ['an id', 'agent:user/bo', () => ['agent:user/bo', undefined, undefined]],
  ['a commit', 'a81f3c2', () => [run, 'train.py', 'commit a81f3c200000']],
  ['a parameter', 'max_leaf', () => [run, 'train.py', 'parameter max_leaf_nodes']],
  ['a metric', 'LATE_precision', () => [run, 'train.py', 'metric late_precision']],
])('%s is found, by the tables and by the names in memory', async (_, text, expected) => {
  const typed = text === 'short' ? model.slice(0, 'sha256:'.length + 4) : text

  for (const memory of [false, true]) {
    const { nodes, complete } = await found(typed, memory)

    expect(nodes.map(({ id, name, said }) => [id, name, said])).toEqual([expected()])
    expect(complete).toBe(true)
  }
})

test('content is found as each of its versions and in each of its slots, with how to ask for it as that, in parts too', async () => {
  const { surroundings, write, read } = project
  project.file('twin.bin', 'twin')
  for (const name of ['risk', 'fraud']) {
    await write((store) => register(store, { reference: 'twin.bin', name }, surroundings))
    await write((store) => deploy(store, { reference: `${name}@1`, slot: 'canary' }, surroundings))
  }
  await write((store) => deploy(store, { reference: 'risk@1', slot: 'canary-eu' }, surroundings))
  const { namespace } = await read(async (store) => store)

  const { nodes, complete } = await found('canary', false)
  const parts = await read(async (store) => {
    const of = (after?: string) => findPage(store, { text: 'canary', page: { limit: 1, after } }, surroundings)
    const first = await of()
    const second = await of(first.next)
    return [first, second, await of(second.next)]
  })

  const told = (all: typeof nodes) => all.map(({ name, reference }) => `${name} ${reference}`)
  expect([told(nodes), complete]).toEqual([
    [
      `risk@canary asset:${namespace}/risk@1`,
      `fraud@canary asset:${namespace}/fraud@1`,
      `risk@canary-eu asset:${namespace}/risk@1`,
    ],
    true,
  ])
  expect([parts.flatMap(({ items }) => told(items)), parts.map(({ next }) => next !== undefined)]).toEqual([
    told(nodes),
    [true, true, false],
  ])
  const [version, ...others] = (await found('fraud@1', false)).nodes
  expect([version?.reference, others]).toEqual([`asset:${namespace}/fraud@1`, []])
  await write((store) => register(store, { reference: 'twin.bin', name: 'risk', version: 2 }, surroundings))
  await write((store) => deploy(store, { reference: 'risk@1', slot: 'mirror' }, surroundings))
  project.clock.now += 60_000
  await write((store) => deploy(store, { reference: 'risk@2', slot: 'mirror', share: 0.2 }, surroundings))
  expect(told((await found('mirror', false)).nodes).toSorted()).toEqual(
    [1, 2].map((number) => `risk@${number} in mirror asset:${namespace}/risk@${number}`),
  )
  // What has its digest is found once.
  const digest = version?.id.slice(0, 'sha256:'.length + 10) ?? ''
  expect((await found(digest, false)).nodes.map(({ name, reference }) => [name, reference])).toEqual([
    ['twin.bin', undefined],
  ])
})

test('what was said later is not found before', async () => {
  const before = { text: 'production', knownAt: '1' }

  const { nodes } = await project.read((store) => find(store, before, project.surroundings))

  expect(nodes).toEqual([])
})

test('every run that was given a parameter or a metric is found, the newest first, and a cut list is not complete', async () => {
  const run = (name: string, parameter: string) => ({
    name,
    parameters: { [parameter]: { value: 1, from: 'x.py:1' } },
    metrics: { auc_test: 0.5 },
  })
  const [first, second] = [await project.runOf(run('fit.py', 'n_trees')), await project.runOf(run('fit.py', 'n_trees'))]
  const short = await project.runOf(run('tune.py', 'xq'))
  const findAtMost = (text: string, limit?: number) =>
    project.read((store) => find(store, { text, limit }, project.surroundings))
  const told = async (text: string, limit?: number) => {
    const { nodes, complete } = await findAtMost(text, limit)
    return [...nodes.map(({ id, said }) => `${id} ${said}`), complete]
  }

  expect(await told('n_tree')).toEqual([`${second} parameter n_trees`, `${first} parameter n_trees`, true])
  expect(await told('auc_')).toEqual([...[short, second, first].map((id) => `${id} metric auc_test`), true])
  expect(await told('auc_', 2)).toEqual([...[short, second].map((id) => `${id} metric auc_test`), false])
  expect(await told('xq')).toEqual([`${short} parameter xq`, true])
})

test('a text that very many parameters hold finds their runs, too, and what a run has of them is counted', async () => {
  const parameters = (from: number) =>
    Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [`many_${from + index}`, { value: index, from: 'x.py:1' }]),
    )
  const [first, second] = [
    await project.runOf({ name: 'one.py', parameters: parameters(100) }),
    await project.runOf({ name: 'two.py', parameters: parameters(300) }),
  ]

  const { nodes, complete } = await found('many_', false)

  expect([nodes.map(({ id }) => id), complete]).toEqual([[second, first], true])
  expect(nodes[1]?.said).toBe(
    'parameter many_100, parameter many_101, parameter many_102, parameter many_103, parameter many_104 and 145 more',
  )
})
