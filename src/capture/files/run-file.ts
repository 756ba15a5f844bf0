import type { ArtifactId } from '../../domain/id.ts'
import type { SourceFile } from '../code/code.ts'
import type { Adjustment } from '../declared/ignored.ts'
import type { Configuration } from '../parameters/configuration.ts'
import type { PythonEvents } from '../python/python-event.ts'
import type { FileEvent, Process } from './file-event.ts'
import type { FileRole } from './file-role.ts'
import type { KnownContents } from './known-contents.ts'
import type { ReadContent } from './read-content.ts'
import type { ReleasedFile } from './released-file.ts'

/** A file that a run read or wrote, with the content it met or left. Times are ms since 1970. */
export type RunFile = {
  /** Absolute, without symbolic links. */
  readonly path: string
  /** Below the project's root where it lies there, else absolute: how people name it. */
  readonly name: string
  readonly role: FileRole
  /** Undefined when nobody can say any more what the content was. */
  readonly digest: ArtifactId | undefined
  readonly bytes: number | undefined
  readonly at: number
  readonly witnesses: readonly string[]
  /** Why there is no digest, for people. */
  readonly problem?: string
  /** Why nobody can tell the metrics in it, for people. */
  readonly unread?: string
  /** The role is what the user said, not a guess. */
  readonly isDeclared?: true
  /** What a file of configuration holds, where it still held it after the run. */
  readonly configuration?: Configuration
  /** Of an output that was written on: what was there before and the run did not read. */
  readonly revises?: RunFile
}

/** A source, absolute, that is not, or may not be, what it was when it was read. */
export type ChangedSource = {
  readonly path: string
  /** What it held when it was read, where it was looked at then. */
  readonly held?: SourceFile
  /** As it is now. Undefined where it is gone. */
  readonly sha256: string | undefined
  /** Its change time is in the future, so that it may be as it was. */
  readonly isAhead: boolean
}

export type RunFiles = {
  readonly reads: readonly RunFile[]
  readonly writes: readonly RunFile[]
  /** What it had written there before, and others have read. */
  readonly earlier: readonly RunFile[]
  readonly sources: readonly SourceFile[]
  /** Sources that were changed after they were read, or may have been. */
  readonly changedSources: readonly ChangedSource[]
  /** Names of files that somebody changed while the run read them, so that it read more than is on record. */
  readonly unsure: readonly string[]
  /** Files made and removed within the run. */
  readonly temporary: number
  /** Reads folded into packages, interpreter and system. */
  readonly folded: number
  /** Files that the user said are no data of the run. */
  readonly leftOut: number
  /** Where the witnesses differ on a file, and why that can be, as sentences. */
  readonly disagreements: readonly string[]
}

export const noFiles: RunFiles = {
  reads: [],
  writes: [],
  earlier: [],
  sources: [],
  changedSources: [],
  unsure: [],
  temporary: 0,
  folded: 0,
  leftOut: 0,
  disagreements: [],
}

export type RunFilesInput = {
  readonly events: readonly FileEvent[]
  /** Files that it had written, as they were when it had let go of them. */
  readonly released: readonly ReleasedFile[]
  /** What small files of parameters and code held as it read them. */
  readonly contents: readonly ReadContent[]
  /** When the run began. */
  readonly from: number
  /** Where digests of large files are remembered. */
  readonly digests?: string
  readonly known?: KnownContents
  /** What was executed counts as code, where it is of the project. */
  readonly processes: readonly Process[]
  readonly root: string
  readonly python: PythonEvents
  readonly home: string
  /** The variables that the command started with. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Pedigree's own folders. */
  readonly ignore: readonly string[]
  /** What the user said of paths. */
  readonly adjustment: Adjustment
  /** The file or folder that the user called the model, absolute. */
  readonly model: string | undefined
}
