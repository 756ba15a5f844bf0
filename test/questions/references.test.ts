import { beforeAll, expect, test } from 'vitest'
import { treeText } from '../../src/export/text/tree.ts'
import { find } from '../../src/operations/find.ts'
import { history } from '../../src/operations/history.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

let project: Project
let model = ''
beforeAll(async () => {
  project = makeProject()
  const { file, runOf, write, surroundings } = project
  model = file('m.joblib', 'model')
  file('m@2', 'a file that is called like a version')
  await runOf({ name: 'train.py', reads: ['m@2'], writes: ['m.joblib'] })
  await write((store) => register(store, { reference: 'm.joblib', name: 'm' }, surroundings))
})
const traced = (reference: string) => project.read((store) => trace(store, { reference }, project.surroundings))
const found = (text: string, limit?: number) =>
  project.read((store) => find(store, { text, limit }, project.surroundings))

test.each(['m@01', 'm@1000000000000000000000'])('%s is no number of a version', async (reference) => {
  await expect(traced(reference)).rejects.toThrow(/is no number of a version: these count from 1/)
})

test('nothing is near to a reference of no letters, which is refused', async () => {
  await expect(traced('')).rejects.toMatchObject({ code: 'invalid-input', message: 'a reference must not be empty' })
})

test('of a version that there is not the answer says which there are, and names no file that looks alike', async () => {
  await expect(traced('m@7')).rejects.toThrow(/m has no version 7; on record: 1\.$/)
})

test('a file that is called like a version is told as a file', async () => {
  expect(treeText(await traced('m'), { width: 120, colour: false })).toContain('└─ ./m@2 ')
})

test('content is found by its digest as answers print it', async () => {
  const [short] = [model.slice(0, 'sha256:'.length + 8)]

  expect((await found(short)).nodes.map(({ id }) => id)).toEqual([model])
  expect((await found(short.replace('sha256', 'md5'))).nodes).toEqual([])
})

test('of all contents whose digests begin alike none is left out without a word', async () => {
  const { write, surroundings } = project
  const ids = Array.from({ length: 25 }, (_, index) => `sha256:abcdef${String(index).padStart(58, '0')}`)
  const nodes = ids.map((id) => ({ type: 'node', node: 'artifact', id }))
  await write((store) => store.record(producerOf('test', surroundings)(stating(nodes))))

  const [all, some] = [await found('abcdef'), await found('abcdef', 12)]

  expect(all).toMatchObject({ complete: true })
  expect(all.nodes.map(({ id }) => id)).toEqual(ids)
  expect([some.nodes.length, some.complete]).toEqual([12, false])
})

test('a slot that does not say which version it means is told without one', async () => {
  const { write, read, surroundings } = project
  const points = {
    type: 'edge',
    edge: 'points',
    source: 'asset:test/end',
    role: 'deployment',
    slot: 'blue',
    target: model,
  }
  await write((store) => store.record(producerOf('test', surroundings)(stating([points]))))

  const { events } = await read((store) => history(store, { reference: 'asset:test/end' }, surroundings))

  expect(events.map(({ sentence }) => sentence)).toContain(`${model} went live in blue of end`)
})
