import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { register } from '../../src/operations/register.ts'
import { foldLog } from '../../src/operations/verification/fold-log.ts'
import { graphTables } from '../../src/store/tables.ts'
import { eraseItems } from '../durability/forging.ts'
import { makeProject } from '../questions/project.ts'
import { type ServedProject, servedProject } from './at-server.ts'

// A graph that was folded without statements that had been erased: what they said may have belonged to any answer.

let project: ServedProject
beforeAll(async () => {
  const made = makeProject()
  for (const name of ['a.csv', 'b.csv', 'model.pkl']) made.file(name, name)
  await made.runOf({ name: 'fetch.py', writes: ['a.csv'] })
  await made.runOf({ name: 'train.py', reads: ['a.csv', 'b.csv'], writes: ['model.pkl'] })
  await made.write((store) => register(store, { reference: './model.pkl', name: 'm' }, made.surroundings))
  {
    using database = new DatabaseSync(join(made.surroundings.cwd, '.pedigree', 'store.db'))
    expect(eraseItems(database, '/b.csv"')).toBe(1)
  }
  await made.write(({ port }) =>
    port.write(async (transaction) => {
      for (const table of graphTables) await transaction.clear(table)
      await foldLog(transaction, transaction, () => undefined)
    }),
  )
  project = await servedProject(made)
})
afterAll(() => project.stop())

const questions = [
  ['trace', 'm@1'],
  ['impact', 'a.csv'],
  ['diff', 'm@1', 'a.csv'],
  ['path', 'a.csv', 'm@1'],
  ['show', 'm@1'],
  ['history', 'm'],
  ['find', 'model'],
  ['find', 'nothing of that name'],
  ['live'],
]

test.each(questions)(
  '%s %s counts what was erased, and is not complete, from here and through a server',
  async (...words) => {
    const asked = words as string[]
    const envs = [{}, { PEDIGREE_SERVER: project.address }]
    const ask = (said: string[]) => Promise.all(envs.map((env) => project.pedigree(said, env)))
    const [texts, jsons] = await Promise.all([ask(asked), ask([...asked, '--json'])])

    const ending = /(?:not complete:|as far as was looked:)\s.*1 statement erased/
    const complete = asked[0] === 'live' || asked[0] === 'show' ? {} : { complete: false }
    for (const { code, out } of texts) expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(ending) })
    for (const { out } of jsons) expect(JSON.parse(out)).toMatchObject({ erased: 1, ...complete })
  },
)

test('what was known before is complete', async () => {
  const { out } = await project.pedigree(['trace', 'a.csv', '--known-at', '1'])

  expect(out).toMatch(/^complete · /m)
  expect(out).not.toContain('erased')
})

test('a list of the server says so, too', async () => {
  const answer = await fetch(`${project.address}/pedigree/v1/runs`)

  expect(await answer.json()).toMatchObject({ complete: false, erased: 1 })
})
