import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Code, type CodeSnapshot, completeCode, snapshotCode } from './code.ts'
import { environmentOf } from './environment.ts'
import { readPythonEvents } from './events.ts'
import { gradeOf } from './grade.ts'
import { type Learned, learnedFrom } from './learned.ts'
import type { PythonEvents } from './python-event.ts'
import { realPath } from './real-path.ts'
import { redactArguments } from './redact-arguments.ts'
import { type RunFiles, runFiles } from './run-files.ts'
import { runTraced, type TracedRun } from './run-traced.ts'
import { probeTracer, type Tracer } from './tracer.ts'

export type CaptureOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where our git objects are kept. */
  readonly objects: string
  /** The model among the outputs, where the user said so. */
  readonly model: string | undefined
  /** `python` leaves the system-call tracer out: for setuid programs, debuggers and leak sanitizers. */
  readonly witnesses: 'all' | 'python'
}

/** What a run was, as far as it could be seen: everything that becomes statements, nothing that is secret. */
export type Captured = {
  /** How the command ended; its own exit code or signal. Times are ms since 1970. */
  readonly end: Pick<TracedRun, 'exit' | 'signal' | 'from' | 'until'>
  readonly command: readonly string[]
  /** Where it ran, absolute, and the root of its project: paths are shown below that. */
  readonly folder: string
  readonly root: string
  readonly files: RunFiles
  readonly code: Code
  readonly learned: Learned
  readonly environment: Readonly<Record<string, unknown>>
  readonly grade: 'A' | 'B' | 'C'
  /** Sentences about what could not be seen. */
  readonly blind: readonly string[]
}

const pluginFolder = join(import.meta.dirname, 'python')

/**
 * Runs a command and says what it was. The command's streams, signals and exit are its own; whatever fails in here
 * lowers the grade and says so, and never the command.
 */
export async function captureRun(command: readonly string[], options: CaptureOptions): Promise<Captured> {
  const folder = realPath(options.cwd)
  const scratch = mkdtempSync(join(tmpdir(), 'pedigree-run-'))
  try {
    const eventsFile = join(scratch, 'events')
    const code = await snapshotCode({ folder, objects: options.objects, scratch, env: options.env })
    const tracer =
      options.witnesses === 'all' ? await probeTracer() : { kind: 'none' as const, reason: 'it was left out, as asked' }
    const env = { ...options.env, PYTHONPATH: pythonPath(options.env.PYTHONPATH), PEDIGREE_EVENTS: eventsFile }
    const pipes = join(scratch, 'trace')
    mkdirSync(pipes)
    const traced = await runTraced(command, {
      cwd: folder,
      env,
      folder: pipes,
      tracer: tracer.kind === 'strace' ? tracer : undefined,
    })
    const python = await readPythonEvents(eventsFile)
    return await assemble({ command, folder, scratch, code, traced, python, tracer, options })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

type Parts = {
  readonly command: readonly string[]
  readonly folder: string
  readonly scratch: string
  readonly code: CodeSnapshot
  readonly traced: TracedRun
  readonly python: PythonEvents
  readonly tracer: Tracer | { readonly kind: 'none'; readonly reason: string }
  readonly options: CaptureOptions
}

async function assemble({ command, folder, scratch, code, traced, python, tracer, options }: Parts): Promise<Captured> {
  const root = code.kind === 'repository' ? code.repository.root : code.root
  const files = runFiles({
    events: [...traced.events, ...python.files],
    from: traced.from,
    executables: new Set(traced.processes.map(({ executable }) => executable)),
    root,
    python,
    home: options.env.HOME ?? '/',
    ignore: [pluginFolder, realPath(scratch)],
    model: options.model === undefined ? undefined : realPath(join(folder, options.model)),
  })
  const completed = await completeCode(code, files.sources)
  const learned = learnedFrom({ files, python, root, command: redactArguments(command).value })
  const { grade, blind } = gradeOf({ tracer, traced, python, files, notes: completed.notes })
  const { exit, signal, from, until } = traced
  return {
    end: { exit, signal, from, until },
    command: redactArguments(command).value,
    folder,
    root,
    files,
    code: completed,
    learned,
    environment: environmentOf(python.ends, options.env),
    grade,
    blind,
  }
}

/** An empty element would add the current folder to what Python imports from. */
function pythonPath(before: string | undefined): string {
  return [pluginFolder, ...(before ?? '').split(':')].filter((element) => element !== '').join(':')
}
