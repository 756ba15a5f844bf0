import { PedigreeError } from '../domain/error.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import { entriesPath, tilePath } from '../log/tile-path.ts'
import { exportLogs, type ReadableLog } from '../operations/log.ts'
import type { Logs } from '../operations/verbs.ts'
import { type Connection, ignoring } from './connection.ts'
import { listAt } from './lists.ts'

/** The logs of a record at a server, as any foreign verifier reads them. */
export const logsAt = (connection: Connection): Logs => ({
  heads: () => headsAt(connection),
  newest: async (use) => use(logAt(connection, (await headsAt(connection)).at(-1) as LogHead)),
  exportTo: async (folder) =>
    exportLogs(
      (await headsAt(connection)).map((head) => logAt(connection, head)),
      folder,
    ),
})

export async function headsAt(connection: Connection): Promise<LogHead[]> {
  const { origin } = connection
  const { items } = await listAt<LogHead>(connection, { path: '/pedigree/v1/logs' })
  const heads = items.map(({ name, key, size, checkpoint, cites }) => ({
    ...{ name, key, size, checkpoint },
    ...(isCitation(cites) ? { cites } : {}),
  }))
  const isWhole = heads.every(
    ({ name, key, size, checkpoint }) =>
      isLine(name) && isLine(key) && Number.isSafeInteger(size) && isText(checkpoint) && /-[0-9a-f]{32}$/.test(name),
  )
  if (heads.length > 0 && isWhole) return heads
  throw new PedigreeError('unavailable', `${origin} does not say which logs it has, as every Pedigree server does`)
}

/** One of another shape is none, and shows nothing. */
const isCitation = (cites: LogHead['cites']): boolean =>
  typeof cites?.salt === 'string' &&
  typeof cites.statement === 'string' &&
  Number.isSafeInteger(cites.count) &&
  Array.isArray(cites.proof) &&
  cites.proof.every((hash) => typeof hash === 'string')

/** A checkpoint is printed as it is, byte by byte: nothing in it may move a terminal's cursor. */
const isText = (value: unknown): boolean => typeof value === 'string' && !/[^\P{Cc}\n]/u.test(value)
const isLine = (value: unknown): boolean => isText(value) && !String(value).includes('\n')

/** A log by its 128-bit id, which stays the same when the record goes on in another one. */
export function logAt(connection: Connection, head: LogHead): ReadableLog {
  const file = async (path: string) =>
    (await ignoring('not-found', connection.ask({ path: `/log/${head.name.slice(-32)}/${path}` })))?.bytes
  return {
    head,
    reader: {
      tile: (level, index, width) => file(tilePath(level, index, width)),
      entries: (index, width) => file(entriesPath(index, width)),
    },
  }
}
