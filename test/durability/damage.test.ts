import { rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { openToWrite } from '../../src/operations/store.ts'
import { createToken, revokeToken } from '../../src/operations/tokens.ts'
import { alteredBy, flipBits, truncate } from './damage.ts'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { seeded } from './random.ts'
import { continueFromElsewhere, recordRuns, verifyProject } from './recording.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('damage')
let project: Project
let columns: { table: string; column: string; type: string }[] = []

// Two logs, and an entry of many runs, so that there is more than one of everything.
beforeAll(async () => {
  project = projectIn(folderOf())
  await recordRuns(project, 12)
  await continueFromElsewhere(project)
  await recordRuns(project, 11)
  await makeToken(project)
  using database = new DatabaseSync(project.record.store, { readOnly: true })
  columns = database
    .prepare(
      `select schema.name as "table", info.name as "column", info.type as type
       from sqlite_schema as schema join pragma_table_info(schema.name) as info where schema.type = 'table'`,
    )
    .all() as typeof columns
})

/** What is neither sealed nor lets anybody in: when a log began, which version made the tables, that a token was used or ended. */
const unsealed = ['log.since', 'upgrade.pedigree', 'token.used', 'token.changed', 'token.revoked']

test('the record as it is, is intact', async () => {
  expect(await verifyProject(project)).toMatchObject({ intact: true, entries: 25, warnings: [] })
})

describe('whichever value is altered, it is found', () => {
  test('in each column of each table, in the first row, one in the middle and the last', async () => {
    const random = seeded(7)
    const found: Record<string, string[]> = {}
    const missed: string[] = []
    for (const { table, column, type } of columns) {
      for (const place of [0, 0.5, 0.999]) {
        let isAltered = false
        const altered = alteredBy(project, (database) => {
          isAltered = alter(database, { table, column, type }, place, random)
        })
        if (!isAltered) continue
        const verdict = await verifyProject(altered).catch((error: Error) => ({
          intact: false as const,
          reason: error.message,
        }))
        if (verdict.intact) missed.push(`${table}.${column}`)
        else found[`${table}.${column}`] = [...(found[`${table}.${column}`] ?? []), verdict.reason]
      }
    }

    expect([...new Set(missed)].filter((name) => !unsealed.includes(name))).toEqual([])
    expect(Object.keys(found).length).toBeGreaterThan(60)
    for (const [name, reasons] of Object.entries(found)) {
      for (const reason of reasons)
        expect(`${name}: ${reason}`).toMatch(/: .*(?:\bentry \d+|\btable \w+|\bthe log \S+)/)
    }
  }, 120_000)

  test.each([
    ['the statements of an entry', 'body', 'bytes', 7, /^entry 7: /],
    ['a leaf', 'entry', 'leaf', 7, /^entry 7 is not as it was sealed/],
    ['the producer of an entry', 'entry', 'producer', 7, /^entry 7: its producer and sequence/],
    ['the time of an entry', 'entry', 'time', 7, /^entry 7: its time/],
    ['a tile', 'tile', 'hashes', 1, /^entry \d+ is not as it was sealed/],
    ['the note of a checkpoint', 'checkpoint', 'note', 1, /the checkpoint is not to be believed/],
    ['the size of a checkpoint', 'checkpoint', 'size', 1, /the table checkpoint says 13 entries/],
    ['an edge', 'edge', 'role', 3, /the graph's table edge has a row that differs/],
    ['a claim', 'claim', 'body', 3, /the graph's table claim has a row that differs/],
    ['a node', 'node', 'name', 3, /the graph's table node has a row that differs/],
  ])('%s', async (_, table, column, row, reason) => {
    const altered = alteredBy(project, (database) => {
      const type = columns.find((candidate) => candidate.table === table && candidate.column === column)?.type ?? ''
      expect(alter(database, { table, column, type }, (row - 1) / 25, seeded(row), row)).toBe(true)
    })

    expect(await verifyProject(altered)).toMatchObject({ intact: false, reason: expect.stringMatching(reason) })
  })

  test.each([
    ['an entry with its statements taken out', 'delete from entry where number = 5; delete from body where entry = 5'],
    ['the newest entry taken out', 'delete from entry where number = 25'],
    [
      'an entry put in behind the checkpoint',
      "insert into entry select 26, 2, 13, 'ff', 0, time, leaf from entry where number = 25",
    ],
    [
      'an entry put in for a log that is not there',
      "insert into entry select 26, 3, 0, 'ff', 0, time, leaf from entry where number = 25",
    ],
    ['statements without an entry', 'insert into body select 99, bytes from body where entry = 1'],
    [
      'two entries exchanged',
      'update entry set number = 99 where number = 3; update entry set number = 3 where number = 4; update entry set number = 4 where number = 99',
    ],
    ['a tile too many', 'insert into tile select 2, 1, 0, 1, hashes from tile where log = 1'],
    ['a tile too few', 'delete from tile where log = 2'],
    ['a log too many', "insert into log select 3, 'x', verifier_key, since from log where id = 1"],
    ['a log too few', 'delete from log where id = 2; delete from checkpoint where log = 2'],
    ['a checkpoint too few', 'delete from checkpoint where log = 2'],
    ['every log', 'delete from log; delete from checkpoint; delete from entry; delete from body; delete from tile'],
    [
      'an edge too few',
      'delete from edge where flow = 1 and upstream = (select max(upstream) from edge where flow = 1)',
    ],
    ['a retraction too many', "insert into retraction values (999999, 'ff', 0, 0, 'so')"],
    ['a facet too many', "insert into facet values (1, 'tag:owner', 999999, null, null, 1, '1', null)"],
    ['an index', 'drop index edge_upstream'],
    ['an index of somebody else’s on a table of ours', 'create unique index theirs on entry (time, number)'],
    [
      'a rule that the engine follows by itself',
      'create trigger quiet after insert on entry begin delete from claim; end',
    ],
    [
      'another key for the log',
      'update log set verifier_key = (select verifier_key from log where id = 2) where id = 1',
    ],
  ])('%s', async (_, change) => {
    expect(await verifyProject(alteredBy(project, (database) => database.exec(change)))).toMatchObject({
      intact: false,
    })
  })
})

test('a column whose name differs by a letter’s case is found, in the schema of every table', async () => {
  for (const table of new Set(columns.map((each) => each.table))) {
    const altered = alteredBy(project, (database) => {
      const [first] = columns.filter((each) => each.table === table)
      database.enableDefensive(false)
      database.exec('pragma writable_schema = on')
      database
        .prepare(
          'update sqlite_schema set sql = replace(sql, $name, upper($name)) where type = $type and name = $table',
        )
        .run({ name: first?.column ?? '', type: 'table', table })
    })

    expect(await verifyProject(altered)).toMatchObject({ intact: false, reason: expect.stringContaining(table) })
  }
})

test('a file with one bit turned anywhere is refused or found, unless nothing reads otherwise', async () => {
  const figures = await flipBits(project, 400, seeded(1))

  expect(figures.refused + figures.found).toBeGreaterThan(80)
})

test('a file cut anywhere is refused or found', async () => {
  expect(await truncate(project, 40, seeded(2))).toMatchObject({ withoutEffect: 0 })
})

/** Changes one value a little. False where its row is not there, or SQLite itself refuses the change. */
function alter(
  database: DatabaseSync,
  { table, column, type }: { table: string; column: string; type: string },
  place: number,
  random: () => number,
  row?: number,
): boolean {
  // Not every table numbers its rows, and all have few.
  const key = database.prepare(`select name from pragma_table_info('${table}') where pk > 0`).all()
  const where = key.map(({ name }) => `"${name}"`).join(', ')
  const rows = database.prepare(`select "${column}" as value from ${table} order by ${where}`).all()
  const offset = row === undefined ? Math.floor(place * rows.length) : row - 1
  const value = rows[offset]?.value
  if (value === undefined || (rows.length <= offset && row === undefined)) return false
  try {
    const { changes } = database
      .prepare(
        `update ${table} set "${column}" = ? where (${where}) = (select ${where} from ${table} order by ${where} limit 1 offset ${offset})`,
      )
      .run(other(value, type, random))
    return changes === 1
  } catch {
    return false
  }
}

function other(value: unknown, type: string, random: () => number) {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value)
    const at = Math.floor(random() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }
  if (typeof value === 'number') return value + 1
  if (value === null) return type === 'TEXT' ? 'x' : type === 'BLOB' ? Buffer.of(1) : 1
  const text = String(value)
  const at = Math.floor(random() * text.length)
  return `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`
}

describe('whom the table of tokens lets in, the log says', () => {
  const insert = "insert into token values ('x', 'agent:user/evil', 'admin', x'00', 1, null, null, 1)"
  test.each([
    [
      'a token put in',
      insert,
      /the table token has the token x of agent:user\/evil as admin, which no entry says was made/,
    ],
    ['a role raised', "update token set role = 'admin'", /whose role is not that of entry 25/],
    ['an agent exchanged', "update token set agent = 'agent:user/evil'", /whose agent is not that of entry 25/],
    ['a secret exchanged', "update token set digest = x'00'", /whose secret is not that of entry 25/],
    ['a token taken out', 'delete from token', /the table token lacks the token \w+ that was made by entry 25/],
  ])('%s is found', async (_, change, reason) => {
    const altered = alteredBy(project, (database) => database.exec(change))

    expect(await verifyProject(altered)).toMatchObject({ intact: false, reason: expect.stringMatching(reason) })
  })

  test('a token that was ended and lets in again is found, and an end that no entry says is told', async () => {
    const own = projectIn(folderOf())
    const id = await makeToken(own)
    const ended = alteredBy(own, (database) => database.exec('update token set revoked = created + 1'))
    const told = await verifyProject(ended)
    {
      await using store = await openToWrite(own.surroundings)
      await revokeToken(store, id, own.surroundings)
    }
    const sound = await verifyProject(own)
    const again = alteredBy(own, (database) => database.exec('update token set revoked = null'))

    expect(told).toMatchObject({
      intact: true,
      warnings: expect.arrayContaining([expect.stringMatching(/was ended, and no entry says so/)]),
    })
    expect(sound).toMatchObject({ intact: true, warnings: [] })
    expect(await verifyProject(again)).toMatchObject({
      intact: false,
      reason: expect.stringMatching(/^the table token lets in the token .* which was ended by entry 2$/),
    })
  })
})

test('tables of somebody else’s, and SQLite’s own figures, are no forgery; the former are told', async () => {
  const altered = alteredBy(project, (database) =>
    database.exec('create table notes (text primary key); create index ours on notes (text); analyze'),
  )

  const verdict = await verifyProject(altered)
  const rebuilt = await pedigree(altered, ['rebuild'])

  expect(verdict).toMatchObject({
    intact: true,
    warnings: expect.arrayContaining([
      expect.stringMatching(/^the database has a table notes that Pedigree did not make/),
    ]),
  })
  expect(JSON.stringify(verdict)).not.toContain('sqlite_stat')
  expect(rebuilt).toMatchObject({ code: 0 })
})

test('an emptied store is refused by whoever asks or records, and nothing is made in it', async () => {
  const project = projectIn(folderOf())
  await recordRuns(project, 2)
  for (const ending of ['-wal', '-shm']) rmSync(`${project.record.store}${ending}`, { force: true })
  writeFileSync(project.record.store, '')

  const commands = [
    ['live'],
    ['find', 'delay'],
    [],
    ['verify'],
    ['rebuild'],
    ['tag', 'delay@1', 'a=b'],
    ['log', 'continue'],
  ]
  const answers = await Promise.all(commands.map((words) => pedigree(project, words)))
  const run = await pedigree(project, ['run', '--', 'true'])

  for (const { code, out, said } of answers) {
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(said).toMatch(/store\.db: the file is empty\. Nothing was written to it\. Put a backup back\./)
  }
  expect(run).toMatchObject({ code: 0, said: expect.stringMatching(/kept for later: .*\n.*the file is empty/) })
  expect(statSync(project.record.store).size).toBe(0)
})

async function makeToken({ surroundings }: Project): Promise<string> {
  await using store = await openToWrite(surroundings)
  return (await createToken(store, { name: 'ann', role: 'viewer' }, surroundings)).id
}
