import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQuestions } from '../../src/cli/record.ts'
import { PedigreeError } from '../../src/domain/error.ts'
import { jsonText } from '../../src/export/json-text.ts'
import type { Home } from '../../src/lineage/answers/home.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { register } from '../../src/operations/register.ts'
import { approve, tag } from '../../src/operations/stating.ts'
import type { Questions } from '../../src/operations/verbs.ts'
import { makeProject } from '../questions/project.ts'
import { remove, type ServedProject, servedProject } from './at-server.ts'

// The same question, asked of the store itself and through a server of it.

let project: ServedProject
beforeAll(async () => {
  const made = makeProject()
  for (const name of ['raw.csv', 'train.csv', 'gone.csv', 'model.joblib', 'better.joblib']) made.file(name, name)
  await made.runOf({ name: 'prepare.py', reads: ['raw.csv'], writes: ['train.csv', 'gone.csv'] })
  const training = { name: 'train.py', reads: ['train.csv'], code: { 'train.py': `sha256:${'a'.repeat(64)}` } }
  await made.runOf({ ...training, writes: ['model.joblib'], parameters: { rate: { value: 0.1, from: 'a.yaml:1' } } })
  await made.runOf({ ...training, writes: ['better.joblib'], metrics: { error: 2 }, of: 'better.joblib' })
  await made.write(async (store) => {
    for (const reference of ['model.joblib', 'better.joblib'])
      await register(store, { reference, name: 'delay' }, made.surroundings)
    await deploy(store, { reference: 'delay@2', slot: 'production' }, made.surroundings)
    await approve(store, { reference: 'delay@2', note: 'better' }, made.surroundings)
    await tag(store, { reference: 'delay', key: '__proto__', value: '\u001b[31mred' }, made.surroundings)
  })
  remove(made, 'gone.csv')
  mkdirSync(join(made.surroundings.cwd, 'empty'))
  project = await servedProject(made)
})
afterAll(() => project.stop())

const asOf = '2026-02-01'

/** What a question comes to: its answer as `--json` prints it, or the error, and what was warned of. */
async function told(where: { server?: string }, ask: (record: Questions) => Promise<unknown>) {
  const warnings: string[] = []
  const surroundings = { ...project.surroundings, warn: (line: string) => warnings.push(line) }
  try {
    await using record = await openQuestions(surroundings, where)
    return { answer: jsonText(await ask(record)), warnings }
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    return { code: error.code, message: error.message, warnings }
  }
}

/** Where a record is, its server tells nobody. */
const withoutPlaces = ({ copies, ...home }: Home) => ({
  ...home,
  folder: undefined,
  copies: copies.map(({ isThere }) => isThere),
})

test.each<[string, (record: Questions) => Promise<unknown>, RegExp]>([
  ['home', (record) => record.home().then(withoutPlaces), /production/],
  ['trace by name', (record) => record.trace({ reference: 'delay', asOf }), /raw\.csv/],
  ['trace by version', (record) => record.trace({ reference: 'delay@1', asOf }), /rate/],
  ['trace by path', (record) => record.trace({ reference: './better.joblib', asOf }), /"place": "file:/],
  [
    'trace of a file that is gone',
    (record) => record.trace({ reference: 'gone.csv', asOf }),
    /last content seen there/,
  ],
  ['impact of a file that is gone', (record) => record.impact({ reference: 'gone.csv', asOf }), /"instead": true/],
  ['history of a file that is gone', (record) => record.history({ reference: 'gone.csv', asOf }), /"complete": false/],
  [
    'diff with a file that is gone',
    (record) => record.diff({ a: 'delay@1', b: 'gone.csv', asOf }),
    /"note": "there is/,
  ],
  ['path to a file that is gone', (record) => record.path({ a: 'raw.csv', b: 'gone.csv', asOf }), /"note": "there is/],
  ['trace of a run of several', (record) => record.trace({ reference: 'train.py', asOf }), /the newest of them/],
  ['trace of a folder', (record) => record.trace({ reference: './empty', asOf }), /Nothing was ever read/],
  ['trace cut short', (record) => record.trace({ reference: 'delay', nodesMax: 2, asOf }), /"complete": false/],
  ['trace as known', (record) => record.trace({ reference: 'better.joblib', knownAt: '2', asOf }), /entry 3/],
  ['an entry that is not there', (record) => record.trace({ reference: 'delay', knownAt: '900' }), /no entry 900/],
  ['no time', (record) => record.trace({ reference: 'delay', asOf: 'yesterday' }), /is not a time/],
  ['what is not there', (record) => record.trace({ reference: 'dealy', asOf }), /nearest name is delay/],
  ['impact', (record) => record.impact({ reference: 'raw.csv', asOf }), /production/],
  ['diff', (record) => record.diff({ a: 'delay@1', b: 'better.joblib', asOf }), /delay@1/],
  ['path', (record) => record.path({ a: './better.joblib', b: 'raw.csv', asOf }), /prepare\.py/],
  ['no path', (record) => record.path({ a: 'delay@1', b: 'delay@2', asOf }), /"ways": \[\]/],
  ['show', (record) => record.show({ reference: 'delay', asOf }), /"tag:__proto__"/],
  ['find', (record) => record.find({ text: 'csv', asOf }), /"complete": true/],
  ['find cut short', (record) => record.find({ text: 'csv', limit: 1, asOf }), /"complete": false/],
  ['history', (record) => record.history({ reference: 'delay', asOf }), /approved delay@2: better/],
  ['live', (record) => record.live({ asOf }), /production/],
  ['live of a name', (record) => record.live({ name: 'delay', asOf }), /production/],
  ['live of no name', (record) => record.live({ name: 'nobody', asOf }), /nobody/],
])('%s comes to the same', async (_, ask, expected) => {
  const here = await told({}, ask)
  const there = await told({ server: project.address }, ask)

  expect(there).toEqual(here)
  expect(JSON.stringify(here).replaceAll('\\"', '"')).toMatch(expected)
})

test.each([
  [['trace', 'gone.csv', '--as-of', asOf], 0, /^pedigree: .*last content seen there$/m],
  [['trace', 'dealy'], 4, /^pedigree: "dealy" is not on record/],
  [['trace', 'delay', '--limit', '1', '--format', 'csv', '--as-of', asOf], 0, /^pedigree: not complete/],
])('pedigree %j prints and ends the same', async (words, code, said) => {
  const [here, there] = await Promise.all([
    project.pedigree(words),
    project.pedigree(words, { PEDIGREE_SERVER: project.address }),
  ])

  expect(there).toEqual(here)
  expect(here.code).toBe(code)
  expect(here.said).toMatch(said)
})
