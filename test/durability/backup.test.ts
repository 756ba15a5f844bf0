import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { continueLog } from '../../src/operations/continue-log.ts'
import { doctor } from '../../src/operations/doctor.ts'
import { home } from '../../src/operations/home.ts'
import { show } from '../../src/operations/show.ts'
import { openToRead } from '../../src/operations/store.ts'
import { sql } from '../../src/store/sql.ts'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { continueFromElsewhere, copyRecord, recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('backup')

function putBack(project: Project, backup: string): void {
  rmSync(project.record.path, { recursive: true })
  cpSync(backup, project.record.path, { recursive: true })
}

const entriesOf = async ({ surroundings }: Project) => {
  await using store = await openToRead(surroundings)
  return await store.port.read((snapshot) => snapshot.all(sql`select log, leaf_index as "index", number from entry`))
}

test('a backup put back over a newer record is refused for writing, still read, and goes on as a new log', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 3)
  const later = readFileSync(project.record.checkpoint, 'utf8')
  putBack(project, backup)

  const refusal = await recordRuns(project, 1).catch((error: Error) => error)
  const verdict = await verifyProject(project)
  expect(refusal).toMatchObject({ code: 'tampered', message: expect.stringContaining('`pedigree log continue`') })
  expect(verdict).toMatchObject({ intact: false, reason: expect.stringMatching(/has 2 entries.*covers 5/) })
  expect(await entriesOf(project)).toHaveLength(2)

  const { name, cites, size } = await continueLog(project.surroundings, undefined)
  expect(await recordRuns(project, 1)).toBe(4)

  expect({ cites, size }).toEqual({ cites: later.split('\n')[0], size: 2 })
  expect(await verifyProject(project)).toMatchObject({
    intact: true,
    logs: [
      { name: cites, size: 2 },
      { name, size: 2 },
    ],
    warnings: [
      expect.stringMatching(
        /^the log \S+ had 5 entries, and 2 are here: 3 were lost, as the first entry of \S+ \(entry 3\) says/,
      ),
    ],
  })
  expect(await entriesOf(project)).toEqual([
    { log: 1, index: 0, number: 1 },
    { log: 1, index: 1, number: 2 },
    { log: 2, index: 0, number: 3 },
    { log: 2, index: 1, number: 4 },
  ])
  // What is lost has no number any more: the next one is that of an entry of the new log, which is as it was sealed.
  expect(await verifyProject(project, [later])).toEqual({
    intact: false,
    reason: expect.stringMatching(/^the log pedigree\.local\/\S+: .* its end was cut off$/),
  })
  expect(await verifyProject(project, [readFileSync(join(backup, 'checkpoint'), 'utf8')])).toMatchObject({
    intact: true,
  })
})

test('the first entry of the new log cites the old checkpoint, and those that cover what was lost', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  const old = readFileSync(project.record.checkpoint, 'utf8')
  await recordRuns(project, 3)
  const later = readFileSync(project.record.checkpoint, 'utf8')
  putBack(project, backup)
  await continueLog(project.surroundings, undefined)

  await using store = await openToRead(project.surroundings)
  const citedAt = async (knownAt: string) => {
    const { facts } = await show(store, { reference: 'agent:tool/pedigree', knownAt }, project.surroundings)
    return facts.map((fact) => (fact.type === 'facet' ? fact.body : undefined))
  }
  const cited = { log: old.split('\n')[0], checkpoint: old, lost: [later] }
  expect(await citedAt('3')).toEqual([cited])
  await expect(citedAt('2')).rejects.toMatchObject({ code: 'not-found' })
})

test('a question with --known-at spans the old log and the new one', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  await continueFromElsewhere(project)
  await recordRuns(project, 2)
  await using store = await openToRead(project.surroundings)
  const versionsAt = async (knownAt?: string) => {
    const { edges } = await show(store, { reference: 'asset:flights/delay', knownAt }, project.surroundings)
    return edges.filter(({ edge }) => edge === 'version-of').length
  }

  expect([await versionsAt('1'), await versionsAt('2'), await versionsAt('3'), await versionsAt('4')]).toEqual([
    1, 2, 2, 3,
  ])
  expect(await versionsAt()).toBe(4)
})

test('what is here and the doctor say that a store was put back, without verifying it', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 2)
  const asked = async (): Promise<[string | undefined, string | undefined]> => {
    await using store = await openToRead(project.surroundings)
    const { contradiction } = await home(store, project.surroundings)
    const { findings } = await doctor(project.surroundings, undefined)
    return [contradiction, findings.find(({ subject }) => subject === 'record')?.says]
  }
  expect(await asked()).toEqual([undefined, project.record.path])

  putBack(project, backup)

  const cut = expect.stringMatching(/has 1 entries, but its checkpoint at .* covers 3: the store was cut/)
  expect(await asked()).toEqual([cut, cut])
})

test('a healthy store that is no copy is not continued, and stays as it is', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)

  const { code, out, said } = await pedigree(project, ['log', 'continue'])

  expect({ code, out }).toEqual({ code: 5, out: '' })
  expect(said).toMatch(
    /^pedigree: nothing calls for a new log: \S+ is where its log \S+ is written, .*\. Nothing was done\.\n$/,
  )
  expect(await verifyProject(project)).toMatchObject({ entries: 2, logs: [{ size: 2 }], warnings: [] })
})

test('a store that came from another machine is continued', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)

  await continueFromElsewhere(project)

  expect(await verifyProject(project)).toMatchObject({ intact: true, logs: [{ size: 2 }, { size: 1 }] })
})

test('a store put back without its folder is refused by the copy beside it alone', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 1)
  rmSync(project.state, { recursive: true })
  cpSync(join(backup, 'store.db'), project.record.store)

  await expect(recordRuns(project, 1)).rejects.toThrow(`its checkpoint at ${project.record.checkpoint} covers 3`)
})

test('a store put back from before a log was continued is refused, too', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await continueFromElsewhere(project)
  await recordRuns(project, 1)
  cpSync(join(backup, 'store.db'), project.record.store)

  await expect(recordRuns(project, 1)).rejects.toThrow(/is of the log .*, which this store does not have/)
})

test('an older store over what a killed writer left in the write-ahead log never passes for the newer one', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await using other = await openToRead(project.surroundings)
  await other.port.read((snapshot) => snapshot.all(sql`select 1 as one`))
  await recordRuns(project, 40)
  const wal = `${project.record.store}-wal`
  expect(existsSync(wal)).toBe(true)
  const left = readFileSync(wal)
  putBack(project, backup)
  writeFileSync(wal, left)

  const outcome = await recordRuns(project, 1).then(
    async () => verifyProject(project),
    (error: { code?: string }) => ({ intact: false, code: error.code }),
  )

  // SQLite may find all of the newer record in there, or refuse it; a mixture of both is neither.
  if (outcome.intact) expect(outcome).toMatchObject({ entries: 43 })
  else expect(outcome).toMatchObject({ intact: false })
})

test('a copy elsewhere is read but not written while the old place has the log, and goes on as a new one', async () => {
  const base = folderOf()
  const [project, copy] = [projectIn(base), projectIn(base, 'copy')]
  await recordRuns(project, 2)
  cpSync(project.record.path, copy.record.path, { recursive: true })

  const refusal = await recordRuns(copy, 1).catch((error: Error) => error)
  expect(refusal).toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(`is a copy: its log .* is written at ${project.record.path}\\. Nothing was written`),
  })
  expect(await entriesOf(copy)).toHaveLength(2)
  // Also where the file that names the log is gone, the store itself says what it holds.
  rmSync(project.record.checkpoint)
  await expect(recordRuns(copy, 1)).rejects.toThrow('is a copy')

  await continueLog(copy.surroundings, undefined)
  expect(await recordRuns(copy, 1)).toBe(4)
  expect(await recordRuns(project, 1)).toBe(3)
  expect(await verifyProject(copy)).toMatchObject({ intact: true, logs: [{ size: 2 }, { size: 2 }] })
  expect(await verifyProject(project)).toMatchObject({ intact: true, logs: [{ size: 3 }] })
})

test('a record that was moved opens as ever, and what comes to its old place is the copy then', async () => {
  const base = folderOf()
  const [project, moved] = [projectIn(base), projectIn(base, 'moved')]
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  renameSync(project.record.path, moved.record.path)

  expect(await recordRuns(moved, 1)).toBe(3)
  expect(await recordRuns(moved, 1)).toBe(4)

  cpSync(backup, project.record.path, { recursive: true })
  await expect(recordRuns(project, 1)).rejects.toThrow(`is written at ${moved.record.path}`)
  expect(moved.warnings).toEqual([])
})

test('of two copies of a record that is gone, opened at once, one becomes the record', async () => {
  for (let round = 0; round < 5; round++) {
    const base = folderOf()
    const [gone, one, other] = [projectIn(base), projectIn(base, 'one'), projectIn(base, 'other')]
    await recordRuns(gone, 2)
    for (const copy of [one, other]) cpSync(gone.record.path, copy.record.path, { recursive: true })
    rmSync(gone.record.path, { recursive: true })

    const outcomes = await Promise.allSettled([recordRuns(one, 1), recordRuns(other, 1)])

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  }
})

test('on another machine, where nothing is known of the log, a copy opens and verify says what is missing', async () => {
  const [project, elsewhere] = [projectIn(folderOf()), projectIn(folderOf())]
  await recordRuns(project, 2)
  cpSync(project.record.path, elsewhere.record.path, { recursive: true })

  const verdict = await verifyProject(elsewhere)

  expect(verdict).toMatchObject({ intact: true, warnings: [expect.stringContaining(`there is no copy`)] })
  expect(await recordRuns(elsewhere, 1)).toBe(3)
})
