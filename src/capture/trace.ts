import { posix } from 'node:path'
import { fileEvents, followed, joined, type Place } from './file-call.ts'
import type { FileEvent, Process } from './file-event.ts'
import {
  emptyProcessTable,
  endTask,
  likelyParent,
  type ProcessTable,
  startChild,
  startRoot,
  type Task,
} from './process-table.ts'
import { type Call, parseCall, parseDescriptor, parseLine, parseStrings, type StraceLine } from './strace-line.ts'
import { blindSpot, type Connection, connectionOf } from './unseen-call.ts'

/** What a run did, as its system calls tell. Times are milliseconds since 1970, with a fraction. */
export type Trace = {
  /** In the order of their time. A process that reads an unchanged file again adds none. */
  readonly events: readonly FileEvent[]
  /** In the order of their start; the first is the command. */
  readonly processes: readonly Process[]
  /** To other machines, one for each address and port, but for look-ups of names. */
  readonly connections: readonly Connection[]
  /** Sentences about what happened out of the tracer's sight. */
  readonly blind: readonly string[]
  /** Lines that could not be read, which nothing but another version of strace can explain. */
  readonly unparsed: number
  /** Why the kernel would not execute the command at all, as its error's name (`ENOENT`, `EACCES`, …). */
  readonly refused?: string
}

export type TraceStart = {
  /** The current folder of the command, absolute. */
  readonly folder: string
  /** The path without symbolic links, as far as it exists. By default paths are only normalised. */
  readonly real?: (path: string) => string
}

/** Takes a trace line by line. Its memory is that of its result: calls that failed or repeat leave nothing behind. */
export type TraceFold = { line(text: string): void; end(): Trace }

type State = {
  readonly start: Required<TraceStart>
  readonly table: ProcessTable
  readonly events: FileEvent[]
  /** Who has read a path since it last changed. */
  readonly readers: Map<string, Set<number>>
  readonly connections: Map<string, Connection>
  readonly blind: Set<string>
  unparsed: number
  refused: string | undefined
}

// So much may one thread say before anybody claims it.
const waitingLinesMax = 1_000

export function foldTrace(start: TraceStart): TraceFold {
  const state: State = {
    start: { real: posix.normalize, ...start },
    table: emptyProcessTable(),
    events: [],
    readers: new Map(),
    connections: new Map(),
    blind: new Set(),
    unparsed: 0,
    refused: undefined,
  }
  return {
    line(text) {
      if (text !== '') take(state, parseLine(text))
    },
    end() {
      for (const id of [...state.table.waiting.keys()]) adopt(state, id)
      return traceOf(state)
    },
  }
}

/** The whole of a trace whose lines come from anywhere. */
export async function readTrace(lines: AsyncIterable<string> | Iterable<string>, start: TraceStart): Promise<Trace> {
  const fold = foldTrace(start)
  for await (const line of lines) fold.line(line)
  return fold.end()
}

function traceOf(state: State): Trace {
  return {
    events: state.events.sort((left, right) => left.at - right.at),
    processes: state.table.processes.map(({ unnamed: _, ...process }) => process),
    connections: [...state.connections.values()],
    blind: [...state.blind],
    unparsed: state.unparsed,
    ...(state.refused !== undefined && { refused: state.refused }),
  }
}

function take(state: State, line: StraceLine): void {
  const { table } = state
  if (line.kind === 'unknown') {
    state.unparsed += 1
    return
  }
  const task = table.tasks.get(line.pid) ?? (table.processes.length === 0 ? root(state, line) : undefined)
  if (task !== undefined) {
    step(state, task, line)
    return
  }
  const lines = table.waiting.get(line.pid) ?? []
  lines.push(line)
  table.waiting.set(line.pid, lines)
  if (lines.length > waitingLinesMax) adopt(state, line.pid)
}

function root(state: State, line: { readonly pid: number; readonly at: number }): Task {
  return startRoot(state.table, line.pid, line.at, state.start.folder)
}

function adopt(state: State, id: number): void {
  const parent = likelyParent(state.table)
  const first = state.table.waiting.get(id)?.[0]
  if (parent === undefined || first === undefined || first.kind === 'unknown') return
  claim(state, parent, id, first.at, '')
}

function claim(state: State, parent: Task, id: number, at: number, flags: string): void {
  if (state.table.tasks.has(id)) return
  startChild(state.table, parent, id, at, flags)
  const lines = state.table.waiting.get(id) ?? []
  state.table.waiting.delete(id)
  for (const line of lines) take(state, line)
}

function step(state: State, task: Task, line: Exclude<StraceLine, { kind: 'unknown' }>): void {
  const { begun } = state.table
  switch (line.kind) {
    case 'call':
      complete(state, task, line.at, line.text)
      break
    case 'unfinished':
      begun.set(line.to ?? line.pid, { at: line.at, text: line.text, moved: line.to !== undefined })
      break
    case 'resumed': {
      const call = begun.get(line.pid)
      begun.delete(line.pid)
      if (call === undefined) state.unparsed += 1
      // The result of an execution that replaced the first thread is printed as nonsense, but only a success replaces it.
      else if (call.moved) complete(state, task, call.at, call.text + line.text.replace(/= .*$/, '= 0'))
      else complete(state, task, call.at, call.text + line.text)
      break
    }
    case 'superseded':
      state.table.tasks.delete(line.by)
      break
    case 'ended':
      endTask(state.table, task, line)
      break
    case 'signal':
      break
  }
}

const failure = /\) += (?:-1 (E\w+|\(errno \d+\))|\?)(?: [^<>"]*)?$/

function complete(state: State, task: Task, at: number, text: string): void {
  const failed = failure.exec(text)
  // Most failures are look-ups along a path of folders: they are not worth parsing.
  if (failed !== null && text.startsWith('open')) return
  const call = parseCall(task.process.pid, at, text)
  if (call === undefined) {
    state.unparsed += 1
    return
  }
  const blind = blindSpot(call, failed?.[1])
  if (blind !== undefined) state.blind.add(blind)
  const first = state.table.processes[0]
  if (call.name === 'connect') connect(state, call)
  else if (failed === null) succeed(state, task, call)
  else if (call.name === 'execve' && task.process === first && first.executable === '') state.refused = failed[1]
}

function connect(state: State, call: Call): void {
  const connection = connectionOf(call)
  if (connection === undefined) return
  const key = `${connection.address} ${connection.port}`
  if (!state.connections.has(key)) state.connections.set(key, connection)
}

function succeed(state: State, task: Task, call: Call): void {
  const [first = '', second = '', third = ''] = call.arguments
  const folder = first.startsWith('AT_FDCWD<') ? parseDescriptor(first).path : undefined
  if (folder !== undefined) task.folder.path = folder
  const { pid, unnamed } = task.process
  const place: Place = { pid, folder: task.folder.path, unnamed, real: state.start.real }

  switch (call.name) {
    case 'clone':
    case 'clone3':
    case 'fork':
    case 'vfork':
      claim(state, task, Number.parseInt(call.result, 10), call.at, call.arguments.join())
      break
    case 'chdir':
      task.folder.path = followed('AT_FDCWD', first, place) ?? task.folder.path
      break
    case 'fchdir':
      task.folder.path = parseDescriptor(first).path ?? task.folder.path
      break
    case 'execve':
      execute(state, task, call.at, joined('AT_FDCWD', first, place), second, place)
      break
    case 'execveat':
      execute(state, task, call.at, joined(first, second, place), third, place)
      break
    default:
      for (const event of fileEvents(call, place)) add(state, event)
  }
}

function execute(state: State, task: Task, at: number, path = '', argv: string, place: Place): void {
  task.process.executable = posix.normalize(path)
  task.process.argv = parseStrings(argv)
  if (!path.startsWith('/') || path.startsWith('/memfd:') || path.startsWith('/proc/')) return
  const { pid } = task.process
  add(state, { at, pid, operation: 'read', path: place.real(path), existed: true, witness: 'strace' })
}

function add(state: State, event: FileEvent): void {
  const { readers } = state
  if (event.operation === 'read') {
    const known = readers.get(event.path)
    if (known?.has(event.pid)) return
    if (known === undefined) readers.set(event.path, new Set([event.pid]))
    else known.add(event.pid)
  } else if (event.operation === 'rename') {
    // A folder takes everything below it along.
    readers.clear()
  } else {
    readers.delete(event.path)
  }
  state.events.push(event)
}
