import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, type Owner, thisProcess } from './owner.ts'

const prefix = 'pedigree-run-'
const ownerFile = 'owner'

/**
 * Makes a folder for what one run's witnesses write, which nobody else may read: nothing in it is redacted.
 * @throws Error where the temporary folder cannot take it.
 */
export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  writeFileSync(join(folder, ownerFile), JSON.stringify(thisProcess()), { mode: 0o600 })
  return folder
}

/** Removes it. Never throws: the command has ended, and the next run's sweep tries again. */
export function removeScratch(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // A disk that fails now is told of by whatever else needs it.
  }
}

/** Removes what killed runs of this user left behind. What cannot be looked into stays. */
export function sweepScratch(): void {
  let names: string[] = []
  try {
    names = readdirSync(tmpdir())
  } catch {
    return
  }
  for (const name of names.filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name)
    if (isAbandoned(folder)) removeScratch(folder)
  }
}

function isAbandoned(folder: string): boolean {
  try {
    const state = lstatSync(folder)
    if (!state.isDirectory() || state.uid !== process.getuid?.()) return false
    return !isAlive(JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as Owner)
  } catch {
    return false
  }
}
