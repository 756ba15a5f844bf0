import { hostname } from 'node:os'
import { treeDigest } from '../domain/digest.ts'
import { type Captured, pluginFolder, type Seen } from './capture.ts'
import { changedSources } from './code/changed-sources.ts'
import { type Code, completeCode } from './code/code.ts'
import { environmentOf } from './environment.ts'
import { realPath } from './files/real-path.ts'
import { noFiles, type RunFiles, runFiles } from './files/run-files.ts'
import { gradeOf } from './grade.ts'
import { learnedFrom, nothingLearned } from './learned.ts'
import { nothingFromPython } from './python/no-python.ts'
import type { PythonEvents } from './python/python-event.ts'
import { redactArguments } from './secrets/redact-arguments.ts'
import { withRolesOfCaches } from './sources/cached-files.ts'
import { remoteOf } from './sources/remote.ts'
import { nothingRemote } from './sources/remote-content.ts'
import { withoutPedigree } from './trace/own-processes.ts'

/**
 * Makes of what the witnesses saw what the run was. Each step that fails leaves its part out and says so in a note, since
 * the command has run and somebody waits for the rest of the record.
 */
export async function assemble(seen: Seen): Promise<Captured> {
  const { command, folder, eventsFile, code, traced, options, model } = seen
  const notes = [...seen.notes]
  const attempt = async <T>(what: string, instead: T, step: () => T | Promise<T>): Promise<T> => {
    try {
      return await step()
    } catch (error) {
      notes.push(`${what} missing: ${(error as Error).message}.`)
      return instead
    }
  }
  const root = code.kind === 'repository' ? code.repository.root : code.root
  const python = await attempt('What Python told is', nothingFromPython, () => pythonEvents(eventsFile))
  const found = await attempt('The files are', noFiles, () => filesOf(seen, python, root, notes))
  const changed = await attempt('Sources that were changed are', { sources: [], notes: [] }, () =>
    changedSources(code, found.changedSources),
  )
  notes.push(...changed.notes)
  const files = withRolesOfCaches({ ...found, sources: [...found.sources, ...changed.sources] })
  const completed = await attempt<Code>('The code tree is', codeWithout(root), () => completeCode(code, found.sources))
  const remote = await attempt('What was read and written elsewhere is', nothingRemote, () =>
    remoteOf(python, files, hostname()),
  )
  const learned = await attempt('Parameters and metrics are', nothingLearned, () =>
    learnedFrom({ files, python, root }),
  )
  const environment = await attempt('The environment is', undefined, () => environmentOf(python.ends, options.env))
  if (model !== undefined && ![...files.reads, ...files.writes].some(({ isDeclared }) => isDeclared)) {
    notes.push(`${options.model} was called the model, but the run neither wrote nor read it.`)
  }
  const { tracer } = seen
  const { grade, blind } = gradeOf({ tracer, traced, python, files, remote, notes: [...notes, ...completed.notes] })
  const { exit, signal, from, until } = traced
  return {
    end: { exit, signal, from, until },
    command: redactArguments(command).value,
    folder,
    root,
    model,
    files,
    remote,
    code: completed,
    learned,
    environment,
    grade,
    blind,
  }
}

/** The schemas of its events are only loaded where Python spoke. */
async function pythonEvents(file: string | undefined): Promise<PythonEvents> {
  if (file === undefined) return nothingFromPython
  const { readPythonEvents } = await import('./python/events.ts')
  return readPythonEvents(file)
}

function filesOf(seen: Seen, python: PythonEvents, root: string, notes: string[]): RunFiles {
  const { scratch, traced, options, model } = seen
  const { events, isNested } = withoutPedigree(traced.events, traced.processes, realPath(options.main))
  if (isNested) notes.push('The command called Pedigree in its turn: what was learned there is in records of its own.')
  return runFiles({
    events: [...events, ...python.files],
    from: traced.from,
    executables: new Set(traced.processes.map(({ executable }) => realPath(executable))),
    root,
    python,
    home: realPath(options.env.HOME ?? '/'),
    ignore: [pluginFolder, ...options.own.map(realPath), ...(scratch === undefined ? [] : [realPath(scratch)])],
    model,
  })
}

const codeWithout = (root: string): Code => ({
  tree: treeDigest([]),
  root,
  dirty: true,
  patched: [],
  untracked: [],
  notes: [],
})
