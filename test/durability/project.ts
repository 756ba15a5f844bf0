import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Folder, folderAt } from '../../src/operations/project/folder.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'

/** A project of its own, with a state folder of its own, and what it was warned of. */
export type Project = {
  readonly cwd: string
  readonly record: Folder
  readonly state: string
  readonly surroundings: Surroundings
  readonly warnings: string[]
}

/** @param base an empty folder. The project is `<base>/<name>`, the user's state `<base>/state`. */
export function projectIn(base: string, name = 'flights', nowMs = Date.now): Project {
  const cwd = join(base, name)
  const state = join(base, 'state')
  mkdirSync(cwd, { recursive: true })
  const warnings: string[] = []
  const surroundings = {
    cwd,
    env: { XDG_STATE_HOME: state, PEDIGREE_AGENT: 'ann' },
    nowMs,
    warn: (line: string) => warnings.push(line),
  }
  return { cwd, state, record: folderAt(join(cwd, '.pedigree')), surroundings, warnings }
}
