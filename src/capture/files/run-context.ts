import { posix } from 'node:path'
import type { Adjustment } from '../declared/ignored.ts'
import { classifyPath, type PathContext } from './classify.ts'
import type { FileUse } from './file-use.ts'
import { realPath } from './real-path.ts'
import type { RunFilesInput } from './run-files.ts'
import { toolFolders } from './tool-folders.ts'

export type RunContext = PathContext & { readonly tables: ReadonlySet<string> }

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
