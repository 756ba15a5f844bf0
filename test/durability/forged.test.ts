import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { contentOf } from './damage.ts'
import { eraseItems, exchangeFirstLog } from './forging.ts'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { continueFromElsewhere, recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('forged')

test('a statement that was erased is found where no entry says so, and is not folded away', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 3)
  {
    using database = new DatabaseSync(project.record.store)
    const producer = database.prepare('select producer from entry where number = 2').get()?.producer
    expect(eraseItems(database, `"id":"run:flights/${runOf(String(producer), 1)}"`)).toBe(1)
  }
  const before = contentOf(project.record.store)

  const verdict = await verifyProject(project)
  const { code, said } = await pedigree(project, ['rebuild'])

  expect(verdict).toEqual({
    intact: false,
    reason: expect.stringMatching(
      /^entry 2: a statement of it was erased \([0-9a-f]{32}\/1\/0\), and no entry says so$/,
    ),
    entry: 2,
  })
  expect({ code, said }).toEqual({ code: 3, said: expect.stringMatching(/entry 2: .*erased.*Nothing was written/) })
  expect(contentOf(project.record.store)).toEqual(before)
})

test('so is who sent an entry', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  {
    using database = new DatabaseSync(project.record.store)
    eraseItems(database, '"via":"durability 1"')
  }

  expect(await verifyProject(project)).toMatchObject({
    intact: false,
    reason: expect.stringMatching(/^entry 1: who sent it was erased/),
    entry: 1,
  })
})

test('a log that was exchanged whole is not the one that the next log cites, and is not folded', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 3)
  await continueFromElsewhere(project)
  await recordRuns(project, 1)
  const [first, second] = namesOf(project.record.store)
  await exchangeFirstLog(project.record.store, folderOf())
  // As on the machine of whoever got a copy.
  rmSync(project.state, { recursive: true })
  const before = contentOf(project.record.store)

  const verdict = await verifyProject(project)
  const { code, said } = await pedigree(project, ['rebuild'])

  expect(verdict).toEqual({
    intact: false,
    reason: expect.stringContaining(`the log ${first} is not the one that the log ${second} goes on from`),
  })
  expect(JSON.stringify(verdict)).not.toContain('rebuild')
  expect({ code, said }).toEqual({ code: 3, said: expect.stringMatching(/is not the one .*Nothing was written/) })
  expect(contentOf(project.record.store)).toEqual(before)
})

test('where the log is not what a copy of its checkpoint says, nobody is advised to fold it', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 3)
  await exchangeFirstLog(project.record.store, folderOf())

  expect(await verifyProject(project)).toEqual({
    intact: false,
    reason: expect.stringMatching(/^the checkpoint at .* was signed by another key(?!.*rebuild)/),
  })
})

const namesOf = (store: string) => {
  using database = new DatabaseSync(store, { readOnly: true })
  return database
    .prepare('select name from log order by id')
    .all()
    .map(({ name }) => String(name))
}

/** The number that `requestsOfRuns` gives a run. */
const runOf = (producer: string, sequence: number) => Number.parseInt(producer.slice(0, 6), 16) * 10_000 + sequence
