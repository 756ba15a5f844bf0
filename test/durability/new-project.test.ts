import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import { sql } from '../../src/store/sql.ts'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { requestsOfRuns } from './requests.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('new')

test('a record stands beside .git, ignores itself, and its key is for its owner alone', async () => {
  const project = projectIn(folderOf())
  execFileSync('git', ['init', '-q', project.cwd])
  execFileSync('git', [
    '-C',
    project.cwd,
    'remote',
    'add',
    'origin',
    'https://ann:s3cret@Git.Acme.com:8443/ml/flights.git',
  ])
  const below = join(project.cwd, 'src', 'deep')
  mkdirSync(below, { recursive: true })

  await recordRuns({ ...project, surroundings: { ...project.surroundings, cwd: below } }, 1)

  const status = execFileSync('git', ['-C', project.cwd, 'status', '--porcelain', '--untracked-files=all'])
  expect(status.toString()).toBe('')
  expect(readdirSync(below)).toEqual([])
  expect(statSync(project.record.key).mode & 0o777).toBe(0o600)
  expect(statSync(project.record.path).mode & 0o777).toBe(0o700)
  expect(JSON.parse(readFileSync(project.record.config, 'utf8'))).toEqual({ namespace: 'git.acme.com/ml/flights' })
  expect(readFileSync(project.record.key, 'utf8')).toMatch(
    /^PRIVATE\+KEY\+pedigree\.local\/git-acme-com-ml-flights-[0-9a-f]{32}\+/,
  )
})

test('without a remote the namespace is the name of the folder', async () => {
  const project = projectIn(folderOf(), 'Déjà vu')

  await recordRuns(project, 1)

  expect(JSON.parse(readFileSync(project.record.config, 'utf8'))).toEqual({ namespace: 'Déjà vu' })
  expect(await verifyProject(project)).toMatchObject({ intact: true })
})

test('a record nearer than the repository around it is the one that is meant', async () => {
  const project = projectIn(folderOf())
  const inner = { ...project, surroundings: { ...project.surroundings, cwd: join(project.cwd, 'inner', 'src') } }
  mkdirSync(inner.surroundings.cwd, { recursive: true })
  await recordRuns({ ...project, surroundings: { ...project.surroundings, cwd: join(project.cwd, 'inner') } }, 1)
  execFileSync('git', ['init', '-q', project.cwd])

  expect(await recordRuns(inner, 1)).toBe(2)
  expect(readdirSync(project.cwd).sort()).toEqual(['.git', 'inner'])
})

test('--store and PEDIGREE_STORE name another record, by its folder or its file, and --store wins', async () => {
  const project = projectIn(folderOf())
  const [one, other] = [join(project.cwd, 'records', 'one'), join(project.cwd, 'other')]
  const inOne = { ...project.surroundings, env: { ...project.surroundings.env, PEDIGREE_STORE: 'records/one' } }
  await recordRuns({ ...project, surroundings: inOne }, 1)
  await using named = await openToWrite(inOne, 'other')
  await named.record(requestsOfRuns()())

  const folders = await Promise.all(
    [undefined, other, join(one, 'store.db')].map(async (option) => {
      await using store = await openToRead(inOne, option)
      return store.folder.path
    }),
  )

  expect(folders).toEqual([one, other, one])
  expect(existsSync(project.record.path)).toBe(false)
  expect(JSON.parse(readFileSync(join(one, 'config'), 'utf8'))).toEqual({ namespace: 'one' })
})

test('a question makes no record, and says how one comes to be', async () => {
  const project = projectIn(folderOf())

  const { code, said } = await pedigree(project, ['verify'])

  expect({ code, said }).toEqual({
    code: 4,
    said: `pedigree: there is no record at ${project.record.path} yet. Put \`pedigree run --\` before the command that you want on record, or name another with --store.\n`,
  })
  expect(readdirSync(project.cwd)).toEqual([])
})

test.each([
  ['config', 'not json', 2, /config cannot be read \(.*It should read \{"namespace"/],
  ['config', '{"namespace": 7}', 2, /config: "namespace" must be a text/],
  ['config', '{"namespace": "/flights"}', 2, /config: "namespace" must be a text/],
  ['config', 'null', 2, /config: "namespace" must be a text/],
  [
    'config',
    undefined,
    2,
    /config is not there\. It has the namespace .* write {"namespace": "github\.com\/acme\/flights"} there/,
  ],
  ['key', 'hello', 2, /key, line 1: this is not a private key/],
  ['key', '', 6, /key has no key of the log \S+\. Only who holds it/],
  ['key', undefined, 6, /the log's key \S+ is not there\. Only who holds it/],
])('a file %s that is %j is named in one sentence', async (file, text, code, said) => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const path = join(project.record.path, file)
  if (text === undefined) rmSync(path)
  else writeFileSync(path, text)

  const answer = await pedigree(project, ['tag', 'delay@1', 'owner=ann'])

  expect(answer).toMatchObject({ code, said: expect.stringMatching(said) })
  expect(answer.said).toContain(path)
  expect(answer.said.trim().split('\n')).toHaveLength(1)
  expect(await verifyProject(project).catch(({ message }) => message)).toEqual(
    file === 'config' ? expect.stringContaining(path) : expect.objectContaining({ intact: true, entries: 1 }),
  )
})

test('what is left of a record is not built over', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const aside = join(project.cwd, 'store.db')
  renameSync(project.record.store, aside)

  await expect(recordRuns(project, 1)).rejects.toThrow(`${project.record.path} is there, but store.db is not in it`)
  const { code, said } = await pedigree(project, ['verify'])
  expect({ code, said }).toMatchObject({ code: 4, said: expect.stringContaining('put the record back') })
  renameSync(aside, project.record.store)
  for (const words of [['verify'], ['note', 'm', 'text']])
    expect(await pedigree(project, ['--store', '.', ...words])).toMatchObject({
      said: `pedigree: ${project.cwd} is the project, and its record is ${project.record.path}: name that with --store.\n`,
    })

  expect(await recordRuns(project, 1)).toBe(2)
})

test('a record of a newer Pedigree is refused, naming both', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  {
    using database = new DatabaseSync(project.record.store)
    database.exec("pragma user_version = 99; insert into upgrade values (99, '7.1.0')")
  }

  const answers = await Promise.all(
    [['verify'], ['tag', 'delay@1', 'owner=ann']].map((args) => pedigree(project, args)),
  )

  for (const { code, said } of answers) {
    expect(code).toBe(6)
    expect(said).toMatch(
      /^pedigree: \S+store\.db has store format 99, written by Pedigree 7\.1\.0; this is Pedigree \d+\.\d+\.\d+, which knows formats up to \d+\. Install Pedigree 7\.1\.0 or newer\.\n$/,
    )
  }
})

test('with the clock an hour back nothing is refused, and recorded time does not run backwards', async () => {
  const base = folderOf()
  const now = Date.now()
  await recordRuns(
    projectIn(base, 'flights', () => now),
    2,
  )
  const back = projectIn(base, 'flights', () => now - 3_600_000)

  const last = await recordRuns(back, 2)

  await using store = await openToRead(back.surroundings)
  const times = await store.port.read((snapshot) =>
    snapshot.all<{ time: number }>(sql`select time from entry order by number`),
  )
  expect(last).toBe(4)
  expect(times.map(({ time }) => time)).toEqual([now, now, now, now])
  const says = [expect.stringMatching(/^the newest entry was recorded at .*, 1 h 0 min before/)]
  expect(await verifyProject(back)).toMatchObject({ intact: true, warnings: says })
  expect(back.warnings).toEqual(says)
})

test('a damaged store is said to be so, with what to do, in one sentence', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 3)
  const bytes = readFileSync(project.record.store)
  writeFileSync(project.record.store, bytes.subarray(0, 5_000))

  for (const args of [['verify'], ['tag', 'delay@1', 'owner=ann'], ['find', 'train']]) {
    const { code, said } = await pedigree(project, args)
    expect({ code, said }).toEqual({
      code: 3,
      said: expect.stringMatching(/^pedigree: \S+store\.db is damaged \(.*\)\. Put a backup back;.*\n$/),
    })
  }
})
