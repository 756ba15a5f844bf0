import { randomBytes } from 'node:crypto'
import { formatCheckpoint } from '../../src/log/checkpoint.ts'
import { emptyTree, rootOf } from '../../src/log/merkle.ts'
import { signNote } from '../../src/log/note.ts'
import { generateKey, verifierKey } from '../../src/log/note-key.ts'
import { record } from '../../src/operations/record.ts'
import { type Request, stating } from '../../src/operations/recording/request.ts'
import type { Port } from '../../src/store/port.ts'
import { makeSqlite, openSqlite } from '../../src/store/sqlite.ts'
import * as tables from '../../src/store/tables.ts'
import type { Said } from './arbitrary-statements.ts'

const key = generateKey('pedigree.local/graph', Buffer.alloc(32, 7))
const drawn = { nowMs: Date.UTC(2026, 5, 1), key, salt: () => randomBytes(16) }

/** A store with a log and nothing in it, in memory unless a file is named. */
export async function emptyRecord(path = ':memory:'): Promise<Port> {
  const port = await (path === ':memory:' ? openSqlite(path) : makeSqlite(path))
  const note = signNote(formatCheckpoint({ logName: key.verifier.name, size: 0, root: rootOf(emptyTree) }), key)
  await port.write(async (transaction) => {
    await transaction.put(tables.logs, [
      { id: 1, name: key.verifier.name, verifier_key: verifierKey(key.verifier), since: 0 },
    ])
    await transaction.put(tables.checkpoints, [{ log: 1, size: 0, note }])
  })
  return port
}

/** Records groups of requests, each group in one transaction. @throws what a request is refused for. */
export async function recordAll(port: Port, groups: readonly (readonly Said[])[]): Promise<void> {
  for (const group of groups) {
    const answers = await record(port, group.map(requestOf), drawn)
    for (const answer of answers) if ('refused' in answer) throw answer.refused
  }
}

const requestOf = ({ producer, sequence, statements }: Said): Request => ({
  producer,
  sequence,
  agent: 'agent:tool/ci',
  via: 'a test',
  ...stating(statements),
})

/** A record in memory of these requests, each in a transaction of its own. */
export async function recordOf(requests: readonly Said[]): Promise<Port> {
  const port = await emptyRecord()
  await recordAll(
    port,
    requests.map((request) => [request]),
  )
  return port
}
