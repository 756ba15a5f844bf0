import { posix } from 'node:path'
import type { Adjustment } from '../declared/ignored.ts'
import { classifyPath, type PathContext } from './classify.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'
import type { Placing } from './placed.ts'
import type { FindRead } from './read-content.ts'
import { realPath } from './real-path.ts'
import type { LeftAtPath } from './released-file.ts'
import type { RunFilesInput } from './run-file.ts'
import { toolFolders } from './tool-folders.ts'

export type RunContext = PathContext & { readonly tables: ReadonlySet<string> }

/** What a run's files are sorted by, into inputs, outputs and code. */
export type Sorting = RunFilesInput & {
  readonly context: RunContext
  /** What became of files that the run moved or linked and did not write, by where they were. */
  readonly placed: ReadonlyMap<string, Placing>
  readonly isSource: (path: string) => boolean
  /** Those of the files that were read that hold parameters, by all but their content. */
  readonly configuration: ReadonlySet<string>
}

/** `hash` says what a file held after the run: each is hashed once, all before any is judged. */
export type Hashed = Sorting & {
  readonly hash: (path: string) => FileHash
  /** What the run did at a path of its data. */
  readonly useAt: (path: string) => FileUse | undefined
  /** When they were hashed, at the latest. */
  readonly lookedAt: number
  readonly findRead: FindRead
  readonly left: (use: FileUse) => LeftAtPath
}

type Told = Pick<RunFilesInput, 'python' | 'root' | 'home' | 'env' | 'ignore'>

/** What tells a run's own files from others, as far as its Pythons and its surroundings tell. */
export function contextOf({ python, root, home, env, ignore }: Told, executables: ReadonlySet<string>): RunContext {
  // A virtual environment that is reached through a link calls itself by the link's name.
  const prefixes = python.ends.flatMap(({ prefix, basePrefix }) => [prefix, basePrefix].map(realPath))
  return {
    projectRoot: root,
    pythonPrefixes: [...new Set(prefixes)],
    home,
    ignore,
    tools: toolFolders({ env, executables, home, projectRoot: root }),
    caches: env.XDG_CACHE_HOME && realPath(env.XDG_CACHE_HOME),
    tables: new Set(python.frames.flatMap(({ operation, path }) => (operation === 'read' ? [path] : []))),
  }
}

/** Of an environment that the run only made, no Python told. */
export function withPrefixesMade(context: RunContext, uses: readonly FileUse[]): RunContext {
  const made = uses.flatMap(({ path }) => (path.endsWith('/pyvenv.cfg') ? [posix.dirname(path)] : []))
  return { ...context, pythonPrefixes: [...new Set([...context.pythonPrefixes, ...made])] }
}

/** Whether a file can be data of the run, or code. */
export function isOfInterest(path: string, context: PathContext, adjustment: Adjustment): boolean {
  const kind = classifyPath(path, context)
  if (kind === 'project' || kind === 'other') return true
  return adjustment(path) === 'kept' && kind !== 'pedigree' && kind !== 'git'
}
