import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PedigreeError } from '../../domain/error.ts'
import { type CommandFile, findCommand } from '../files/command-file.ts'
import type { FileEvent, Process } from '../files/file-event.ts'
import { pathBytes } from '../files/path-text.ts'
import type { ReadContent } from '../files/read-content.ts'
import { realPath } from '../files/real-path.ts'
import type { ReleasedFile } from '../files/released-file.ts'
import { startable } from '../secrets/exact-words.ts'
import { ignoresHangup, ignoringHangup, startWithSignals } from './forward-signals.ts'
import { closePipes } from './inherited-descriptors.ts'
import { watchReads } from './read-looks.ts'
import { watchReleases } from './release-watch.ts'
import { askSharedTrace, type SharedTrace, shareTrace } from './shared-trace.ts'
import { separateErrors } from './standard-error.ts'
import { foldTrace, ofProcesses, type Trace } from './trace.ts'
import { openTracePipe } from './trace-pipe.ts'
import { type OuterTracer, sharedTraceVariable, type Tracer, traceArguments } from './tracer.ts'
import { type Connection, disarmed, type Unseen } from './unseen-call.ts'

export type RunOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** A private folder of this run, for the tracer's pipe. Not needed without a tracer. */
  readonly folder: string
  readonly tracer: Tracer | OuterTracer | undefined
  /** Descriptors beyond the standard streams that the command is handed under the same numbers. */
  readonly descriptors?: readonly number[]
  /** Called when the command has been started. */
  readonly started?: () => void
  /** How long descendants are waited for after the command itself has ended. */
  readonly descendantsMs?: number
}

/** How a command ended (one of `exit` and `signal`) and what it did meanwhile. Times are milliseconds since 1970. */
export type TracedRun = {
  readonly exit: number | undefined
  readonly signal: string | undefined
  readonly from: number
  readonly until: number
  readonly events: readonly FileEvent[]
  readonly processes: readonly Process[]
  readonly connections: readonly Connection[]
  readonly unseen: readonly Unseen[]
  /** See `Trace.released`: nothing without a tracer. */
  readonly released: readonly ReleasedFile[]
  /** See `Trace.contents`: nothing without a tracer. */
  readonly contents: readonly ReadContent[]
  /** Sentences about what could not be seen. */
  readonly blind: readonly string[]
  /** How many processes a Pedigree inside the run has taken into a record of its own. */
  readonly taken?: number
  /** The run around this one did not say what it saw. */
  readonly isUntold?: true
  /** Why the tracer was there and told nothing that counts, as a part of a sentence. */
  readonly untraced?: string
}

const nothing = { events: [], processes: [], connections: [], unseen: [], released: [], contents: [] }

type End = Pick<TracedRun, 'exit' | 'signal' | 'until'> & { readonly pid: number }
const descendantsMsByDefault = 2_000

/**
 * Runs a command with our own standard streams, and with a tracer records what it and its descendants do to files. Its
 * exit and its signals are its own: what a shell refuses (127 for no such command, 126 for one that must not be executed)
 * is said on standard error and reported as such an exit. Nothing is ever run twice.
 * @throws PedigreeError `unavailable` when the tracer cannot be started, and then nothing has run.
 */
export async function runTraced(command: readonly string[], options: RunOptions): Promise<TracedRun> {
  const from = Date.now()
  const found = await findCommand(command, options.cwd, options.env)
  if (found.kind === 'refused') return refuse(found, from)
  switch (options.tracer?.kind) {
    case undefined:
      return runUntraced(found, options, from)
    case 'outer':
      return runInside(options.tracer, found, options, from)
    case 'strace':
      return runWithTracer(options.tracer, found, options, from)
  }
}

function refuse({ exit, message }: CommandFile & { kind: 'refused' }, from: number): TracedRun {
  console.error(`pedigree: ${message}`)
  return { exit, signal: undefined, from, until: Date.now(), ...nothing, blind: [] }
}

type Found = CommandFile & { kind: 'found' }

async function runUntraced(found: Found, options: RunOptions, from: number): Promise<TracedRun> {
  const [name = '', ...rest] = found.command
  const end = await endOf([found.file, ...rest], { ...options, argv0: name })
  if (end instanceof Error) {
    // The file is there and may be executed, so it is the interpreter after its `#!` that is missing or unfit.
    const missing = 'code' in end && end.code === 'ENOENT'
    const message = `${name}: cannot be executed (${end.message})`
    return refuse({ kind: 'refused', exit: missing ? 127 : 126, message }, from)
  }
  const { exit, signal, until } = end
  const itself: Process = {
    pid: end.pid,
    at: from,
    ended: until,
    ...(exit !== undefined && { exit }),
    ...(signal !== undefined && { signal }),
    argv: found.command,
    executable: found.file,
  }
  const blind = ['No tracer watched the run: files and processes that only it would have seen are missing.']
  return { exit, signal, until, from, ...nothing, processes: [itself], blind }
}

/** Runs it untraced, and takes from the trace of the run around this one what it did. */
async function runInside(
  { address }: OuterTracer,
  found: Found,
  options: RunOptions,
  from: number,
): Promise<TracedRun> {
  const { descendantsMs = descendantsMsByDefault } = options
  const untraced = await runUntraced(found, options, from)
  const [itself] = untraced.processes
  if (itself === undefined) return untraced
  const part = await askSharedTrace(address, { pid: itself.pid, descendantsMs })
  if (part === undefined) return { ...untraced, isUntold: true }
  const isWhole = part.processes.every(({ ended }) => ended !== undefined)
  const unseen = [...part.unseen, ...(await disarmedIn(part.processes))]
  return { ...untraced, ...part, unseen, blind: doubts(part, isWhole), ...unlessStarted(part) }
}

async function runWithTracer(tracer: Tracer, found: Found, options: RunOptions, from: number): Promise<TracedRun> {
  const { cwd, folder, descendantsMs = descendantsMsByDefault } = options
  const watch = watchReleases()
  const fold = foldTrace({ folder: realPath(cwd), real: realPath, watch, looks: watchReads() })
  // The command goes on, and the pipe has to be read to its end for it, whatever fails in here.
  let failure: unknown
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return failure === undefined ? step() : undefined
    } catch (error) {
      failure = error
      return undefined
    }
  }
  let shared: SharedTrace | undefined
  const pipe = await openTracePipe(folder, (text) => attempt(() => fold.line(text)))
  try {
    shared = await shareTrace(folder, fold)
    const env = shared === undefined ? options.env : { ...options.env, [sharedTraceVariable]: shared.address }
    const errors = separateErrors(folder, env.PWD)
    const words = errors === undefined ? found.command : errors.wrap(found.command)
    const end = await endOf(['strace', ...traceArguments(tracer, pipe.path), ...words], {
      ...options,
      env,
      streams: errors?.streams,
    })
    const said = errors?.close()
    if (end instanceof Error) {
      throw new PedigreeError('unavailable', `strace could not be started: ${end.message}`, { cause: end })
    }
    if (said) process.stderr.write(said)
    pipe.hurry()
    const whole = await within(descendantsMs, pipe.written)
    const trace = attempt(() => fold.end())
    if (trace === undefined) {
      const untraced = `the trace was not read to its end (${(failure as Error).message})`
      return { ...end, from, ...nothing, blind: [], untraced }
    }
    const taken = shared?.taken ?? new Set()
    const { events, processes, connections, released, contents, ...part } = ofProcesses(trace, (pid) => !taken.has(pid))
    const unseen = [...part.unseen, ...(await disarmedIn(processes))]
    const seen = { events, processes, connections, unseen, released, contents }
    const own = { ...seen, blind: doubts(trace, whole), taken: taken.size }
    return { ...end, ...shellExit(trace, end), from, ...own, ...unlessStarted(trace) }
  } finally {
    watch.close()
    shared?.close()
    await pipe.close()
  }
}

/** Whether something ends in time. The timer goes with it: what is left of one would hold up our own end. */
async function within(timeoutMs: number, done: Promise<void>): Promise<boolean> {
  const timer = new AbortController()
  const late = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false)
  try {
    return await Promise.race([done.then(() => true), late])
  } finally {
    timer.abort()
  }
}

type Start = Pick<RunOptions, 'cwd' | 'env' | 'started' | 'descriptors'> & {
  readonly argv0?: string
  /** Its streams, where they are not ours. */
  readonly streams?: readonly Stream[] | undefined
}

type Stream = number | 'inherit' | 'ignore'

/** Runs a program with our own streams. Resolves to how it ended, or to why it never started. */
async function endOf(command: readonly string[], start: Start): Promise<End | Error> {
  const { cwd, env, started, argv0, streams = ['inherit', 'inherit', 'inherit'], descriptors = [] } = start
  const isDetached = ignoresHangup(env)
  const exact = startable(command)
  const [program = '', ...words] = isDetached ? ignoringHangup(exact) : exact
  const { child, release } = startWithSignals(() =>
    spawn(program, words, {
      cwd,
      env,
      stdio: withDescriptors(streams, descriptors),
      ...(argv0 !== undefined && !isDetached && exact === command && { argv0 }),
    }),
  )
  child.once('spawn', () => {
    closePipes(descriptors)
    started?.()
  })
  return new Promise<End | Error>((resolve) => {
    child.once('error', resolve)
    child.once('exit', (exit, signal) => {
      resolve({ pid: child.pid ?? 0, exit: exit ?? undefined, signal: signal ?? undefined, until: Date.now() })
    })
  }).finally(release)
}

function withDescriptors(streams: readonly Stream[], descriptors: readonly number[]): Stream[] {
  const all = Array.from<Stream>({ length: Math.max(2, ...descriptors) + 1 }).fill('ignore')
  return Object.assign(all, streams, Object.fromEntries(descriptors.map((number) => [number, number])))
}

// strace ends with 1 and a message where the kernel refuses to execute the command; a shell tells two cases apart.
function shellExit({ refused }: Trace, end: End): Pick<End, 'exit'> {
  if (refused === undefined || end.exit !== 1) return { exit: end.exit }
  return { exit: refused === 'ENOENT' ? 127 : 126 }
}

// A tracer that passes its test can still report nothing of a command, where its calls are filtered by something else.
function unlessStarted({ processes: [first], refused }: Trace): Pick<TracedRun, 'untraced'> {
  const isStarted = first !== undefined && (first.executable !== '' || refused !== undefined)
  return isStarted ? {} : { untraced: 'the tracer did not see the command start' }
}

function doubts(trace: Trace, whole: boolean): string[] {
  const sentences: string[] = []
  const alive = trace.processes.filter(({ ended }) => ended === undefined)
  if (!whole && alive.length > 0) {
    const names = [...new Set(alive.map(({ argv, executable }) => basename(argv[0] ?? executable)))].join(', ')
    sentences.push(`${alive.length} processes outlived the record (${names}): what they did later is not in it.`)
  }
  if (trace.unparsed > 0) sentences.push(`${trace.unparsed} lines of the tracer could not be read.`)
  return sentences
}

async function disarmedIn(processes: readonly Process[]): Promise<Unseen[]> {
  const programs = new Map(processes.map(({ executable, pid }) => [executable, pid]))
  const found = await Promise.all(
    [...programs].map(async ([program, pid]) => {
      const state = await stat(pathBytes(program)).catch(() => undefined)
      const gains = state !== undefined && (state.mode & 0o4000) !== 0 && state.uid !== process.getuid?.()
      return gains ? [{ pid, ...disarmed(basename(program)) }] : []
    }),
  )
  return found.flat()
}
