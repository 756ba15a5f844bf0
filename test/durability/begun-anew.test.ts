import { readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openToWrite } from '../../src/operations/store.ts'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('anew')

test('a record that is begun where another was says so once, and verify each time; nothing is refused', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 4)
  const [log] = readFileSync(project.record.checkpoint, 'utf8').split('\n')
  rmSync(project.record.path, { recursive: true })

  const first = await pedigree(project, ['run', '--', 'true'])
  const second = await pedigree(project, ['run', '--', 'true'])

  const says = `there was a log ${log} with 4 entries at this place until `
  expect(first).toMatchObject({ code: 0, said: expect.stringContaining(says) })
  expect(first.said).toMatch(
    /until \d{4}-\d\d-\d\d \d\d:\d\d UTC, which this record does not have; its checkpoint is at /,
  )
  expect(second).toMatchObject({ code: 0, said: expect.not.stringContaining(says) })
  expect(await verifyProject(project)).toMatchObject({ intact: true, warnings: [expect.stringContaining(says)] })
})

test('a record without an entry leaves nothing that could be missed', async () => {
  const project = projectIn(folderOf())
  await (await openToWrite(project.surroundings))[Symbol.asyncDispose]()
  rmSync(project.record.path, { recursive: true })

  await recordRuns(project, 1)

  expect(project.warnings).toEqual([])
  expect(await verifyProject(project)).toMatchObject({ intact: true, warnings: [] })
})
