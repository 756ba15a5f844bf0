import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that, whatever happens, it is there whole or the one before it is: a temporary file, flushed, then
 * renamed, and the folder flushed. Only one process at a time may write a path.
 * @param mode the permissions of the file; the umask takes from them.
 */
export function writeDurably(path: string, text: string, mode = 0o666): void {
  const temporary = `${path}.new`
  // One that a killed process left may have other permissions, which writing into it would keep.
  discard(temporary)
  try {
    writeFileSync(temporary, text, { mode, flag: 'wx', flush: true })
    renameSync(temporary, path)
  } catch (error) {
    discard(temporary)
    throw error
  }
  flushFolder(dirname(path))
}

/** Takes a file away. One that cannot be taken away stays: what called for this is done, or failed for its own reason. */
export function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // A file in the place of a folder, a disk that turned read-only.
  }
}

/**
 * Makes a folder and those above it that are missing. Node's own way says that a file system which is read only is not
 * there, and never ends where the system refuses a folder without a reason (`/proc`).
 */
export function makeFolders(path: string, mode = 0o777): void {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.push(folder)
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode })
    } catch (error) {
      // Another process may have made it just now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** Flushes the names in a folder: after a power loss, a file whose name was not flushed may be gone. */
export function flushFolder(path: string): void {
  let folder: number | undefined
  try {
    folder = openSync(path, 'r')
    fsyncSync(folder)
  } catch {
    // Windows and some network file systems cannot do it for folders, and keep names in order themselves.
  } finally {
    if (folder !== undefined) closeSync(folder)
  }
}
