import { afterAll, beforeAll, expect, test } from 'vitest'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { approve } from '../../src/operations/stating.ts'
import { pedigreeIn, type ServedProject, servedProject } from '../server/at-server.ts'

// Anybody may say what somebody is called; who somebody is, their id says.

let project: ServedProject
beforeAll(async () => {
  project = await servedProject()
  const { surroundings, file, runOf, write } = project
  file('model.joblib', 'model')
  await runOf({ id: 'run:test/1', name: 'train.py', writes: ['model.joblib'] })
  await write((store) => register(store, { reference: 'model.joblib', name: 'delay' }, surroundings))
  const bob = { ...surroundings, env: { ...surroundings.env, PEDIGREE_AGENT: 'bob' } }
  await write((store) => approve(store, { reference: 'delay@1' }, bob))
  const named = (id: string, name: string) => ({ type: 'node', node: 'agent', id, name, origin: 'observed' })
  const author = { type: 'edge', edge: 'acted-for', source: 'agent:user/ann', target: 'run:test/1', role: 'author' }
  const claims = [named('agent:user/bob', 'Grace'), named('agent:user/ann', 'Mallory'), author]
  await write((store) => store.record(producerOf('test', bob)(stating(claims))))
})
afterAll(() => project.stop())

test.each([
  'trace delay@1',
  ...['svg', 'mermaid', 'dot', 'csv'].map((format) => `trace delay@1 --format ${format}`),
  'show delay@1',
  'show run:test/1',
  'history delay',
  '--server trace delay@1',
  '--server history delay',
])('pedigree %s tells who approved and who ran by their ids', async (line) => {
  const words = line.split(' ').flatMap((word) => (word === '--server' ? [word, project.address] : word))

  const { code, out } = await pedigreeIn(project.surroundings.cwd, words)

  expect([code, /Grace|Mallory/.exec(out)?.[0]]).toEqual([0, undefined])
  expect(out).toMatch(line.includes('run:') ? /\bann\b/ : /\bbob\b/)
})

test('what somebody is called stands behind who they are, where they are told themselves', async () => {
  const said = async (...words: string[]) => (await pedigreeIn(project.surroundings.cwd, words)).out

  expect(await said('show', 'agent:user/bob')).toMatch(/^bob \(called Grace\)\n/)
  expect(await said('show', 'agent:user/ann')).toMatch(/^ann \(called Mallory\)\n/)
  expect(await said('find', 'Mallory')).toContain('ann (called Mallory)')
})
