import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/client/connection.ts'
import { pushTo } from '../../src/client/push.ts'
import { loggedAfter } from '../../src/operations/recording/logged.ts'
import { register } from '../../src/operations/register.ts'
import { retract } from '../../src/operations/stating.ts'
import { openToRead } from '../../src/operations/store.ts'
import { createToken } from '../../src/operations/tokens.ts'
import { verify } from '../../src/operations/verify.ts'
import { sql } from '../../src/store/sql.ts'
import { makeProject, type Project } from '../questions/project.ts'
import { pedigreeIn, type ServedProject, servedProject } from './at-server.ts'

// A store's record sent to a server, where the histories of two people meet.

let project: ServedProject
beforeAll(async () => {
  project = await servedProject()
  project.file('raw.csv', 'raw')
  await project.runOf({ name: 'fetch.py', writes: ['raw.csv'] })
})
afterAll(async () => {
  await project.stop()
  await using store = await openToRead(project.surroundings)
  expect(await verify(store, [], project.surroundings)).toMatchObject({ intact: true })
})

const push = async ({ surroundings, read }: Project, token = '') => {
  const around = { ...surroundings, env: { ...surroundings.env, PEDIGREE_TOKEN: token } }
  return read((store) => pushTo(connect(project.address, around), store, around, () => undefined))
}
const entriesOf = ({ read }: Project) =>
  read((store) =>
    store.port.read((snapshot) =>
      snapshot.all<{ producer: string; sequence: number }>(sql`select producer, sequence from entry order by number`),
    ),
  )

/** A project of another person who trained on what was fetched here. */
async function trained(): Promise<Project> {
  const other = makeProject()
  for (const name of ['raw.csv', 'model.joblib']) other.file(name, name === 'raw.csv' ? 'raw' : name)
  const id = `run:test/${randomBytes(4).toString('hex')}`
  await other.runOf({ id, name: 'train.py', reads: ['raw.csv'], writes: ['model.joblib'] })
  await other.write((store) => register(store, { reference: 'model.joblib', name: 'delay' }, other.surroundings))
  return other
}

test('what one person trained comes from what another fetched, and each entry can be proven where it was', async () => {
  const other = await trained()

  const pushed = await push(other)

  expect(pushed).toEqual({ sent: 2, before: 0, refused: [] })
  expect(await entriesOf(project)).toEqual(expect.arrayContaining(await entriesOf(other)))
  const traced = await pedigreeIn(other.surroundings.cwd, ['path', 'delay', 'fetch.py', '--server', project.address])
  expect(traced.out).toMatch('fetch.py → raw.csv → train.py → delay@1')
  const { out } = await project.pedigree(['show', 'agent:tool/pedigree', '--json'])
  const [facet] = JSON.parse(out).facts
  const { out: checkpoint } = await pedigreeIn(other.surroundings.cwd, ['checkpoint'])
  expect(facet.body).toMatchObject({ checkpoint, entries: [{ index: 0, agent: 'agent:user/ann' }, { index: 1 }] })
})

test('pushed again nothing is said twice, and only what is new is sent', async () => {
  const other = await trained()
  await push(other)
  const before = (await entriesOf(project)).length

  expect(await push(other)).toEqual({ sent: 0, before: 2, refused: [] })
  expect(await entriesOf(project)).toHaveLength(before)
  await other.runOf({ id: `run:test/${randomBytes(4).toString('hex')}`, name: 'again.py', reads: ['raw.csv'] })
  expect(await push(other)).toEqual({ sent: 1, before: 2, refused: [] })
  expect(await entriesOf(project)).toHaveLength(before + 2)
})

test('a push that was cut off is gone on with: what had come is not said again, and where it stood is told', async () => {
  const other = await trained()
  const [first] = await other.read((store) => loggedAfter(store, 0))
  const { producer = '', sequence = 0, statements = [] } = first ?? {}
  await connect(project.address, other.surroundings).json({
    path: '/pedigree/v1/statements',
    body: { producer, sequence, statements },
  })

  expect(await push(other)).toEqual({ sent: 1, before: 1, refused: [] })
  const { out } = await project.pedigree(['show', 'agent:tool/pedigree', '--json'])
  const told = JSON.parse(out).facts.map(({ body }: { body: { entries: object[] } }) => body.entries)
  expect(told).toContainEqual([
    expect.objectContaining({ producer, sequence, index: 0 }),
    expect.objectContaining({ index: 1 }),
  ])
})

test('what was taken back here is taken back there', async () => {
  const other = await trained()
  const { cwd } = other.surroundings
  const history = async (...words: string[]) => JSON.parse((await pedigreeIn(cwd, ['history', ...words, '--json'])).out)
  const { subject, events } = await history('delay')
  const { statement } = events.at(-1)
  await other.write((store) => retract(store, { statement, reason: 'wrong' }, other.surroundings))

  await push(other)

  const there = await history(subject, '--server', project.address)
  expect(there.events.find((event: { statement: string }) => event.statement === statement)).toMatchObject({
    retracted: { reason: 'wrong' },
  })
})

test('who has a token here is not told there, and everything else is sent', async () => {
  const other = await trained()
  await other.write((store) => createToken(store, { name: 'eve', role: 'admin' }, other.surroundings))

  expect(await push(other)).toEqual({ sent: 2, before: 0, refused: [] })
})

test('what the server does not take is said, and everything else is sent', async () => {
  const other = await trained()
  const [{ producer, sequence } = { producer: '', sequence: 0 }] = await entriesOf(other)
  const body = { producer, sequence, statements: [{ type: 'node', node: 'run', id: 'run:test/forged' }] }
  await connect(project.address, other.surroundings).json({ path: '/pedigree/v1/statements', body })

  const { code, out, said } = await pedigreeIn(other.surroundings.cwd, ['push', '--server', project.address])

  expect([code, out]).toEqual([5, expect.stringMatching(/^sent 1 entry to http/)])
  expect(said).toMatch(/entry 1 was not taken; of entry 1 it says: producer .* has said something else/)
})

test('push says which server it lacks', async () => {
  const other = await trained()

  expect(await pedigreeIn(other.surroundings.cwd, ['push'])).toMatchObject({
    code: 2,
    said: expect.stringMatching('--server'),
  })
})
