import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { PedigreeError } from '../../src/domain/error.ts'
import type { Request } from '../../src/operations/recording/request.ts'
import {
  recordWaiting,
  runsWaiting,
  type Spooled,
  spool,
  spoolFolder,
  targetOf,
} from '../../src/operations/recording/spool.ts'
import { openToRead } from '../../src/operations/store.ts'
import { sql } from '../../src/store/sql.ts'
import { type Project, projectIn } from './project.ts'
import { recordRuns } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('spool')

const request = ({ record }: Project, producer: string, sequence: number): Spooled => ({
  target: targetOf(record.path),
  producer: producer.repeat(32),
  sequence,
  agent: undefined,
  via: 'test',
  statements: [{ type: 'node', node: 'run', id: `run:flights/${producer}${sequence}` }],
})
const folder = ({ record, surroundings }: Project) => spoolFolder(targetOf(record.path), surroundings)
const entriesOf = async ({ surroundings }: Project) => {
  await using store = await openToRead(surroundings)
  return store.port.read((snapshot) =>
    snapshot.all(sql`select producer, sequence from entry where number > 1 order by number`),
  )
}

test('a request whose writer was killed between the commit and its file going is recorded once', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  spool(request(project, 'a', 0), project.surroundings)
  const [name = ''] = readdirSync(folder(project))
  const file = readFileSync(join(folder(project), name))
  const first = await entriesOf(project)
  writeFileSync(join(folder(project), name), file)

  const again = await entriesOf(project)

  expect(first).toEqual([{ producer: 'a'.repeat(32), sequence: 0 }])
  expect(again).toEqual(first)
  expect(readdirSync(folder(project))).toEqual([])
  expect(project.warnings).toEqual([])
})

test('what one producer said is recorded in its order, also past ten, and one without an owner here waits', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 1)
  for (const sequence of [11, 2, 0, 10, 1]) spool(request(project, 'a', sequence), project.surroundings)
  const elsewhere = { host: 'another-machine', pid: 1, started: '' }
  spool({ ...request(project, 'b', 0), owner: elsewhere }, project.surroundings)

  const entries = await entriesOf(project)

  expect(entries).toEqual([0, 1, 2, 10, 11].map((sequence) => ({ producer: 'a'.repeat(32), sequence })))
  expect(readdirSync(folder(project))).toEqual([`${'b'.repeat(32)}-0.json`])
})

test('a store that fails halfway keeps what it did not take, and what is refused does not stop the others', async () => {
  const project = projectIn(folderOf())
  for (const sequence of [0, 1, 2, 3]) spool(request(project, 'a', sequence), project.surroundings)
  const record = async ({ sequence }: Request) => {
    if (sequence === 1) throw new PedigreeError('conflict', 'said otherwise')
    if (sequence === 3) throw new PedigreeError('unavailable', 'the disk is full')
    return { log: 'x', index: 0, entry: 1, leaf: '', checkpoint: '', repeated: false }
  }

  await expect(recordWaiting(targetOf(project.record.path), record, project.surroundings)).rejects.toThrow(
    'disk is full',
  )

  expect(readdirSync(folder(project)).sort()).toEqual([`${'a'.repeat(32)}-3.json`, 'refused'])
  expect(readdirSync(join(folder(project), 'refused')).sort()).toEqual(
    ['json', 'reason'].map((ending) => `${'a'.repeat(32)}-1.${ending}`),
  )
  expect(project.warnings).toEqual([expect.stringContaining('a request that waited was refused (said otherwise)')])
})

test('what takes longer than there is patience for waits on, and what was recorded until then does not', async () => {
  const project = projectIn(folderOf())
  const target = targetOf(project.record.path)
  for (let number = 0; number < 100; number++) {
    const producer = number.toString(16).padStart(32, '0')
    spool({ ...request(project, 'a', 0), producer }, project.surroundings)
  }
  const record = async () => {
    await sleep(60)
    return { log: 'x', index: 0, entry: 1, leaf: '', checkpoint: '', repeated: false }
  }

  const recording = recordWaiting(target, record, project.surroundings, 50)

  await expect(recording).rejects.toMatchObject({ code: 'unavailable' })
  // Of groups of 64 the first was under way when time was up.
  expect(runsWaiting(target, project.surroundings)).toBe(36)
})
