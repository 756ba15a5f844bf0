import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { storeConformance } from './conformance.ts'
import type { Port } from './port.ts'
import { openSqlite } from './sqlite.ts'

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
