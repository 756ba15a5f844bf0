import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { PedigreeError } from '../../src/domain/error.ts'
import { decodeBody, encodeBody } from '../../src/log/body.ts'
import { rebuild } from '../../src/operations/rebuild.ts'
import { openToRead, openToWrite } from '../../src/operations/store.ts'
import { graphTables } from '../../src/store/tables.ts'
import { contentOf } from './damage.ts'
import { pedigree, start } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { recordRuns, verifyProject } from './recording.ts'
import { requestsOfRuns } from './requests.ts'
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

describe('rebuild refuses a log that is not as it was sealed, and leaves the tables as they were', () => {
  test.each([
    ['statements that cannot be read', "update body set bytes = x'00' where entry = 3", /^.*\bentry 3: /],
    ['statements that are gone', 'delete from body where entry = 3', /\bentry 3: its statements are gone/],
    [
      'the statements of another entry',
      'update body set bytes = (select bytes from body where entry = 2) where entry = 3',
      /\bentry 3: its statements are not those that were sealed/,
    ],
    [
      'an entry that was taken out',
      'delete from entry where number = 3; delete from body where entry = 3',
      /\bentry 3\b/,
    ],
    [
      'a leaf that was altered',
      "update entry set leaf = cast(replace(leaf, 'counts', 'countz') as blob) where number = 3",
      /\bentry 3\b/,
    ],
    ['a tile that was altered', 'update tile set hashes = zeroblob(length(hashes))', /\bentry 1\b/],
    [
      'a checkpoint that nobody signed',
      "update checkpoint set note = replace(note, '5', '4')",
      /the checkpoint is not to be believed/,
    ],
    [
      'a rule that the engine follows by itself',
      'create trigger quiet after insert on claim begin delete from edge; end',
      /trigger quiet is not as Pedigree made it/,
    ],
  ])('%s', async (_, change, reason) => {
    const project = projectIn(folderOf())
    await recordRuns(project, 5)
    alter(project, (database) => database.exec(`${change}; delete from edge where role = 'data'`))
    const before = contentOf(project.record.store)

    const { code, out, said } = await pedigree(project, ['rebuild'])

    expect({ code, out, said }).toEqual({ code: 3, out: '', said: expect.stringMatching(reason) })
    expect(said).toContain('Nothing was written')
    expect(contentOf(project.record.store)).toEqual(before)
  })

  test('one statement among others that says something else under its salt', async () => {
    const project = projectIn(folderOf())
    await recordRuns(project, 5)
    alter(project, (database) => {
      const { bytes } = database.prepare('select bytes from body where entry = 3').get() as { bytes: Uint8Array }
      const items = decodeBody(bytes).map((item) =>
        'erased' in item ? item : { ...item, bytes: Buffer.from(item.bytes.toString().replace('"data"', '"note"')) },
      )
      database.prepare('update body set bytes = ? where entry = 3').run(encodeBody(items))
    })
    const before = contentOf(project.record.store)

    const { code, said } = await pedigree(project, ['rebuild'])

    expect({ code, said }).toEqual({
      code: 3,
      said: expect.stringMatching(/entry 3: its statements are not those that were sealed.*Nothing was written/),
    })
    expect(contentOf(project.record.store)).toEqual(before)
  })
})

test('a rebuild that is killed leaves the tables as they were, and those who ask meanwhile see them', async () => {
  const project = projectIn(folderOf())
  {
    await using store = await openToWrite(project.surroundings)
    const requestOf = requestsOfRuns()
    await Promise.all(Array.from({ length: 2_000 }, () => store.record(requestOf())))
  }
  alter(project, (database) => database.exec("update claim set body = '{}'"))
  const before = contentOf(project.record.store)
  const { child, ended } = start(project, ['rebuild'])

  // What is folded spills into the write-ahead log long before the commit.
  const wal = `${project.record.store}-wal`
  const isSpilling = () => existsSync(wal) && statSync(wal).size > 100_000
  while (!isSpilling() && child.exitCode === null) await sleep(5)
  const meanwhile = contentOf(project.record.store)
  child.kill('SIGKILL')

  expect(await ended).toBe('SIGKILL')
  expect(meanwhile).toEqual(before)
  expect(contentOf(project.record.store)).toEqual(before)
  expect((await pedigree(project, ['rebuild'])).code).toBe(0)
  expect(await verifyProject(project)).toMatchObject({ intact: true, entries: 2_000 })
})

test('whatever page of the graph is damaged, rebuild mends it, or refuses and leaves the file as it was', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 60)
  const whole = readFileSync(project.record.store)
  const pages = rootPages(project)
  const figures = { mended: 0, refused: 0 }
  for (const page of pages) {
    // A page's kind, the places of its first cells, and what lies at its end.
    for (const offset of [0, 8, 10, 4_080]) {
      const bytes = Buffer.from(whole)
      const at = (page - 1) * 4_096 + offset
      bytes[at] = (bytes[at] ?? 0) ^ 4
      for (const ending of ['-wal', '-shm']) rmSync(`${project.record.store}${ending}`, { force: true })
      writeFileSync(project.record.store, bytes)

      const outcome = await rebuildProject(project).catch((error: PedigreeError) => error)

      if (outcome instanceof Error) {
        expect(outcome).toMatchObject({ code: 'tampered' })
        expect(readFileSync(project.record.store).equals(bytes)).toBe(true)
        figures.refused++
      } else {
        expect(await verifyProject(project)).toMatchObject({ intact: true, entries: 60 })
        figures.mended++
      }
    }
  }

  expect(figures.mended).toBeGreaterThan(10)
  expect(figures.refused).toBeGreaterThan(10)
})

test('rows that the log does not say and that stand in the way are named, not a defect, and rebuild takes them away', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  alter(project, (database) => database.exec("insert into speaker values (3, null, 'nobody')"))

  const refusal = await recordRuns(project, 1).catch((error: Error) => error)
  const { code } = await pedigree(project, ['rebuild'])

  expect(refusal).toMatchObject({
    code: 'tampered',
    message: expect.stringMatching(/store\.db .*speaker\.entry.*`pedigree rebuild`/),
  })
  expect(code).toBe(0)
  expect(await recordRuns(project, 1)).toBe(3)
})

async function rebuildProject({ surroundings }: Project): Promise<number> {
  await using store = await openToRead(surroundings)
  return await rebuild(store.port)
}

/** The first page of each table and index of the graph. */
function rootPages({ record }: Project): number[] {
  using database = new DatabaseSync(record.store)
  database.exec('pragma wal_checkpoint(truncate)')
  const rows = database.prepare('select tbl_name as name, rootpage as page from sqlite_schema where rootpage > 0').all()
  return rows.flatMap(({ name, page }) => (graphTables.some((table) => table.name === name) ? [Number(page)] : []))
}

function alter(project: Project, change: (database: DatabaseSync) => void): void {
  using database = new DatabaseSync(project.record.store)
  change(database)
}
