import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that, whatever happens, it is there whole or the one before it is: a temporary file, flushed, then
 * renamed, and the folder flushed. Only one process at a time may write a path.
 * @param mode the permissions of the file; the umask takes from them.
 */
export function writeDurably(path: string, text: string, mode = 0o666): void {
  const temporary = `${path}.new`
  // One that a killed process left may have other permissions, which writing into it would keep.
  rmSync(temporary, { force: true })
  try {
    writeFileSync(temporary, text, { mode, flag: 'wx', flush: true })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  flushFolder(dirname(path))
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
