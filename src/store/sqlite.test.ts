import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import type { Statement } from '../domain/statement.ts'
import { storeConformance } from './conformance.ts'
import { readDamage } from './damage.ts'
import { foldEntries } from './fold.ts'
import type { Port } from './port.ts'
import { sql } from './sql.ts'
import { openSqlite } from './sqlite.ts'
import { sqliteSteps } from './sqlite-schema.ts'
import * as tables from './tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'pedigree-sqlite-'))
let files = 0
const nextFile = () => join(folder, `${++files}.db`)

describe('the store on SQLite', () => {
  const paths = new WeakMap<Port['write'], string>()
  storeConformance(
    async () => {
      const path = nextFile()
      const port = await openSqlite(path)
      paths.set(port.write, path)
      return port
    },
    async (port) => openSqlite(paths.get(port.write) ?? ''),
  )
})

test('a process that writes much has its commits copied into the file while it goes on', async () => {
  const path = nextFile()
  const port = await openSqlite(path)
  const before = statSync(path).size

  for (let number = 1; number <= 100; number++) {
    const row = { id: number, name: `place ${number} `.repeat(200) }
    await port.write((transaction) => transaction.put(tables.places, [row]))
  }

  // Far less than SQLite waits for by itself, so that the file would stay as it was until the end.
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(before), 5_000)
  await port.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test('a process that has written much ends when it has closed its store, and not before', () => {
  const script = `
    import { openSqlite } from ${JSON.stringify(join(import.meta.dirname, 'sqlite.ts'))}
    import { places } from ${JSON.stringify(join(import.meta.dirname, 'tables.ts'))}
    const port = await openSqlite(${JSON.stringify(nextFile())})
    for (let id = 1; id <= 100; id++) await port.write((transaction) => transaction.put(places, [{ id, name: String(id) }]))
    await port.close()
    console.log('closed')`

  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })

  expect({ stdout, status }).toEqual({ stdout: 'closed\n', status: 0 })
})

test('refuses a store of a newer version, naming both', async () => {
  const path = nextFile()
  await (await openSqlite(path)).close()
  const database = new DatabaseSync(path)
  database.exec("pragma user_version = 99; insert into upgrade values (99, '7.1.0')")
  database.close()

  await expect(openSqlite(path)).rejects.toThrow(/format 99, written by Pedigree 7\.1\.0; this is Pedigree \d/)
})

test('says which file is not a store', async () => {
  const path = nextFile()
  writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(100))

  await expect(openSqlite(path)).rejects.toThrow(`${path}: the file is not a Pedigree store`)
})

test('says that another database is not a store', async () => {
  const path = nextFile()
  const database = new DatabaseSync(path)
  database.exec('create table notes (text)')
  database.close()

  await expect(openSqlite(path)).rejects.toThrow(`${path}: the file is not a Pedigree store`)
})

test('a store of the first format gets the code files that a fold of its edges gives', async () => {
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`
  const selectors = [
    { files: { 'a.py': digest('a'), 'b.py': digest('b'), 'copy.py': digest('a') } },
    { files: { 'a.py': digest('A'), 'b.py': 'sha256:abc', 'c.py': 7, 'd.py': digest('d') } },
    { files: [digest('e')] },
    { path: 'a.py' },
    undefined,
  ]
  const said = selectors.flatMap((selector) =>
    (['code', 'data'] as const).map((role): unknown => ({
      ...{ type: 'edge', edge: 'used', source: 'run:t/1', target: `git-tree:${'0'.repeat(40)}`, role },
      ...(selector === undefined ? {} : { selector }),
    })),
  ) as Statement[]
  const numbers = { nodes: new Map(), places: new Map(), nextNode: 1, nextPlace: 1, nextListed: 1 }
  const folded = foldEntries([{ number: 1, agent: undefined, via: 't', statements: said }], numbers)
  const rowsOf = (of: tables.Table) => folded.find(({ table }) => table === of)?.rows ?? []
  const path = nextFile()
  const database = new DatabaseSync(path)
  database.exec(sqliteSteps[0] ?? '')
  database.exec("insert into upgrade values (1, '0.0.1'); pragma user_version = 1")
  const insert = database.prepare(
    'insert into edge (downstream, flow, upstream, statement, mirror, role, selector, origin) values (?, ?, ?, ?, ?, ?, ?, 2)',
  )
  for (const { downstream, flow, upstream, statement, mirror, role, selector } of rowsOf(tables.edges)) {
    const values = [downstream, flow, upstream, statement, mirror, role, selector ?? null]
    insert.run(...(values as SQLInputValue[]))
  }
  database.close()

  const port = await openSqlite(path)
  const rows = await port.read((snapshot) => snapshot.all(sql`select * from code_file order by statement, digest`))
  await port.close()

  const expected = rowsOf(tables.codeFiles).map((row) => JSON.stringify([row.statement, row.run, row.digest]))
  expect(rows.map((row) => JSON.stringify([row.statement, row.run, Buffer.from(row.digest as Uint8Array)]))).toEqual(
    expected.toSorted(),
  )
  expect(rows).toHaveLength(3)
})

test('does not take a turned bit in the format for another version', async () => {
  const path = nextFile()
  await (await openSqlite(path)).close()
  const bytes = readFileSync(path)
  // The user version is at offset 60, four bytes, big-endian (https://sqlite.org/fileformat.html, section 1.3).
  for (const format of [0, sqliteSteps.length - 1, sqliteSteps.length + 1]) {
    bytes.writeUInt32BE(format, 60)
    writeFileSync(path, bytes)

    await expect(openSqlite(path)).rejects.toMatchObject({ code: 'tampered', message: expect.stringContaining(path) })
  }
})

test('waits for a store that another process holds for a moment, also to open it and to read', async () => {
  const path = nextFile()
  await (await openSqlite(path)).close()
  const other = new DatabaseSync(path)
  other.exec("pragma locking_mode = exclusive; begin immediate; insert into place values (1, 'here'); commit")
  const release = setTimeout(() => other.close(), 100)

  const port = await openSqlite(path)
  const rows = await port.read((snapshot) => snapshot.all(sql`select name from place`))

  clearTimeout(release)
  await port.close()
  expect(rows).toEqual([{ name: 'here' }])
})

test('opened for writing, a store that is up to date is not written to by that alone', async () => {
  const path = nextFile()
  await (await openSqlite(path)).close()
  const before = readFileSync(path)

  const port = await openSqlite(path)
  await port.write(async () => {})
  await port.close()

  expect(readFileSync(path).equals(before)).toBe(true)
})

test('refuses a read inside a read, which would wait for itself', async () => {
  const port = await openSqlite(nextFile())

  await expect(port.read(() => port.read(async () => 1))).rejects.toThrow('inside a read')

  await port.close()
})

test('refuses a whole number that could be stored but not be read again', async () => {
  const port = await openSqlite(nextFile())

  const writing = port.write((transaction) => transaction.put(tables.nodes, [{ id: 2 ** 60, name: 'a', type: 'run' }]))

  await expect(writing).rejects.toMatchObject({ code: 'invalid-input' })
  await port.close()
})

test('says what damage SQLite finds, and in which table', async () => {
  const path = nextFile()
  const port = await openSqlite(path)
  await port.write((transaction) => transaction.put(tables.nodes, [{ id: 1, name: 'run:a/1', type: 'run' }]))
  await port.close()
  const bytes = readFileSync(path)
  // In the table and not in its index: the first of the two.
  bytes.write('run:b/1', bytes.lastIndexOf('run:a/1'))
  writeFileSync(path, bytes)

  const damaged = await openSqlite(path)
  const damage = await damaged.read(readDamage)

  await damaged.close()
  expect(damage[0]).toMatchObject({ table: 'node', row: 1, isUnreadable: false })
})
