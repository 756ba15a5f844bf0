import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import { readLogs } from '../../src/store/pages.ts'
import { sql } from '../../src/store/sql.ts'
import { speakers } from '../../src/store/tables.ts'
import { writeTogether } from './many-writers.ts'
import { projectIn } from './project.ts'
import { requestsOfRuns } from './requests.ts'
import { temporaryFolders } from './temporary-folder.ts'
import { startWriter } from './writer-process.ts'

const folderOf = temporaryFolders('together')

test('four processes that open a new project at once share one key and one store', async () => {
  const project = projectIn(folderOf())

  const ends = await Promise.all(Array.from({ length: 4 }, () => startWriter(project, { count: 2 }).ended))

  expect(ends.flatMap(({ said, error }) => [...said, error])).toEqual(['', '', '', ''])
  expect(readdirSync(project.cwd)).toEqual(['.pedigree'])
  const keys = readFileSync(project.record.key, 'utf8').trim().split('\n')
  await using store = await openToRead(project.surroundings)
  const logs = await store.port.read(readLogs)
  expect(logs).toMatchObject([{ size: 8 }])
  expect(keys).toMatchObject([expect.stringContaining(logs[0]?.name ?? '-')])
})

test('four processes that write at once lose nothing, and none waits long', async () => {
  const figures = await writeTogether(projectIn(folderOf()), 4, 150)

  expect(figures).toMatchObject({ acknowledged: 600, lost: 0 })
  expect(figures.longestWaitMs).toBeLessThan(5_000)
})

test('a reader does not wait for an open transaction, and sees what was committed before it', async () => {
  const project = projectIn(folderOf())
  await using store = await openToWrite(project.surroundings)
  await store.record(requestsOfRuns()())
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>()
  const { promise: hasWritten, resolve: written } = Promise.withResolvers<void>()
  const writing = store.port.write(async (transaction) => {
    await transaction.put(speakers, [{ entry: 99, agent: undefined, via: 'not yet' }])
    written()
    await mayCommit
    throw new Error('left')
  })
  await hasWritten

  const start = performance.now()
  const seen = await (await openToRead(project.surroundings)).port.read((snapshot) =>
    snapshot.all(sql`select entry from speaker`),
  )
  const waitedMs = performance.now() - start

  commit()
  await expect(writing).rejects.toThrow('left')
  expect(seen).toEqual([{ entry: 1 }])
  expect(waitedMs).toBeLessThan(500)
})
