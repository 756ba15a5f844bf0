import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { contentOf } from './damage.ts'
import { pedigree } from './pedigree.ts'
import { projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('rebuild')

test('rebuild folds the log into the same tables, whatever was in them', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 30)
  const before = contentOf(project.record.store)
  {
    using database = new DatabaseSync(project.record.store)
    database.exec("delete from edge; update claim set body = '{}'; insert into place values (999, 'file://nowhere')")
  }
  expect(await verifyProject(project)).toMatchObject({
    intact: false,
    reason: expect.stringContaining('pedigree rebuild'),
  })

  const { code, out } = await pedigree(project, ['rebuild'])

  expect({ code, out }).toEqual({ code: 0, out: 'folded 30 entries into the graph\n' })
  expect(contentOf(project.record.store)).toEqual(before)
  expect(await verifyProject(project)).toMatchObject({ intact: true })
})

test('rebuild leaves everything as it was when the log itself cannot be read', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 5)
  {
    using database = new DatabaseSync(project.record.store)
    database.exec("update body set bytes = x'00' where entry = 3")
  }
  const before = contentOf(project.record.store)

  const { code, said } = await pedigree(project, ['rebuild'])

  expect({ code, said }).toEqual({ code: 3, said: expect.stringContaining('the statements of entry 3 cannot be read') })
  expect(contentOf(project.record.store)).toEqual(before)
})
