import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { openPort } from '../../store/open.ts'
import { hasWaiting } from '../recording/spool.ts'
import { openToRead, openToWrite, type WritableStore } from '../store.ts'
import type { Surroundings } from '../surroundings.ts'
import { chooseFolder } from './folder.ts'
import { namespaceOf } from './namespace.ts'
import { requireLocal, targetsOf } from './network-store.ts'

/**
 * Opens a store for a statement of a person. Where there is none yet, an empty one in memory answers what references
 * mean, and the real one is made only when there is something to record: a refused statement leaves nothing behind.
 * @throws PedigreeError as `openToWrite`; `not-found` where there is no record that a statement could be about.
 */
export async function openToState(
  surroundings: Surroundings,
  option: string | undefined,
  { mayBegin = false } = {},
): Promise<WritableStore> {
  const folder = chooseFolder(surroundings, option)
  await requireLocal(folder, surroundings)
  const waits = (await targetsOf(folder, surroundings)).some((target) => hasWaiting(target, surroundings))
  if (existsSync(folder.path) || waits) return openToWrite(surroundings, option)
  // Nothing is there to be approved or deployed: the answer says how a record comes to be.
  if (!mayBegin) await (await openToRead(surroundings, option))[Symbol.asyncDispose]()
  const port = await openPort(':memory:')
  const namespace = await namespaceOf(basename(folder.path) === '.pedigree' ? dirname(folder.path) : folder.path)
  return {
    port,
    folder,
    namespace,
    record: async (request) => {
      await using store = await openToWrite(surroundings, option)
      return await store.record(request)
    },
    [Symbol.asyncDispose]: () => port.close(),
  }
}
