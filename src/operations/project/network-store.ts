import { join } from 'node:path'
import { fileSystemOf } from '../../capture/files/file-system.ts'
import { PedigreeError } from '../../domain/error.ts'
import { targetOf } from '../recording/spool.ts'
import { type Surroundings, stateFolder } from '../surroundings.ts'
import { chooseFolder, type Folder } from './folder.ts'

/**
 * Refuses to write to a record on a network file system: SQLite's log and its shared memory are one machine's, and two
 * machines would write over each other. What cannot be told counts as local.
 * @throws PedigreeError `unavailable`, naming what to set.
 */
export async function requireLocal({ path }: Folder, surroundings: Surroundings): Promise<void> {
  const network = await networkOf(path, surroundings)
  if (network === undefined) return
  const local = join(stateFolder(surroundings), 'stores', 'flights')
  throw new PedigreeError(
    'unavailable',
    `${path} is on a network file system (${network}), where a SQLite file is not safe; set PEDIGREE_STORE to a local folder, such as ${local}`,
  )
}

/**
 * What waits to be recorded in a store: what was meant for it, and what was meant for the project's own, where that is on
 * a network file system and another stands in for it.
 * @returns targets of the spool.
 */
export async function targetsOf(folder: Folder, surroundings: Surroundings): Promise<string[]> {
  const target = targetOf(folder.path)
  const own = chooseFolder({ ...surroundings, env: {} }, undefined)
  const ownTarget = targetOf(own.path)
  if (ownTarget === target || (await networkOf(own.path, surroundings)) === undefined) return [target]
  return [target, ownTarget]
}

/** The kind of network file system that a path lies on, if it does. */
export async function networkOf(path: string, surroundings: Surroundings): Promise<string | undefined> {
  try {
    return (await (surroundings.fileSystemOf ?? fileSystemOf)(path)).network
  } catch {
    return undefined
  }
}
