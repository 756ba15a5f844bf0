import type { RunFiles } from '../files/run-file.ts'
import type { PythonEvents } from '../python/python-event.ts'
import { cachedUses } from './cached-files.ts'
import { exchangesOf } from './exchanges.ts'
import type { Remote, RemoteContent } from './remote-content.ts'
import { tablesOfRun } from './tables.ts'

type Beside = { readonly host: string; readonly said: readonly RemoteContent[] }

/**
 * What a run read and wrote that is no file, and what of its files came from elsewhere before.
 * @param host this machine, which `localhost` stands for.
 * @param said what people said that it read and wrote: what was seen says more.
 */
export function remoteOf(python: PythonEvents, files: RunFiles, { host, said }: Beside): Remote {
  const exchanges = exchangesOf(python, host)
  const asked = new Set(python.queries.flatMap(({ database }) => database ?? []))
  const databases = [...files.reads, ...files.writes].filter(({ path }) => asked.has(path))
  const named = new Map(databases.map(({ path, name }) => [path, name]))
  const tables = tablesOfRun(python, host, named)
  const seen = [...exchanges.contents, ...tables.contents]
  return {
    ...tables,
    contents: [...seen, ...said.filter((content) => !seen.some((other) => isSame(content, other)))],
    requests: exchanges.requests,
    cached: cachedUses(files),
    told: exchanges.told.union(tables.told),
  }
}

const isSame = (one: RemoteContent, other: RemoteContent): boolean =>
  one.edge === other.edge && one.place === other.place
