import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Port } from '../../store/port.ts'
import type { Recorder } from '../recording/recorder.ts'
import { targetOf } from '../recording/spool.ts'
import type { AskListed } from '../recording/unlisted.ts'
import type { AskWritten } from '../recording/written-sources.ts'
import { type Surroundings, stateFolder } from '../surroundings.ts'
import type { Sayings } from '../verbs.ts'
import { chooseFolder, type Folder, readNamespace } from './folder.ts'
import { networkOf, requireLocal } from './network-store.ts'

/** The record that a run goes to: its project's own, or one at a server. */
export type Destination = {
  /** What the spool knows it by. */
  readonly target: string
  readonly namespace: string
  /** Where objects of git go that are not in the user's repository. */
  readonly objects: string
  /** Folders of ours, which are no data of any run. */
  readonly own: readonly string[]
  /** Loads what recording takes, while the command runs. */
  readonly load: () => Promise<unknown>
  readonly listed: AskListed
  readonly written: AskWritten
  /** Opens it to record in, by which what waits in the spool is recorded. */
  readonly open: () => Promise<AsyncDisposable & Pick<Sayings, 'register'> & { readonly record: Recorder }>
}

/** The store of `--store` or of the project, made where there is none. */
export async function destinationHere(option: string | undefined, surroundings: Surroundings): Promise<Destination> {
  const { folder, namespace } = await prepare(option, surroundings)
  const state = stateFolder(surroundings)
  /** What it has, before anything is recorded in it. */
  const asked = async <T>(ask: (port: Port) => Promise<T>): Promise<T> => {
    await requireLocal(folder, surroundings)
    const { openPort } = await import('../../store/open.ts')
    const port = await openPort(folder.store)
    return ask(port).finally(port.close)
  }
  return {
    target: targetOf(folder.path),
    namespace,
    objects: join(existsSync(folder.path) ? folder.path : state, 'git'),
    own: [folder.path, state],
    load: () => Promise.all([import('../store.ts'), import('../recording/recorder.ts')]),
    listed: (folders) =>
      asked(async (port) => {
        const { foldersKnown } = await import('../recording/unlisted.ts')
        return new Set((await foldersKnown(port, folders)).listed)
      }),
    written: (sources) =>
      asked(async (port) => {
        const { sourcesWritten } = await import('../recording/written-sources.ts')
        return new Set(await sourcesWritten(port, sources))
      }),
    open: async () => {
      const [{ openToWrite }, { sayingsOf }] = await Promise.all([import('../store.ts'), import('../local-verbs.ts')])
      const store = await openToWrite(surroundings, option)
      return { ...sayingsOf(store, surroundings), record: store.record }
    },
  }
}

async function prepare(
  option: string | undefined,
  surroundings: Surroundings,
): Promise<{ folder: Folder; namespace: string }> {
  const folder = chooseFolder(surroundings, option)
  const unopened = { folder, namespace: basename(dirname(folder.path)) || 'root' }
  // That is said once, at the end, when the run could not be recorded.
  if ((await networkOf(folder.path, surroundings)) !== undefined) return unopened
  try {
    if (!existsSync(folder.store)) {
      const { makeFolder } = await import('./make-folder.ts')
      await makeFolder(folder, surroundings.nowMs())
    }
    return { folder, namespace: readNamespace(folder) }
  } catch (error) {
    surroundings.warn(`the command runs all the same, but its record cannot be opened: ${(error as Error).message}`)
    return unopened
  }
}
