import type { RunFiles } from '../files/run-files.ts'
import type { PythonEvents } from '../python/python-event.ts'
import { cachedUses } from './cached-files.ts'
import { exchangesOf } from './exchanges.ts'
import type { Remote } from './remote-content.ts'
import { tablesOfRun } from './tables.ts'

/**
 * What a run read and wrote that is no file, and what of its files came from elsewhere before.
 * @param host this machine, which `localhost` stands for.
 */
export function remoteOf(python: PythonEvents, files: RunFiles, host: string): Remote {
  const exchanges = exchangesOf(python, host)
  const named = new Map([...files.reads, ...files.writes].map(({ path, name }) => [path, name]))
  const tables = tablesOfRun(python, host, named)
  return {
    ...tables,
    contents: [...exchanges.contents, ...tables.contents],
    requests: exchanges.requests,
    cached: cachedUses(files),
    told: exchanges.told.union(tables.told),
  }
}
