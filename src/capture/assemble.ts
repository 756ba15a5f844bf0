import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { treeDigest } from '../domain/digest.ts'
import { aroundVariable, type Captured, rootOf, type Seen } from './captured.ts'
import { changedSources } from './code/changed-sources.ts'
import { type Code, type CodeSnapshot, completeCode } from './code/code.ts'
import type { Declared } from './declared/declared.ts'
import { declaredEvents } from './declared/declared-events.ts'
import { adjustmentBy } from './declared/ignored.ts'
import { redactCaptured } from './declared/redact-captured.ts'
import { containerOf } from './environment/container.ts'
import { continuousIntegration } from './environment/continuous-integration.ts'
import { determinismRisks } from './environment/determinism.ts'
import { environmentOf } from './environment/environment.ts'
import { lockFilesIn } from './environment/lock-files.ts'
import { groupFolders } from './files/folders.ts'
import { nameBelow } from './files/name-below.ts'
import { realPath } from './files/real-path.ts'
import { noFiles, type RunFiles } from './files/run-file.ts'
import { runFiles } from './files/run-files.ts'
import { changesSince } from './files/snapshot.ts'
import { gradeOf } from './grade.ts'
import { learnedFrom, nothingLearned, placeBelow } from './learned.ts'
import { pluginFolder } from './plug-in.ts'
import { nothingFromPython } from './python/no-python.ts'
import type { PythonEvents } from './python/python-event.ts'
import { redactArguments } from './secrets/redact-arguments.ts'
import { withRolesOfCaches } from './sources/cached-files.ts'
import { declaredContents } from './sources/declared-contents.ts'
import { withQueriesNamed } from './sources/named-queries.ts'
import { remoteOf } from './sources/remote.ts'
import { nothingRemote, type Remote } from './sources/remote-content.ts'
import { pedigreeProcesses } from './trace/own-processes.ts'
import { ofProcesses } from './trace/trace.ts'

/**
 * Makes of what the witnesses saw what the run was. Each step that fails leaves its part out and says so in a note, since
 * the command has run and somebody waits for the rest of the record.
 */
export async function assemble(seen: Seen): Promise<Captured> {
  const { command, folder, eventsFile, code, options } = seen
  const own = pedigreeProcesses(seen.traced.events, seen.traced.processes, realPath(options.main))
  const traced = ofProcesses(seen.traced, (pid) => !own.has(pid))
  const { declared, env } = options
  const model = declared.model && realPath(declared.model.value)
  const notes = [...seen.notes]
  const missed: string[] = []
  if (own.size > 0 && !traced.taken) {
    notes.push('A Pedigree in the command made a record of its own: what it learned is there alone.')
  }
  const attempt = attempting(notes)
  const root = rootOf(code)
  const python = await attempt('What Python told is', nothingFromPython, () => pythonEvents(eventsFile))
  const found = await attempt('The files are', noFiles, () =>
    filesOf({ ...seen, traced }, python, { root, model, missed, isAlone: own.size === 0 }),
  )
  const { files, completed } = await withCode(code, found, { root, notes, attempt })
  const remote = await attempt('What was read and written elsewhere is', nothingRemote, () =>
    elsewhere(seen, python, files),
  )
  const learned = await attempt('Parameters and metrics are', nothingLearned, () =>
    learnedFrom({ files, python: withQueriesNamed(python, remote.queried), root }),
  )
  const container = containerOf(env)
  const environment = await attempt('The environment is', undefined, () => environmentOf(python, env, container))
  const lockFiles = await attempt('Lock files are', [], () => lockFilesIn([folder, root], root, environment?.imported))
  if (model !== undefined && ![...files.reads, ...files.writes].some(({ isDeclared }) => isDeclared)) {
    missed.push(`${nameBelow(root, model)} was called the model, but the run neither wrote nor read it.`)
  }
  const { tracer } = seen
  const sentences = [...notes, ...missed, ...completed.notes]
  const { grade, blind } = gradeOf({ tracer, traced, before: seen.before, python, files, remote, notes: sentences })
  const { exit, signal, from, until } = traced
  const named = namedIn(declared)
  const captured: Captured = {
    end: { exit, signal, from, until },
    command: redactArguments(command).value,
    folder,
    root,
    declared,
    around: aroundOf(env[aroundVariable], tracer),
    files,
    contents: { reads: groupFolders(files.reads, named), writes: groupFolders(files.writes, named) },
    remote,
    code: completed,
    learned,
    environment,
    container,
    continuousIntegration: continuousIntegration(env),
    lockFiles,
    determinism: await attempt('Risks to determinism are', [], () =>
      determinismRisks({ python, environment, where: placeBelow(root) }),
    ),
    grade,
    blind,
    remarks: [...missed, ...new Set(traced.unseen.flatMap(({ hinders, sentence }) => (hinders ? [sentence] : [])))],
  }
  return redactCaptured(captured, declared.redact)
}

type Coding = { readonly root: string; readonly notes: string[]; readonly attempt: ReturnType<typeof attempting> }

/** The files with all sources as the run read them, and the tree of the code. */
async function withCode(code: CodeSnapshot, found: RunFiles, { root, notes, attempt }: Coding) {
  const changed = await attempt('Sources that were changed are', { sources: [], unsure: [], notes: [] }, () =>
    changedSources(code, found.changedSources),
  )
  notes.push(
    ...changed.notes,
    ...found.unsure.map((name) => `${name} was changed while the run read it: it is on record as it was read first.`),
  )
  const sources = [...found.sources, ...changed.sources]
  const unsure = [...found.unsure, ...changed.unsure.map((path) => nameBelow(root, path))]
  const files = withRolesOfCaches({ ...found, sources, unsure })
  // Into the tree of a repository goes what stands in the work tree, where the others do not stand any more.
  const ofTree = code.kind === 'none' ? sources : found.sources
  const completed = await attempt<Code>('The code tree is', codeWithout(root), () => completeCode(code, ofTree))
  return { files, completed }
}

const aroundOf = (run: string | undefined, { kind }: Seen['tracer']): Captured['around'] =>
  run === undefined ? undefined : { run, isSeen: kind === 'outer' }

/** Files and folders that the user named as one thing: the model, data sets. Absolute, without symbolic links. */
function namedIn({ model, data }: Declared): string[] {
  return [...(model === undefined ? [] : [model]), ...data.values()].map(({ value }) => realPath(value))
}

const attempting =
  (notes: string[]) =>
  async <T>(what: string, instead: T, step: () => T | Promise<T>): Promise<T> => {
    try {
      return await step()
    } catch (error) {
      notes.push(`${what} missing: ${(error as Error).message}.`)
      return instead
    }
  }

/** The schemas of its events are only loaded where Python spoke. */
async function pythonEvents(file: string | undefined): Promise<PythonEvents> {
  if (file === undefined || !existsSync(file)) return nothingFromPython
  const { readPythonEvents } = await import('./python/events.ts')
  return readPythonEvents(file)
}

type Naming = {
  readonly root: string
  readonly model: string | undefined
  readonly missed: string[]
  /** No Pedigree was in the command, which would have on its own record what it changed since this run began. */
  readonly isAlone: boolean
}

function filesOf(seen: Seen, python: PythonEvents, naming: Naming): Promise<RunFiles> {
  const { root, model, missed, isAlone } = naming
  const { scratch, traced, before, known, options } = seen
  const { declared } = options
  const said = declaredEvents(declared, { from: traced.from, until: traced.until, root })
  missed.push(...said.notes)
  const changes = before === undefined ? [] : changesSince(before, traced.until)
  return runFiles({
    events: [...traced.events, ...python.files, ...said.events, ...changes],
    // Who works for the run out of sight may be who writes there what it had written itself.
    released: traced.unseen.every(({ hinders }) => hinders) ? traced.released : [],
    contents: [...traced.contents, ...python.contents],
    from: traced.from,
    processes: traced.processes,
    digests: options.digests,
    known: isAlone ? known : { ...known, find: () => undefined },
    root,
    python,
    adjustment: adjustmentBy(root, declared.ignore),
    home: realPath(options.env.HOME ?? '/'),
    env: options.env,
    ignore: [pluginFolder, ...options.own.map(realPath), ...(scratch === undefined ? [] : [realPath(scratch)])],
    model,
  })
}

function elsewhere({ traced: { from, until }, options }: Seen, python: PythonEvents, files: RunFiles): Remote {
  const host = hostname()
  const said = declaredContents(options.declared, python, { from, until, host })
  return remoteOf(python, files, { host, said })
}

const codeWithout = (root: string): Code => ({
  tree: treeDigest([]),
  root,
  dirty: true,
  patched: [],
  untracked: [],
  withheld: [],
  notes: [],
})
