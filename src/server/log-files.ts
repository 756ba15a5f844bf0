import { type LogFile, logFile, logHeads } from '../operations/log.ts'
import { content } from './content.ts'
import { lists } from './contract.ts'
import { closed } from './fields.ts'
import { listedWhole, paging } from './lists.ts'
import { Refused } from './problem.ts'
import type { Route, Said } from './route.ts'
import type { ServedRecord } from './served-record.ts'

const immutable = { 'cache-control': 'private, immutable, max-age=31536000' }
const fresh = { 'cache-control': 'no-store' }

async function fileOf({ store }: ServedRecord, log: string | undefined, path: string): Promise<Said> {
  const file: LogFile | undefined = await logFile(store, log, path)
  if (file === undefined) throw new Refused(404, 'not-found', `the log has no ${path || 'such file'}, or not yet`)
  const type = file.isText ? 'text/plain; charset=utf-8' : 'application/octet-stream'
  return { headers: { 'content-type': type, ...(file.isFinal ? immutable : fresh) }, body: file.bytes }
}

/** The log as C2SP tlog-tiles serves it: the newest at `/log/`, each one for ever at its own id. */
export const logFiles: readonly Route[] = [
  {
    method: 'GET',
    url: '/pedigree/v1/logs',
    permission: 'read',
    summary: 'Every log of the record, the newest last, each with its key and its newest checkpoint.',
    query: closed(paging),
    answers: { 200: lists.logs },
    answer: async (heard, record) => {
      const all = await logHeads(record.store)
      return { body: await listedWhole('logs', heard, record, all, ({ name }) => name) }
    },
  },
  {
    method: 'GET',
    url: '/log/*',
    permission: 'read',
    summary: 'A file of the newest log, or below its 128-bit id of any: checkpoint, tiles, bundles of entries, key.',
    answers: { 200: content('application/octet-stream', 'the file; texts are text/plain') },
    answer: ({ params }, record) => {
      const [, log, below] = /^([0-9a-f]{32})\/(.*)$/s.exec(params['*'] ?? '') ?? []
      return fileOf(record, log, below ?? params['*'] ?? '')
    },
  },
]
