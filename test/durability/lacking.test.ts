import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { copyRecord, recordRuns } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('lacking')

async function cutProject(): Promise<Project> {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 3)
  rmSync(project.record.path, { recursive: true })
  cpSync(backup, project.record.path, { recursive: true })
  return project
}

const lacks =
  /^pedigree: the store lacks 3 entries of the log \S+ that its checkpoint at \S+ covers: it was cut, or put back from an older copy, and no answer is complete\. `pedigree verify` says more\.\n(?:pedigree: asset:flights\/delay is a name; .*\n){0,2}$/

test.each([
  ['live', /^not complete: the store lacks a part of its record/m],
  ['trace asset:flights/delay', /^not complete: the store lacks a part of its record ·/m],
  ['impact asset:flights/delay', /^not complete: the store lacks a part of its record ·/m],
  ['history asset:flights/delay', /^not complete: the store lacks a part of its record ·/m],
  ['show asset:flights/delay', /^not complete: the store lacks a part of its record ·/m],
  ['find train', /^not complete: the store lacks a part of its record ·/m],
  ['find nobody', /not complete: the store lacks/],
  ['diff asset:flights/delay asset:flights/delay', /^not complete: the store lacks a part of its record ·/m],
])('a store that was cut answers `%s`, says what it lacks, and calls nothing complete', async (words, verdict) => {
  const project = await cutProject()

  const { code, out, said } = await pedigree(project, words.split(' '))

  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(lacks) })
  expect(out).toMatch(verdict)
})

test('answers for programs say it, too', async () => {
  const project = await cutProject()
  const answer = async (words: string) => JSON.parse((await pedigree(project, [...words.split(' '), '--json'])).out)

  expect(await answer('trace asset:flights/delay')).toMatchObject({
    complete: false,
    lacks: expect.stringContaining('3 entries'),
  })
  expect(await answer('live')).toMatchObject({ lacks: expect.stringContaining('3 entries') })
})

test('a store that is as long as its copies, or longer, lacks nothing', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const before = readFileSync(project.record.checkpoint, 'utf8')
  await recordRuns(project, 1)
  const whole = await pedigree(project, ['trace', 'asset:flights/delay', '--json'])
  writeFileSync(project.record.checkpoint, before)
  const behind = await pedigree(project, ['trace', 'asset:flights/delay', '--json'])

  for (const { out, said } of [whole, behind]) {
    expect(said).not.toContain('lacks')
    expect(JSON.parse(out)).not.toHaveProperty('lacks')
    expect(JSON.parse(out).complete).toBe(true)
  }
})

test('a store that was emptied lacks all of it, and each command says what to do', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  {
    using database = new DatabaseSync(project.record.store)
    for (const table of ['entry', 'body', 'tile', 'checkpoint', 'log']) database.exec(`delete from ${table}`)
  }

  const { out, said } = await pedigree(project, ['live'])
  expect(out).toContain('not complete')
  expect(said).toMatch(/the store lacks 2 entries of the log/)
  const todo =
    /was emptied: it has no log and no entries, where its checkpoint at \S+ covers 2\. Put a backup of \S+ back/
  expect((await pedigree(project, ['--json'])).out).toMatch(todo)
  for (const words of ['rebuild', 'verify', 'checkpoint', 'tag asset:flights/delay a=b'])
    expect(await pedigree(project, words.split(' '))).toMatchObject({
      code: 3,
      out: '',
      said: expect.stringMatching(todo),
    })
})

test('a store of other bytes says what to do', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  for (const end of ['-wal', '-shm']) rmSync(`${project.record.store}${end}`, { force: true })
  writeFileSync(project.record.store, Buffer.alloc(20_000, 'random bytes '))

  const { code, said } = await pedigree(project, ['live'])

  expect(code).not.toBe(0)
  expect(said).toMatch(/is not a Pedigree store\..* Put a backup .*back.*move its folder away/)
})
