import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { nearestThere } from '../../capture/files/file-system.ts'
import { type Surroundings, stateFolder } from '../surroundings.ts'

/** A small text that is kept at a path, or why nobody can read it; both undefined where there is none. */
export type Kept = { readonly text: string | undefined; readonly problem: string | undefined }

/**
 * Reads a small text that may not be there. Only a name that is not there, or is no file, means that nothing is kept:
 * what cannot be read may be what matters most, and is never taken for missing.
 */
export function keptText(path: string): Kept {
  try {
    return { text: readFileSync(path, 'utf8'), problem: undefined }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { text: undefined, problem: nothingIsThere.has(code) ? undefined : message }
  }
}
const nothingIsThere = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'EISDIR'])

/**
 * Whether the state folder is somebody else's, who does not let this user in: HOME in a container, or under `sudo -E`.
 * Nothing of this user's can lie there, and nothing could wait there to be recorded.
 */
export function isStateOfOthers(surroundings: Surroundings): boolean {
  const there = nearestThere(stateFolder(surroundings))
  try {
    accessSync(there, constants.W_OK | constants.X_OK)
    return false
  } catch {
    return statSync(there).uid !== process.getuid?.()
  }
}
