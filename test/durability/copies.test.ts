import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { writeCopies } from '../../src/operations/checkpoints/copy-checkpoints.ts'
import { home } from '../../src/operations/home.ts'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import type { Row } from '../../src/store/port.ts'
import { type Sql, sql } from '../../src/store/sql.ts'
import * as tables from '../../src/store/tables.ts'
import { type Project, projectIn } from './project.ts'
import { continueFromElsewhere, copyRecord, recordRuns, verifyProject } from './recording.ts'
import { requestsOfRuns } from './requests.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('copies')

/** The copy in the user's state folder; there is one log. */
function userCopy({ state }: Project): string {
  const logs = join(state, 'pedigree', 'logs')
  return join(logs, readdirSync(logs)[0] ?? '', 'checkpoint')
}

test('of a record in which nothing is yet no copy is missed', async () => {
  const project = projectIn(folderOf())
  await (await openToWrite(project.surroundings))[Symbol.asyncDispose]()
  await using store = await openToRead(project.surroundings)

  const { entries, copies } = await home(store, project.surroundings)
  const verdict = await verifyProject(project)

  expect([entries, copies.filter(({ isThere }) => !isThere)]).toEqual([0, []])
  expect(verdict).toMatchObject({ intact: true, entries: 0, warnings: [] })
})

test('two copies that cannot be written are warned of, the record stands, and verify says so', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const copies = [project.record.checkpoint, userCopy(project)]
  // Whoever tests as root may write into any folder; nobody writes a file where a folder is.
  for (const copy of copies) {
    rmSync(copy)
    mkdirSync(join(copy, 'in the way'), { recursive: true })
  }

  const last = await recordRuns(project, 2)

  const verdict = await verifyProject(project)
  expect(last).toBe(3)
  expect(project.warnings).toEqual(
    copies.map((copy) =>
      expect.stringMatching(`^the checkpoint could not be copied to ${copy} .*record itself is safe$`),
    ),
  )
  expect(verdict).toMatchObject({
    intact: true,
    entries: 3,
    warnings: copies.map((copy) => expect.stringContaining(`there is no copy of the checkpoint at ${copy}`)),
  })
  const left = [project.record.path, dirname(userCopy(project))].flatMap((folder) => readdirSync(folder))
  expect(left.filter((name) => name.endsWith('.new'))).toEqual([])
})

test('copies that are missing, empty, damaged or behind are a warning of verify, and the next command mends them', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const copy = userCopy(project)
  const whole = readFileSync(copy, 'utf8')
  await recordRuns(project, 2)
  const warningsWith = async (change: () => void) => {
    change()
    const verdict = await verifyProject(project)
    return verdict.intact ? verdict.warnings : verdict.reason
  }

  expect(await warningsWith(() => {})).toEqual([])
  expect(await warningsWith(() => writeFileSync(copy, ''))).toEqual([expect.stringContaining('there is no copy')])
  expect(await warningsWith(() => rmSync(copy))).toEqual([expect.stringContaining('there is no copy')])
  expect(await warningsWith(() => writeFileSync(copy, 'gibberish'))).toEqual([expect.stringContaining('is damaged')])
  expect(await warningsWith(() => writeFileSync(copy, whole.replace('\n2\n', '\n1\n')))).toEqual([
    expect.stringContaining('does not fit the text'),
  ])
  expect(await warningsWith(() => writeFileSync(copy, whole))).toEqual([
    expect.stringContaining('covers 2 of 4 entries'),
  ])
  await recordRuns(project, 1)
  expect(await warningsWith(() => {})).toEqual([])
  expect(project.warnings).toEqual([])
})

test('a checkpoint of the same log that another key signed is no warning: the record was made anew', async () => {
  const [project, stranger] = [projectIn(folderOf()), projectIn(folderOf())]
  await recordRuns(project, 2)
  await recordRuns(stranger, 2)
  const names = [project, stranger].map(({ record }) => readFileSync(record.checkpoint, 'utf8').split('\n')[0] ?? '')
  const foreign = readFileSync(stranger.record.checkpoint, 'utf8').replaceAll(names[1] ?? '', names[0] ?? '')
  writeFileSync(userCopy(project), foreign)

  await expect(recordRuns(project, 1)).rejects.toThrow('was signed by another key')
  expect(await verifyProject(project)).toMatchObject({ intact: false, reason: expect.stringContaining('another key') })
})

test('the copies of a process that goes on writing follow it', async () => {
  const project = projectIn(folderOf())
  await using store = await openToWrite(project.surroundings)
  const { checkpoint } = await store.record(requestsOfRuns()())

  await sleep(1_300)

  expect(readFileSync(project.record.checkpoint, 'utf8')).toBe(checkpoint)
  expect(readFileSync(userCopy(project), 'utf8')).toBe(checkpoint)
})

test('a store put back beneath a process that writes is refused, and the copies keep what was acknowledged', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const [checkpoint, tile] = await rowsOf(project, sql`select * from checkpoint`, sql`select * from tile`)
  const requestOf = requestsOfRuns()
  {
    await using store = await openToWrite(project.surroundings)
    await store.record(requestOf())
    await store.port.write(async (transaction) => {
      for (const { name, columns, row } of [
        { name: 'checkpoint', columns: tables.checkpoints.columns, row: checkpoint },
        { name: 'tile', columns: tables.tiles.columns, row: tile },
        { name: 'entry where number = 3', columns: [], row: undefined },
        { name: 'body where entry = 3', columns: [], row: undefined },
      ]) {
        await transaction.clear({ name, columns, key: [] })
        if (row !== undefined) await transaction.put({ name, columns, key: [] }, [row])
      }
    })

    await expect(store.record(requestOf())).rejects.toThrow('does not extend the 3 entries that it had a moment ago')
  }

  await expect(recordRuns(project, 1)).rejects.toThrow(/has 2 entries, but its checkpoint at .* covers 3/)
})

test('a copy that covers more than a store that was put back is never replaced by less', async () => {
  const project = projectIn(folderOf())
  const { record, surroundings, warnings } = project
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 1)
  const copies = [record.checkpoint, userCopy(project)]
  const later = copies.map((path) => readFileSync(path, 'utf8'))
  cpSync(join(backup, 'store.db'), record.store)

  await using store = await openToRead(surroundings)
  await writeCopies(store.port, record, surroundings)

  expect(copies.map((path) => readFileSync(path, 'utf8'))).toEqual(later)
  expect(warnings).toEqual(
    copies.map((path) => `the checkpoint at ${path} covers 3 entries and is kept: the log ends at 2`),
  )
  await expect(recordRuns(project, 1)).rejects.toThrow(/has 2 entries, but its checkpoint at .* covers 3/)
})

test('a process whose log was continued by another is refused, and signs nothing for it', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  await using store = await openToWrite(project.surroundings)
  await continueFromElsewhere(project)

  await expect(store.record(requestsOfRuns()())).rejects.toThrow('the record goes on as the log')
  expect(await verifyProject(project)).toMatchObject({ intact: true, entries: 3 })
})

async function rowsOf({ surroundings }: Project, ...queries: readonly Sql[]): Promise<(Row | undefined)[]> {
  await using store = await openToRead(surroundings)
  return await store.port.read((snapshot) => Promise.all(queries.map(async (query) => (await snapshot.all(query))[0])))
}
