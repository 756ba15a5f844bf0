import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openQuestions, openSayings } from '../../src/cli/record.ts'
import { runsWaiting, spoolFolder } from '../../src/operations/recording/spool.ts'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { makeProject } from '../questions/project.ts'
import { pedigreeIn, type ServedProject, servedProject } from './at-server.ts'

// What is said to a record through a server of it, and runs whose server is away.

let project: ServedProject
let ann: string
let bo: string
beforeAll(async () => {
  const made = makeProject()
  for (const name of ['model.joblib', 'other.joblib']) made.file(name, name)
  project = await servedProject(made)
  ann = await project.token('contributor', 'ann')
  bo = await project.token('contributor', 'bo')
})
afterAll(async () => {
  await project.stop()
  await using store = await openToRead(project.surroundings)
  expect(await verify(store, [], project.surroundings)).toMatchObject({ intact: true })
})

/** The user of another machine, with another state folder, where the project lies at the same path. */
const elsewhere = (token: string, warnings: string[] = []) => ({
  ...project.surroundings,
  env: { XDG_STATE_HOME: join(project.surroundings.cwd, '.state-elsewhere'), PEDIGREE_TOKEN: token },
  warn: (line: string) => warnings.push(line),
})
const there = () => ({ server: project.address })
const saying = (token: string) => openSayings(elsewhere(token), there())
const eventsOf = async (reference: string) => {
  await using record = await openQuestions(elsewhere(ann), there())
  return (await record.history({ reference, asOf: '2090-01-01' })).events
}

test('everything that can be said to a store can be said through a server, by whoever the token belongs to', async () => {
  await using record = await saying(ann)

  expect(await record.register({ reference: 'model.joblib', name: 'delay' })).toMatchObject({
    version: 1,
    isMade: false,
  })
  expect(await record.deploy({ reference: 'delay@1', slot: 'production', share: 1 })).toMatchObject({ version: 1 })
  expect(await record.approve({ reference: 'delay@1', note: 'good' })).toMatchObject({ agent: 'agent:user/ann' })
  expect(await record.tag({ reference: 'delay', key: 'owner', value: '' })).toMatchObject({
    recorded: { repeated: false },
  })
  await record.note({ reference: './model.joblib', text: 'the first' })
  await record.note({ reference: 'delay@1', text: 'the second' })
  expect(await record.retire({ reference: 'delay@production' })).toMatchObject({ slot: 'production' })

  const events = await eventsOf('delay')
  expect(new Set(events.map(({ agent }) => agent))).toEqual(new Set(['agent:user/ann']))
  expect(events.map(({ sentence }) => sentence)).toEqual(
    expect.arrayContaining([
      'ann approved delay@1: good',
      'noted: the first',
      'noted of delay@1: the second',
      'tagged delay@1 owner = ',
    ]),
  )
})

test('what a store would warn of is warned of, and is no part of the answer', async () => {
  const warnings: string[] = []
  await using record = await openSayings(elsewhere(ann, warnings), there())

  const deployed = await record.deploy({ reference: 'delay@1', slot: 'early', at: '2020-01-01' })

  expect(warnings).toEqual([expect.stringMatching(/^--at 2020-01-01 .* is before .*; it is recorded as you said$/)])
  expect(deployed).toMatchObject({ precedes: { event: 'registered' } })
  expect(deployed).not.toHaveProperty('notes')
})

test('errors are those of a store: the same codes, and messages that say what to do', async () => {
  await using record = await saying(ann)

  await expect(record.register({ reference: 'nothing.csv', name: 'x' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(record.register({ reference: 'other.joblib', name: 'delay', version: 1 })).rejects.toMatchObject({
    code: 'conflict',
  })
  await expect(record.register({ reference: 'other.joblib', name: 'a@b' })).rejects.toMatchObject({
    code: 'invalid-input',
  })
  await expect(record.note({ reference: 'delay', text: ' ' })).rejects.toMatchObject({ code: 'invalid-input' })
})

test('nobody takes back through a server what another said', async () => {
  const statement = (await eventsOf('delay')).find(({ sentence }) => sentence === 'noted: the first')?.statement ?? ''
  await using other = await saying(bo)
  await using own = await saying(ann)

  await expect(other.retract({ statement, reason: 'not mine' })).rejects.toMatchObject({ code: 'conflict' })
  expect(await own.retract({ statement, reason: 'mine' })).toMatchObject({ statement, recorded: { repeated: false } })
  expect(await own.retract({ statement, reason: 'again' })).toMatchObject({ before: { reason: 'mine' } })
})

test('who may not record is refused, and what is wrong with a token is said, never its text', async () => {
  const viewer = await project.token('viewer')

  await expect(using(await saying(viewer))).rejects.toMatchObject({ code: 'unavailable' })
  await expect(using(await saying(`${viewer}x`))).rejects.toThrow('PEDIGREE_TOKEN')
  await expect(using(await saying(`${viewer}x`))).rejects.not.toThrow(viewer)
})
const using = async (record: Awaited<ReturnType<typeof saying>>) => record.note({ reference: 'delay', text: 'x' })

test('a run whose server is away waits, and the next command that reaches it sends it once', async () => {
  const env = {
    PEDIGREE_SERVER: project.address,
    PEDIGREE_TOKEN: ann,
    XDG_STATE_HOME: elsewhere(ann).env.XDG_STATE_HOME,
  }
  await project.stop()

  const away = await project.pedigree(['run', '--', 'cp', 'model.joblib', 'copy.joblib'], env)
  expect(away.code).toBe(0)
  expect(away.said).toMatch(/the next command records it; now it could not: http:\S+ cannot be reached/)
  expect(runsWaiting(project.address, elsewhere(ann))).toBe(1)

  await project.restart()
  const shown = await project.pedigree(['show', 'cp', '--json'], env)
  const again = await project.pedigree(['show', 'cp', '--json'], env)

  expect(shown).toMatchObject({ code: 0, said: '' })
  expect(JSON.parse(shown.out)).toMatchObject({ node: { state: 'succeeded' } })
  expect(JSON.parse(again.out).edges).toEqual(JSON.parse(shown.out).edges)
  expect(readdirSync(spoolFolder(project.address, elsewhere(ann)))).toEqual([])
  const events = await eventsOf(JSON.parse(shown.out).node.id)
  expect(events.find(({ sentence }) => sentence.includes(' wrote '))).toMatchObject({
    via: expect.stringMatching(/^pedigree run \d/),
    agent: 'agent:user/ann',
  })
})

test('a run is recorded at the server it names, its data under their names, and makes no record here', async () => {
  const { cwd } = makeProject().surroundings
  const env = { PEDIGREE_TOKEN: ann }
  const step = 'echo a model that is made by a step which was made itself, by the run before > made'
  const command = ['sh', '-c', `mkdir out; for i in 1 2; do seq $i 90 > out/$i; done; echo '${step}' > step.sh`]

  const ran = await pedigreeIn(cwd, ['--server', project.address, 'run', '--data', 'copies=out', '--', ...command], env)
  const known = await pedigreeIn(cwd, ['trace', 'copies', '--json', '--server', project.address], env)
  await pedigreeIn(cwd, ['--server', project.address, 'run', '--', 'sh', 'step.sh'], env)
  // By the clock of the server it is yet to come.
  const words = ['trace', './made', '--json', '--as-of', '2100-01-01', '--server', project.address]
  const made = await pedigreeIn(cwd, words, env)

  expect(ran.said).toMatch(/^pedigree: recorded sh/m)
  expect(JSON.parse(known.out)).toMatchObject({ complete: true })
  // The server was asked, too, which of the sources a run had written.
  expect(JSON.parse(made.out).nodes.filter(({ type }: { type: string }) => type === 'run')).toHaveLength(2)
  expect(existsSync(join(cwd, 'out', '2'))).toBe(true)
  expect(existsSync(join(cwd, '.pedigree'))).toBe(false)
})

test('doctor says whether the server can be reached and lets one in, and what waits for it', async () => {
  const { cwd } = makeProject().surroundings
  const record = async (address: string, env: Record<string, string>) => {
    const { out } = await pedigreeIn(cwd, ['doctor', '--json', '--server', address], env)
    return JSON.parse(out).findings.find(({ subject }: { subject: string }) => subject === 'record')
  }

  expect(await record(project.address, { PEDIGREE_TOKEN: ann })).toMatchObject({ state: 'good' })
  expect(await record(project.address, {})).toMatchObject({
    state: 'missing',
    says: expect.stringMatching(/token.*runs wait$/),
  })
  expect(existsSync(join(cwd, '.pedigree'))).toBe(false)
})

test('the words of the command that is run name no record', async () => {
  const { cwd } = makeProject().surroundings

  const ran = await pedigreeIn(cwd, [
    'run',
    'sh',
    '-c',
    'echo "$@"',
    'sh',
    '--server',
    'http://127.0.0.1:1',
    '--store',
    'x',
  ])

  expect(ran.out).toBe('--server http://127.0.0.1:1 --store x\n')
  expect(ran.said).toMatch(/^pedigree: recorded/)
  expect(existsSync(join(cwd, '.pedigree'))).toBe(true)
})
