import type { RunId } from '../domain/id.ts'
import type { Code, CodeSnapshot } from './code/code.ts'
import type { Declared } from './declared/declared.ts'
import type { Container } from './environment/container.ts'
import type { ContinuousIntegration } from './environment/continuous-integration.ts'
import type { DeterminismRisk } from './environment/determinism.ts'
import type { Environment } from './environment/environment.ts'
import type { LockFile } from './environment/lock-files.ts'
import type { Contents } from './files/folders.ts'
import type { KnownContents } from './files/known-contents.ts'
import type { RunFiles } from './files/run-file.ts'
import type { Snapshot } from './files/snapshot.ts'
import type { Learned } from './learned.ts'
import type { Remote } from './sources/remote-content.ts'
import type { TracedRun } from './trace/run-traced.ts'
import type { NoTracer, OuterTracer, Tracer } from './trace/tracer.ts'

/** The variable by which a command finds the run that it is in. */
export const aroundVariable = 'PEDIGREE_RUN'

export type CaptureOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The project's root, where there is no git repository to tell. */
  readonly root: string
  /** Where our git objects are kept. */
  readonly objects: string
  /** Where digests of large files are remembered, for all projects of the user. */
  readonly digests: string
  /** Where it is remembered what the project's files held. */
  readonly contents: string
  /** Folders of Pedigree's own, absolute: what is in them is none of the run. */
  readonly own: readonly string[]
  /** The module that this Pedigree was started by, absolute. */
  readonly main: string
  /** What the user said of the run, and sentences about what could not be understood of it. */
  readonly declared: Declared
  readonly notes: readonly string[]
  /** The id of this run, which a Pedigree inside it is part of. */
  readonly run: RunId
  /** From `tracerFor`. It is waited for just before the command starts. */
  readonly tracer: Promise<Tracer | OuterTracer | NoTracer>
  /** From `inheritedDescriptors`: what the command is handed beside its standard streams. */
  readonly descriptors: readonly number[]
  /**
   * Called when the command has been started, with the code that it found: the time to load what is needed after it. What
   * it returns is called when the command has ended.
   */
  readonly started: (code: CodeSnapshot) => () => void
}

/** What a run was, as far as it could be seen: everything that becomes statements, nothing that is secret. */
export type Captured = {
  /** How the command ended; its own exit code or signal. Times are ms since 1970. */
  readonly end: Pick<TracedRun, 'exit' | 'signal' | 'from' | 'until'>
  readonly command: readonly string[]
  /** Where it ran, absolute, and the root of its project: paths are shown below that. */
  readonly folder: string
  readonly root: string
  readonly declared: Declared
  /** The run that this one is a part of, and whether that one saw it. */
  readonly around: { readonly run: string; readonly isSeen: boolean } | undefined
  readonly files: RunFiles
  /** The same files as they are recorded: those of a folder with many, or with a name of its own, as one. */
  readonly contents: { readonly reads: Contents; readonly writes: Contents }
  readonly remote: Remote
  readonly code: Code
  readonly learned: Learned
  /** Undefined where it could not be read. */
  readonly environment: Environment | undefined
  readonly container: Container | undefined
  readonly continuousIntegration: ContinuousIntegration | undefined
  readonly lockFiles: readonly LockFile[]
  /** Why it may come out otherwise when it is done again. */
  readonly determinism: readonly DeterminismRisk[]
  readonly grade: 'A' | 'B' | 'C'
  /** Sentences about what could not be seen. */
  readonly blind: readonly string[]
  /** Those of them to act on: what the user said, and the run did not touch, and what the tracer kept from working. */
  readonly remarks: readonly string[]
}

/** What is there when the command has ended, and before anything is made of it. */
export type Seen = {
  readonly command: readonly string[]
  readonly folder: string
  /** A folder of this run alone, until it is recorded. Undefined where none could be made. */
  readonly scratch: string | undefined
  readonly eventsFile: string | undefined
  readonly code: CodeSnapshot
  readonly tracer: Tracer | OuterTracer | NoTracer
  /** The project's files before the command, where no tracer watches it. */
  readonly before: Snapshot | undefined
  readonly known: KnownContents
  readonly traced: TracedRun
  readonly options: CaptureOptions
  /** Sentences about what went wrong so far. */
  readonly notes: readonly string[]
}

/** The project's root: that of its repository, or what the user's folders tell. */
export const rootOf = (code: CodeSnapshot): string => (code.kind === 'repository' ? code.repository.root : code.root)
