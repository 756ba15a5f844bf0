import { expect, test } from 'vitest'
import { home } from '../../src/operations/home.ts'
import { openToRead } from '../../src/operations/store.ts'
import { type Project, projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('clock')
const [hourMs, yearMs] = [3_600_000, 365 * 24 * 3_600_000]
const noon = Date.parse('2026-03-01T12:00:00Z')

/** A project whose clock a test sets. */
function clocked(): Project & { setClock: (nowMs: number) => void } {
  let nowMs = noon
  const setClock = (ms: number) => {
    nowMs = ms
  }
  return { ...projectIn(folderOf(), 'flights', () => nowMs), setClock }
}

test('whoever writes by a clock that was set back hears which time its entries get', async () => {
  const project = clocked()
  await recordRuns(project, 1)
  project.setClock(noon - hourMs)

  await recordRuns(project, 1)

  const says =
    /^the newest entry was recorded at 2026-03-01 12:00 UTC, and the clock here says 2026-03-01 11:00 UTC, 1 h 0 min before: it was ahead then, or is behind now/
  expect(project.warnings).toEqual([expect.stringMatching(says)])
  expect(await verifyProject(project)).toMatchObject({ intact: true, warnings: [expect.stringMatching(says)] })
})

test('verify and what is here say that the newest entry is of the future', async () => {
  const project = clocked()
  project.setClock(noon + yearMs)
  await recordRuns(project, 1)
  project.setClock(noon)

  await using store = await openToRead(project.surroundings)
  const { clock } = await home(store, project.surroundings)

  expect(clock).toMatch(/^the newest entry was recorded at 2027-03-01 12:00 UTC, .*365 d 0 h before/)
  expect(await verifyProject(project)).toMatchObject({ intact: true, warnings: [clock] })
})

test('clocks that differ by a moment are nothing to speak of', async () => {
  const project = clocked()
  await recordRuns(project, 1)
  project.setClock(noon - 2_000)

  await recordRuns(project, 1)

  expect(project.warnings).toEqual([])
})
