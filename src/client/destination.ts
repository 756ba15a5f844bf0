import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SourcesWritten } from '../lineage/answers/sources-written.ts'
import type { Destination } from '../operations/project/destination.ts'
import { chooseFolder, projectRoot, readNamespace } from '../operations/project/folder.ts'
import { namespaceOf } from '../operations/project/namespace.ts'
import { type Surroundings, stateFolder } from '../operations/surroundings.ts'
import type { Connection } from './connection.ts'
import { foldersAt } from './seen.ts'
import { recorderAt } from './waiting.ts'

/** The record at a server that a run goes to. Nothing is sent before its command has ended; until then it may be away. */
export async function destinationAt(connection: Connection, surroundings: Surroundings): Promise<Destination> {
  const own = chooseFolder({ ...surroundings, env: {} }, undefined)
  const state = stateFolder(surroundings)
  return {
    target: connection.origin,
    namespace: existsSync(own.config)
      ? readNamespace(own)
      : await namespaceOf(projectRoot(surroundings.cwd) ?? surroundings.cwd),
    objects: join(state, 'git'),
    own: [own.path, state],
    load: async () => undefined,
    listed: async (folders) => new Set((await foldersAt(connection, folders)).listed),
    written: async (sources) => {
      const body = { sources }
      const { written } = await connection.json<SourcesWritten>({ path: '/pedigree/v1/sources', body })
      return new Set(written)
    },
    open: async () => {
      const { sayingsAt } = await import('./sayings.ts')
      return { ...(await sayingsAt(connection, surroundings)), record: recorderAt(connection) }
    },
  }
}
