import { homedir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '../capture/files/file-system.ts'
import { sha256Of } from '../domain/digest.ts'
import type { AgentId } from '../domain/id.ts'

/** What a command sees of the machine, as arguments: so that tests and a server give their own. */
export type Surroundings = {
  /** Where relative paths start. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowMs: () => number
  /** One line for a person, who may act on it; never part of an answer. */
  readonly warn: (line: string) => void
  /** Who speaks, where it is not who sits at this machine. */
  readonly agent?: AgentId
  /** How what is said is known again when it is sent once more, where who says it draws that. */
  readonly request?: { readonly producer: string; readonly sequence: number; readonly asked: string }
  /** What lies at a path that somebody names, where that is not looked at from here: a server opens nobody's files. */
  readonly look?: Look
  /** What a path lies on, where that is not asked of the system. */
  readonly fileSystemOf?: (path: string) => Promise<FileSystem>
}

/** Where Pedigree keeps what belongs to the user, not to a project: copies of checkpoints, what waits to be recorded. */
export function stateFolder({ env }: Surroundings): string {
  const base = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(env.HOME || home(), '.local', 'state')
  return join(base, 'pedigree')
}

/** Where the user keeps what Pedigree is told once: tokens of servers, and the keys of their logs as they were first seen. */
export function configurationFolder({ env }: Surroundings): string {
  const base = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(env.HOME || home(), '.config')
  return join(base, 'pedigree')
}

/** What the user's state folder has about each log: where its store is, and a copy of its checkpoint. */
export const logsFolder = (surroundings: Surroundings): string => join(stateFolder(surroundings), 'logs')

/** The part of it about one log, under the random part of its name. */
export const stateOfLog = (logName: string, surroundings: Surroundings): string =>
  join(logsFolder(surroundings), logName.slice(logName.lastIndexOf('/') + 1))

/** Where digests of large files are remembered. */
export const digestsFile = (surroundings: Surroundings): string => join(stateFolder(surroundings), 'digests')

/** Where it is remembered what the files of a project held when they were hashed last. */
export const contentsFile = (surroundings: Surroundings, root: string): string =>
  join(stateFolder(surroundings), `contents-${sha256Of(root).slice('sha256:'.length, 'sha256:'.length + 16)}`)

/** A container may run as a user that nobody knows; then it is `/`, as a shell has it, and that cannot be written. */
function home(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

/**
 * What lies at a path, looked at on the machine of whoever asks: nobody else's files are ever opened. `place` is where
 * that is; `digests` are ids of the content, for a folder of its files alone and of all that is below it.
 */
export type Seen = {
  readonly kind: 'file' | 'folder' | 'other' | 'nothing'
  readonly place: string
  /** The path as it is named from where the user is. */
  readonly name: string
  readonly digests: readonly string[]
  /** Of a file that could be read. */
  readonly bytes?: number
  /** Why a file could not be read. */
  readonly problem?: string
}

export type LookOptions = {
  /** Whether a folder is worth reading, which may be as large as the disk. */
  readonly folders: boolean
}

export type Look = (path: string, options: LookOptions) => Seen | Promise<Seen>
