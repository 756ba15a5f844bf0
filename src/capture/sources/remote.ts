import type { PythonEvents } from '../python/python-event.ts'
import { exchangesOf } from './exchanges.ts'
import type { Remote } from './remote-content.ts'
import { tablesOfRun } from './tables.ts'

/**
 * What a run read and wrote that is no file.
 * @param host this machine, which `localhost` stands for.
 */
export function remoteOf(python: PythonEvents, host: string): Remote {
  const exchanges = exchangesOf(python, host)
  const tables = tablesOfRun(python, host)
  return {
    ...tables,
    contents: [...exchanges.contents, ...tables.contents],
    requests: exchanges.requests,
    told: exchanges.told.union(tables.told),
  }
}
