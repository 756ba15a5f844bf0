import { expect, test } from 'vitest'
import { openToWrite } from '../../src/operations/store.ts'
import { killRounds } from './kill-rounds.ts'
import { projectIn } from './project.ts'
import { seeded } from './random.ts'
import { requestsOfRuns } from './requests.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('kill')

test('a writer killed at random moments loses nothing that it acknowledged, and the next goes on', async () => {
  const project = projectIn(folderOf())

  const figures = await killRounds(project, 20, seeded(4))

  expect(figures).toMatchObject({ rounds: 20, lost: 0 })
  expect(figures.writing).toBeGreaterThan(5)
  expect(figures.onRecord).toBeGreaterThanOrEqual(figures.acknowledged)
  await using store = await openToWrite(project.surroundings)
  expect(await store.record(requestsOfRuns()())).toMatchObject({ entry: figures.onRecord + 1 })
  expect(project.warnings).toEqual([])
})
