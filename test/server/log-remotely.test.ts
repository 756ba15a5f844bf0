import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/client/connection.ts'
import { pinsFile } from '../../src/client/pins.ts'
import { verifyAt } from '../../src/client/verify.ts'
import { continueLog } from '../../src/operations/continue-log.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'
import { exchangeFirstLog } from '../durability/forging.ts'
import { makeProject } from '../questions/project.ts'
import { pedigreeIn, type ServedProject, servedProject } from './at-server.ts'

// The log of a record at a server, read and recomputed on another machine.

let project: ServedProject
const tokens: Record<string, string> = {}
beforeAll(async () => {
  const made = makeProject()
  made.file('raw.csv', 'raw')
  await made.runOf({ name: 'prepare.py', reads: ['raw.csv'] })
  project = await servedProject(made)
  for (const role of ['viewer', 'admin'] as const) tokens[role] = await project.token(role)
})
afterAll(() => project.stop())

const machine = (role = 'viewer'): Surroundings => {
  const cwd = mkdtempSync(join(tmpdir(), 'pedigree-verifier-'))
  return { cwd, env: { HOME: cwd, PEDIGREE_TOKEN: tokens[role] }, nowMs: Date.now, warn: () => undefined }
}
const verifyFrom = (around: Surroundings, older: readonly string[] = []) =>
  verifyAt(connect(project.address, around), older, around, () => undefined)
const pinned = (around: Surroundings) => JSON.parse(readFileSync(pinsFile(project.address, around), 'utf8'))
const pin = (around: Surroundings, value: unknown) =>
  writeFileSync(pinsFile(project.address, around), JSON.stringify(value))

test('57: a log is recomputed here, its key is kept at first sight and must be the same from then on', async () => {
  const around = machine()
  const first = await verifyFrom(around)
  await project.runOf({ name: 'again.py', reads: ['raw.csv'] })
  const then = await verifyFrom(around)
  const [kept] = pinned(around)
  pin(around, [{ ...kept, key: kept.key.replace(/.{4}$/, 'AAA=') }])

  const changed = await verifyFrom(around)

  expect(first).toMatchObject({ intact: true, entries: 3, warnings: [expect.stringContaining(kept.key)] })
  expect(then).toMatchObject({ intact: true, entries: 4, warnings: [] })
  expect(statSync(pinsFile(project.address, around)).mode & 0o777).toBe(0o600)
  expect(changed).toMatchObject({ intact: false, reason: expect.stringContaining('has another key') })
})

test('57: a log that was put back, written anew or exchanged since it was last seen is found out', async () => {
  const original = await servedProject()
  const made = makeProject()
  cpSync(join(original.surroundings.cwd, '.pedigree'), join(made.surroundings.cwd, '.pedigree'), { recursive: true })
  const copy = await servedProject(made)
  const around = machine()
  // These two have no tokens yet.
  const guest = { ...around, env: { HOME: around.cwd } }
  const seen = (address: string) => verifyAt(connect(address, guest), [], guest, () => undefined)
  await original.runOf({ name: 'one.py' })
  await seen(original.address)
  const pins = readFileSync(pinsFile(original.address, around))

  writeFileSync(pinsFile(copy.address, around), pins)
  const cut = await seen(copy.address)
  await copy.runOf({ name: 'another.py' })
  const rewritten = await seen(copy.address)
  writeFileSync(pinsFile(project.address, around), pins)
  const exchanged = await verifyFrom(around)
  await Promise.all([original.stop(), copy.stop()])

  expect(cut).toMatchObject({ intact: false, reason: expect.stringContaining('its end was cut off') })
  expect(rewritten).toMatchObject({ intact: false, reason: expect.stringContaining('history was rewritten') })
  expect(exchanged).toMatchObject({ intact: false, reason: expect.stringContaining('its record was exchanged') })
  expect(readFileSync(pinsFile(copy.address, around))).toEqual(pins)
})

test('pins that cannot be read are not taken for none', async () => {
  const around = machine()
  await verifyFrom(around)
  writeFileSync(pinsFile(project.address, around), '{')

  await expect(verifyFrom(around)).rejects.toMatchObject({ code: 'unavailable' })
})

test('key, checkpoint, export and verify work through a server, and print what they print on the store', async () => {
  const { cwd } = machine()
  const env = {
    PEDIGREE_TOKEN: tokens.viewer ?? '',
    PEDIGREE_SERVER: project.address,
    XDG_CONFIG_HOME: join(cwd, 'config'),
  }
  const remote = (...words: string[]) => pedigreeIn(cwd, words, env)
  const [key, checkpoint] = [await project.pedigree(['key']), await project.pedigree(['checkpoint'])]

  expect(await remote('key')).toEqual(key)
  expect(await remote('checkpoint')).toEqual(checkpoint)
  expect((await remote('log', 'export', 'log')).out).toMatch(/^pedigree\.local\/\S+: 4 entries in /)
  expect(readFileSync(join(cwd, 'log', 'checkpoint'), 'utf8')).toBe(checkpoint.out)
  expect(readFileSync(join(cwd, 'log', 'tile', '0', '000.p', '4')).length).toBe(4 * 32)
  expect((await remote('checkpoint', '--out', 'kept')).code).toBe(0)
  const { code, out, said } = await remote('verify', '--checkpoint', 'kept')
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^intact: 4 entries, recomputed on this machine; .*\n.*\n {2}it extends/),
  ])
  expect(said).toMatch('was not seen from here before')
  writeFileSync(join(cwd, 'kept'), checkpoint.out.replace(/^(.*\n)4/, '$15'))
  expect((await remote('verify', '--checkpoint', 'kept')).code).toBe(3)
})

test('an admin manages tokens through a server; what only the store’s machine can do says so in a sentence', async () => {
  const { cwd } = machine()
  const remote = (role: string, ...words: string[]) =>
    pedigreeIn(cwd, ['--server', project.address, ...words], { PEDIGREE_TOKEN: tokens[role] ?? '' })

  const made = await remote('admin', 'token', 'create', 'service/ci', '--role', 'contributor', '--json')
  const { id, text } = JSON.parse(made.out)
  expect(text).toMatch(/^pdg_/)
  expect((await remote('admin', 'token', 'revoke', id)).out).toBe(`the token ${id} of agent:service/ci is revoked\n`)
  expect(JSON.parse((await remote('admin', 'token', 'list', '--json')).out)).toEqual(
    JSON.parse((await project.pedigree(['token', 'list', '--json'])).out),
  )
  expect(await remote('viewer', 'token', 'list')).toMatchObject({
    code: 6,
    said: expect.stringContaining('may not manage tokens'),
  })
  for (const words of [['rebuild'], ['serve'], ['log', 'continue']])
    expect(await remote('admin', ...words)).toMatchObject({
      code: 2,
      said: expect.stringMatching(/ works on a store itself: .*\n$/),
    })
})

test('a record that goes on as another log is told apart from one that was exchanged', async () => {
  const around = machine()
  await verifyFrom(around)
  await project.stop()
  // Whose machine has not seen the store may go on in it.
  const env = { ...project.surroundings.env, XDG_STATE_HOME: join(around.cwd, 'state') }
  await continueLog({ ...project.surroundings, env }, undefined)
  await project.restart()

  const verdict = await verifyFrom(around)

  expect(verdict).toMatchObject({ intact: true, warnings: [expect.stringContaining('was not seen from here before')] })
  expect(pinned(around)).toHaveLength(2)
})

test('a first log that was exchanged whole is found from elsewhere, by what the next one cites', async () => {
  const whole = await verifyFrom(machine())
  await project.stop()
  await exchangeFirstLog(
    join(project.surroundings.cwd, '.pedigree', 'store.db'),
    mkdtempSync(join(tmpdir(), 'forged-')),
  )
  // By the copy of the first log's checkpoint its own machine would refuse to serve it: who forges takes that away, too.
  rmSync(join(project.surroundings.cwd, '.state', 'pedigree', 'logs'), { recursive: true })
  await project.restart()

  const verdict = await verifyFrom(machine())

  expect(whole).toMatchObject({ intact: true, logs: [{}, {}] })
  expect(verdict).toMatchObject({
    intact: false,
    reason: expect.stringMatching(/is not the one that the log .* goes on from/),
  })
})
