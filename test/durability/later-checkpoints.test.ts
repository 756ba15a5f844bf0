import { execFileSync } from 'node:child_process'
import { cpSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { continueLog } from '../../src/operations/continue-log.ts'
import { history } from '../../src/operations/history.ts'
import { openToRead } from '../../src/operations/store.ts'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { copyRecord, recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('later')

/** The copy of the user for a log. */
const userCopy = ({ state }: Project, log: string) =>
  join(state, 'pedigree', 'logs', log.slice(log.lastIndexOf('/') + 1), 'checkpoint')
const logOf = ({ record }: Project) => readFileSync(record.checkpoint, 'utf8').split('\n')[0] ?? ''

function putBack({ record }: Project, backup: string): void {
  rmSync(record.path, { recursive: true })
  cpSync(backup, record.path, { recursive: true })
}

/** As somebody without the key goes on with an older record, from another home: nobody there knows what was lost. */
async function continueAsStranger(project: Project): Promise<void> {
  rmSync(project.record.key)
  rmSync(project.record.checkpoint)
  const surroundings = { ...project.surroundings, env: { XDG_STATE_HOME: join(project.state, '..', 'stranger') } }
  await continueLog(surroundings, undefined)
}

/** Nobody can read a link to itself, root neither, and it is there. @returns what was there before. */
function hide(path: string): string {
  const note = readFileSync(path, 'utf8')
  rmSync(path)
  symlinkSync('checkpoint', path)
  return note
}

async function cutAndContinuedByStranger(): Promise<{ project: Project; log: string }> {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const [log, backup] = [logOf(project), copyRecord(project, folderOf())]
  await recordRuns(project, 3)
  putBack(project, backup)
  await continueAsStranger(project)
  return { project, log }
}

test('an older record that a stranger went on with is refused, since it does not say what was lost', async () => {
  const { project, log } = await cutAndContinuedByStranger()

  const refusal = await recordRuns(project, 1).catch((error: Error) => error)

  const says = `the log ${log} has 2 entries, but its checkpoint at ${userCopy(project, log)} covers 5, and the log `
  expect(refusal).toMatchObject({ code: 'tampered', message: expect.stringContaining(says) })
  expect(refusal).toMatchObject({
    message: expect.stringMatching(/goes on from it \(entry 3\), does not say that the others were lost.*log continue/),
  })
  expect(await verifyProject(project)).toMatchObject({ intact: false, reason: expect.stringContaining(says) })
})

test('what a stranger did not say is sealed by the owner who goes on, and the record is written again', async () => {
  const { project, log } = await cutAndContinuedByStranger()

  await continueLog(project.surroundings, undefined)
  expect(await recordRuns(project, 1)).toBe(5)

  expect(await verifyProject(project)).toMatchObject({
    intact: true,
    continuations: [
      { from: log, size: 2, entry: 3, lost: [] },
      { size: 1, entry: 4, lost: [{ log, size: 5 }] },
    ],
    warnings: [expect.stringContaining(`the log ${log} had 5 entries, and 2 are here: 3 were lost`)],
  })
})

test('a checkpoint later than the one that was sealed as lost is refused, too', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const [log, backup] = [logOf(project), copyRecord(project, folderOf())]
  await recordRuns(project, 1)
  const lost = readFileSync(project.record.checkpoint, 'utf8')
  await recordRuns(project, 1)
  const later = readFileSync(project.record.checkpoint, 'utf8')
  putBack(project, backup)
  writeFileSync(userCopy(project, log), lost)
  await continueLog(project.surroundings, undefined)
  expect(await recordRuns(project, 1)).toBe(4)

  writeFileSync(userCopy(project, log), later)

  await expect(recordRuns(project, 1)).rejects.toThrow(/covers 4, and the log .* does not say/)
})

test.each([
  [3, '3 were lost', '3 more were lost'],
  [1, '1 was lost', '1 more was lost'],
])('that %i of the entries were lost is told from the record alone', async (count, lost, more) => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const [log, backup] = [logOf(project), copyRecord(project, folderOf())]
  await recordRuns(project, count)
  putBack(project, backup)
  const { name } = await continueLog(project.surroundings, undefined)
  rmSync(project.state, { recursive: true })

  const { out, said } = await pedigree(project, ['verify'])
  await using store = await openToRead(project.surroundings)
  const past = await history(store, { reference: 'agent:tool/pedigree' }, project.surroundings)

  expect(out).toContain(`    went on as the log ${name} (entry 3)\n`)
  expect(said).toContain(
    `the log ${log} had ${2 + count} entries, and 2 are here: ${lost}, as the first entry of ${name}`,
  )
  expect(`${out}${said}`).not.toContain('elsewhere')
  expect(past.events.map(({ sentence }) => sentence)).toEqual([
    `the record went on by a new log, from ${log} at 2 entries; ${more}`,
  ])
})

test('in a copy of a record that goes on nothing is called lost, and the copy is written', async () => {
  const base = folderOf()
  const [project, copy] = [projectIn(base), projectIn(base, 'copy')]
  await recordRuns(project, 2)
  cpSync(project.record.path, copy.record.path, { recursive: true })
  await recordRuns(project, 3)

  await continueLog(copy.surroundings, undefined)
  expect(await recordRuns(copy, 1)).toBe(4)
  await recordRuns(project, 1)

  expect(await recordRuns(copy, 1)).toBe(5)
  expect(await verifyProject(copy)).toMatchObject({
    intact: true,
    continuations: [{ lost: [] }],
    warnings: [expect.stringContaining(`covers 6: it went on at ${project.record.path}`)],
  })
})

test('a copy that cannot be read is not taken for missing: nothing is written over it, nor to the store', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  const backup = copyRecord(project, folderOf())
  await recordRuns(project, 1)
  putBack(project, backup)
  const copy = userCopy(project, logOf(project))
  hide(copy)

  await expect(recordRuns(project, 1)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(
      `^the copy of the checkpoint at ${copy} cannot be read .*put back.*make it readable`,
    ),
  })

  expect(lstatSync(copy).isSymbolicLink()).toBe(true)
  expect(await verifyProject(project)).toMatchObject({
    intact: true,
    entries: 2,
    warnings: [expect.stringContaining(`at ${copy} cannot be read`)],
  })
  const { out, said } = await pedigree(project, ['live'])
  expect(out).toContain('production')
  expect(said).toContain(`at ${copy} cannot be read`)
})

test('a run waits while a copy cannot be read, and is recorded once it can', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const copy = userCopy(project, logOf(project))
  const note = hide(copy)

  const { code, said } = await pedigree(project, ['run', '--', 'true'])
  rmSync(copy)
  writeFileSync(copy, note)

  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringMatching(/kept for later.*cannot be read/s) })
  expect((await pedigree(project, ['find', 'true'])).out).toMatch(/^run .*true/m)
})

test('a log goes on as a new one where a copy cannot be read, which is kept', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const copy = userCopy(project, logOf(project))
  hide(copy)

  await continueLog(project.surroundings, undefined)

  expect(await recordRuns(project, 1)).toBe(3)
  expect(lstatSync(copy).isSymbolicLink()).toBe(true)
})

test('a place that cannot be read may be another one: nothing is written', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  const place = join(dirname(userCopy(project, logOf(project))), 'place')
  rmSync(place)
  symlinkSync('place', place)

  await expect(recordRuns(project, 1)).rejects.toMatchObject({ code: 'unavailable' })

  expect(lstatSync(place).isSymbolicLink()).toBe(true)
})

test.skipIf(process.getuid?.() !== 0)(
  'a home that is closed to this user has nothing of theirs, and holds up nothing',
  async () => {
    const project = projectIn(folderOf())
    await recordRuns(project, 1)
    const closed = join(project.state, '..', 'closed')
    mkdirSync(closed, { mode: 0o700 })
    renameSync(project.state, join(closed, 'state'))
    execFileSync('chmod', ['a+rx', join(project.cwd, '..'), join(project.cwd, '..', '..')])
    execFileSync('chown', ['-R', '65534:65534', project.cwd])

    const asked = { ...project, state: join(closed, 'state') }
    const { code, out, said } = await pedigree(asked, ['tag', 'asset:flights/delay', 'owner=ann'], {}, 65534)

    expect({ code, out, said }).toMatchObject({ code: 0, said: expect.stringContaining('the record itself is safe') })
  },
)
