import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decodeBody, encodeBody } from '../../src/log/body.ts'
import { generateKey } from '../../src/log/note-key.ts'
import { beginLog } from '../../src/operations/project/make-folder.ts'
import { record } from '../../src/operations/record.ts'
import { digestOf } from '../../src/operations/recording/seal.ts'
import { makeSqlite } from '../../src/store/sqlite.ts'
import { requestsOfRuns } from './requests.ts'

// What somebody can do to a store's file without its key.

/** Puts the digest in the place of each item that has a word in it. @returns how many. */
export function eraseItems(database: DatabaseSync, word: string): number {
  let count = 0
  for (const { entry, bytes } of database.prepare('select entry, bytes from body').all()) {
    const items = decodeBody(bytes as Uint8Array).map((item) => {
      if ('erased' in item || !item.bytes.toString().includes(word)) return item
      count++
      return { erased: digestOf(item) }
    })
    database.prepare('update body set bytes = ? where entry = ?').run(encodeBody(items), entry as number)
  }
  return count
}

/** Makes a whole log of as many entries under a key of its own, and puts it where the store's first log was. */
export async function exchangeFirstLog(store: string, folder: string): Promise<void> {
  const path = join(folder, 'forged.db')
  using database = new DatabaseSync(store)
  const { name, size } = database
    .prepare('select name, size from log join checkpoint on log = id where id = 1')
    .get() as { name: string; size: number }
  const [key, requestOf] = [generateKey(name, randomBytes(32)), requestsOfRuns()]
  const forged = await makeSqlite(path)
  await forged.write((transaction) => beginLog(transaction, 1, key, Date.now()))
  const group = Array.from({ length: size }, requestOf)
  await record(forged, group, { nowMs: Date.now(), key, salt: () => randomBytes(16) })
  await forged.close()
  database.prepare('attach ? as forged').run(path)
  database.exec(`begin;
    delete from body where entry <= ${size}; insert into body select * from forged.body;
    ${['entry', 'tile', 'checkpoint'].map((table) => `delete from ${table} where log = 1; insert into ${table} select * from forged.${table};`).join('\n')}
    update log set verifier_key = (select verifier_key from forged.log) where id = 1;
    commit`)
}
