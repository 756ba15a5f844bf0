import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { copyRecord, recordRuns } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('kept')

const write = (project: Project, file: string) => pedigree(project, ['checkpoint', '--out', file])
const left = (file: string, why: RegExp) => ({
  code: 5,
  out: '',
  said: expect.stringMatching(`^pedigree: ${file} is left as it is: ${why.source}.*Name another file\\.\n$`),
})

test('a kept checkpoint is replaced by one that extends it', async () => {
  const project = projectIn(folderOf())
  const file = join(folderOf(), 'kept')
  await recordRuns(project, 1)
  expect(await write(project, file)).toMatchObject({ code: 0 })
  const first = readFileSync(file, 'utf8')
  await recordRuns(project, 2)

  expect(await write(project, file)).toMatchObject({ code: 0 })

  expect(first.split('\n')[1]).toBe('1')
  expect(readFileSync(file, 'utf8').split('\n')[1]).toBe('3')
})

test('a checkpoint of another log, a later one, one of another history, and what is none are left as they are', async () => {
  const [project, other] = [projectIn(folderOf()), projectIn(folderOf())]
  const file = join(folderOf(), 'kept')
  await recordRuns(project, 2)
  await recordRuns(other, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 1)
  await write(project, file)
  const later = readFileSync(file, 'utf8')

  expect(await write(other, file)).toMatchObject(left(file, /it holds a checkpoint of another log, \S+,/))
  rmSync(project.record.path, { recursive: true })
  cpSync(backup, project.record.path, { recursive: true })
  expect(await write(project, file)).toMatchObject(left(file, /its checkpoint covers 3 entries, and the log \S+ has 2/))
  rmSync(project.state, { recursive: true })
  await recordRuns(project, 1)
  expect(await write(project, file)).toMatchObject(
    left(file, /the log \S+ does not extend the checkpoint of 3 entries/),
  )
  expect(readFileSync(file, 'utf8')).toBe(later)
  writeFileSync(file, 'weights')
  expect(await write(project, file)).toMatchObject(left(file, /it holds something else than a checkpoint/))
  expect(readFileSync(file, 'utf8')).toBe('weights')
})

test('checkpoint and key answer programs, too', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const note = readFileSync(project.record.checkpoint, 'utf8')
  const [log] = note.split('\n')
  const file = join(folderOf(), 'kept')

  const checkpoint = await pedigree(project, ['checkpoint', '--json'])
  const written = await pedigree(project, ['checkpoint', '--json', '--out', file])
  const key = await pedigree(project, ['key', '--json'])

  expect(JSON.parse(checkpoint.out)).toEqual({ log, size: 2, checkpoint: note })
  expect(JSON.parse(written.out)).toEqual({ log, size: 2, checkpoint: note, file })
  expect(readFileSync(file, 'utf8')).toBe(note)
  expect(JSON.parse(key.out)).toEqual({ keys: [{ log, key: (await pedigree(project, ['key'])).out.trim() }] })
})
