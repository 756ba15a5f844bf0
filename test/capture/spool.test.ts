import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { targetOf } from '../../src/operations/recording/spool.ts'
import { main, makeProject, type Project } from './project.ts'

const noUser = 65_534
// Root writes what it likes: as root, the test runs another user, who has to be able to read this checkout.
const isRoot = process.getuid?.() === 0
const canBeDenied = !isRoot || spawnSync(process.execPath, [main, '--version'], { uid: noUser, cwd: '/' }).status === 0

test('a run that is killed leaves an interrupted one, which the next command records once, also one that asks', async () => {
  const project = makeProject({ isRepository: false })
  project.run(['true'])
  const child = project.start(['run', '--name', 'long', '--', 'sh', '-c', 'echo ready; cat'])
  if (child.stdout) await once(child.stdout, 'data')
  project.pedigree(['find', 'long'])
  const running = runsNamed(project, 'long')
  child.kill('SIGKILL')
  child.stdin?.end()
  await once(child, 'close')

  const found = project.pedigree(['find', 'long', '--json'])
  project.pedigree(['find', 'long'])
  project.run(['true'])

  expect(running).toEqual([])
  expect(JSON.parse(found.stdout.toString()).nodes).toMatchObject([{ name: 'long', state: 'interrupted' }])
  expect(runsNamed(project, 'long')).toMatchObject([{ state: 'interrupted' }])
  expect(spooled(project)).toEqual([])
})

test('an interrupted run has its command, code, machine, agent and what was said of it, without secrets', async () => {
  const project = makeProject()
  project.write('train.sh', 'echo ready; cat')
  project.git('add', '.')
  project.git('commit', '-qm', 'first')
  project.write('train.sh', 'echo ready; cat # edited')
  const options = ['--name', 'long', '--param', 'depth=6', '--redact', 'agent-\\d+', '--kind', 'train']
  const child = project.start(['run', ...options, '--', 'sh', 'train.sh', 'agent-007', '--token', 's3cr3t'])
  if (child.stdout) await once(child.stdout, 'data')
  await beginningKept(project)
  child.kill('SIGKILL')
  child.stdin?.end()
  await once(child, 'close')

  const { stdout } = project.pedigree(['trace', 'long', '--json'])

  const { root, nodes, edges, facts } = JSON.parse(stdout.toString())
  const named = (name: string) => facts.find((fact: { name: string }) => fact.name === name)
  expect(nodes).toContainEqual(expect.objectContaining({ id: root, state: 'interrupted', kind: 'train' }))
  expect(edges).toContainEqual(expect.objectContaining({ edge: 'acted-for', target: root, role: 'author' }))
  expect(edges).toContainEqual(expect.objectContaining({ edge: 'used', source: root, role: 'code' }))
  expect(named('command').body).toEqual({
    argv: ['sh', 'train.sh', '[redacted]', '--token', '[redacted]'],
    folder: '.',
  })
  expect(named('code').body).toMatchObject({ commit: project.git('rev-parse', 'HEAD').trim(), dirty: true })
  expect(named('environment').body).toMatchObject({ system: { platform: process.platform } })
  expect(named('depth')).toMatchObject({ type: 'parameter', value: 6 })
  expect(named('capture').body).toMatchObject({
    grade: 'C',
    blind: [expect.stringMatching(/^Nothing was heard of the run after its beginning/)],
  })
})

test('of a run that ends, what its beginning told is replaced, once', async () => {
  const project = makeProject({ isRepository: false })
  const child = project.start(['run', '--name', 'long', '--param', 'depth=6', '--', 'sh', '-c', 'echo ready; cat'])
  if (child.stdout) await once(child.stdout, 'data')
  await beginningKept(project)
  child.stdin?.end()
  await once(child, 'close')

  const statements = project.statements()
  expect(statements.filter((said) => said.type === 'facet' && said.name === 'command')).toHaveLength(1)
  expect(statements.filter((said) => said.type === 'parameters')).toHaveLength(1)
  expect(runsNamed(project, 'long')).toMatchObject([{ state: 'succeeded' }])
  expect(spooled(project)).toEqual([])
})

test('a run whose store is locked for too long waits, and is recorded once', () => {
  const project = makeProject({ isRepository: false })
  project.run(['true'])
  const database = new DatabaseSync(join(project.folder, '.pedigree/store.db'))
  database.exec('begin immediate')

  const { exit, stderr } = project.run(['sh', '-c', 'exit 3'], {
    options: ['--name', 'patient'],
    env: { PEDIGREE_LOCK_WAIT_MS: '50' },
  })
  const waiting = spooled(project)
  const asked = project.pedigree(['find', 'patient', '--json'], { env: { PEDIGREE_LOCK_WAIT_MS: '50' } })
  database.exec('rollback')
  database.close()
  project.pedigree(['find', 'patient'])
  project.run(['true'])

  expect(exit).toBe(3)
  expect(stderr.toString()).toMatch(/kept for later.*\n.*the next command records it; now it could not: /)
  expect(waiting).toHaveLength(1)
  expect(asked.stderr.toString()).toMatch(/1 run waits to be recorded and is not in this answer/)
  expect(runsNamed(project, 'patient')).toMatchObject([{ state: 'failed', exit: 3 }])
  expect(spooled(project)).toEqual([])
})

test.skipIf(!canBeDenied)('a run whose store cannot be written has its result, and waits', () => {
  const project = makeProject({ isRepository: false })
  project.run(['true'])
  // Another user may run here, who may read the project and write a home, but not the store.
  const uid = isRoot ? noUser : undefined
  if (uid !== undefined) {
    const kept = globSync('**', { cwd: project.state }).map((name) => join(project.state, name))
    for (const path of [project.home, project.folder, project.state, ...kept]) chownSync(path, uid, uid)
  }
  for (const name of ['..', '../..']) chmodSync(join(project.home, name), 0o777)
  const store = join(project.folder, '.pedigree')
  for (const name of ['', 'store.db', 'key', 'config', 'checkpoint']) {
    chmodSync(join(store, name), name === '' ? 0o555 : 0o444)
  }

  const refused = project.run(['echo', 'result'], { options: ['--name', 'waits'], ...(uid !== undefined && { uid }) })
  chmodSync(store, 0o700)
  for (const name of ['store.db', 'key', 'config', 'checkpoint']) chmodSync(join(store, name), 0o600)
  project.run(['true'])
  project.run(['true'])

  expect(refused.exit).toBe(0)
  expect(refused.stdout.toString()).toBe('result\n')
  expect(refused.stderr.toString()).toMatch(/kept for later.*\n.*the next command records it; now it could not: /)
  expect(runsNamed(project, 'waits')).toMatchObject([{ state: 'succeeded' }])
  expect(spooled(project)).toEqual([])
})

test('a run whose project cannot take a store waits until it can', () => {
  const project = makeProject({ isRepository: false })
  writeFileSync(join(project.folder, '.pedigree'), 'in the way')

  const { exit, stderr } = project.run(['true'], { options: ['--name', 'first'] })
  rmSync(join(project.folder, '.pedigree'))

  expect(exit).toBe(0)
  expect(stderr.toString()).toMatch(/the command runs all the same, but its record cannot be opened: /)
  project.run(['true'])
  expect(runsNamed(project, 'first')).toMatchObject([{ state: 'succeeded' }])
})

test('what is refused for good is put aside with the reason, and blocks nothing', () => {
  const project = makeProject({ isRepository: false })
  project.run(['true'])
  const target = targetOf(join(project.folder, '.pedigree'))
  const folder = join(project.state, 'pedigree/spool')
  mkdirSync(join(folder, hashOf(project)), { recursive: true })
  const request = { target, sequence: 0, via: 'test', statements: [{ type: 'node', node: 'run', id: 'no run' }] }
  const wrong = join(folder, hashOf(project), `${'a'.repeat(32)}-0.json`)
  const broken = join(folder, hashOf(project), `${'b'.repeat(32)}-0.json`)
  writeFileSync(wrong, JSON.stringify({ ...request, producer: 'a'.repeat(32) }))
  writeFileSync(broken, '{"half')

  const { exit, stderr } = project.run(['true'], { options: ['--name', 'after'] })

  expect(exit).toBe(0)
  expect(stderr.toString().match(/a request that waited was refused/g)).toHaveLength(2)
  const reason = readFileSync(join(folder, hashOf(project), 'refused', `${'a'.repeat(32)}-0.reason`), 'utf8')
  expect(reason).toMatch(/^invalid-input: \/statements\/0\/id must match /)
  expect(existsSync(join(folder, hashOf(project), 'refused', `${'b'.repeat(32)}-0.json`))).toBe(true)
  expect(runsNamed(project, 'after')).toHaveLength(1)
  expect(project.run(['true']).stderr.toString()).not.toMatch(/refused/)
})

test('three runs at once are all recorded, into a store that none of them has made before', async () => {
  const project = makeProject({ isRepository: false })

  const children = [1, 2, 3].map((number) => project.start(['run', '--name', `at-once-${number}`, '--', 'true']))
  const said = children.map(async (child) => {
    let text = ''
    child.stderr?.on('data', (part: Buffer) => {
      text += part
    })
    const [exit] = await once(child, 'close')
    return { exit, lines: text.trimEnd().split('\n').length }
  })

  expect(await Promise.all(said)).toEqual([1, 2, 3].map(() => ({ exit: 0, lines: 1 })))
  for (const number of [1, 2, 3]) expect(runsNamed(project, `at-once-${number}`)).toHaveLength(1)
  expect(project.pedigree(['verify']).exit).toBe(0)
  expect(spooled(project)).toEqual([])
})

test('what waits is for its owner alone', () => {
  const project = makeProject({ isRepository: false })
  writeFileSync(join(project.folder, '.pedigree'), 'in the way')

  project.run(['true'])

  const [path = ''] = spooled(project)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
})

/** Runs of a name as the log tells them, by their last node. */
function runsNamed(project: Project, name: string) {
  const nodes = project.statements().filter((said) => said.type === 'node' && said.node === 'run')
  return nodes.filter((node) => node.name === name)
}

/** Resolves when the spool has what the beginning of the one run that goes on tells. */
async function beginningKept(project: Project): Promise<void> {
  const texts = () => spooled(project).map((path) => readFileSync(path, 'utf8'))
  await expect.poll(texts, { timeout: 10_000 }).toEqual([expect.stringContaining('"environment"')])
}

const spooled = ({ state }: Project): string[] =>
  globSync('pedigree/spool/*/*.json', { cwd: state }).map((name) => join(state, name))

function hashOf({ state, folder }: Project): string {
  const [known] = globSync('pedigree/spool/*', { cwd: state })
  if (known === undefined) throw new Error(`nothing was ever spooled for ${folder}`)
  return known.split('/').at(-1) ?? ''
}
