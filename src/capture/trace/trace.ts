import { posix } from 'node:path'
import type { FileEvent, Process } from '../files/file-event.ts'
import type { ReadContent } from '../files/read-content.ts'
import type { ReleasedFile } from '../files/released-file.ts'
import { claimTask, emptyProcessTable, endTask, startRoot, type Task } from './process-table.ts'
import type { ReadLooks } from './read-looks.ts'
import type { ReleaseWatch } from './release-watch.ts'
import { parseLine, type StraceLine } from './strace-line.ts'
import { complete, type Tally } from './traced-call.ts'
import { type Connection, isOwnMachine, type Unseen } from './unseen-call.ts'

/** What a run did, as its system calls tell. Times are milliseconds since 1970, with a fraction. */
export type Trace = {
  /** In the order of their time. A process that reads an unchanged file again adds none. */
  readonly events: readonly FileEvent[]
  /** In the order of their start; the first is the command. */
  readonly processes: readonly Process[]
  /** One for each process, address and port, but for look-ups of names and what goes on among these processes. */
  readonly connections: readonly Connection[]
  readonly unseen: readonly Unseen[]
  /** Files that it had written, as they were when it had let go of them, in the order of the looks at them. */
  readonly released: readonly ReleasedFile[]
  /** What small files of parameters and code held when it opened them for reading. */
  readonly contents: readonly ReadContent[]
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
  /** Looks at what is written while the trace is still going on. */
  readonly watch?: ReleaseWatch
  /** Looks at what is read meanwhile. */
  readonly looks?: ReadLooks
}

/** Takes a trace line by line. Its memory is that of its result: calls that failed or repeat leave nothing behind. */
export type TraceFold = {
  line(text: string): void
  end(): Trace
  /** Whether a process still runs, only descendants of it do, or none; undefined where no such process was seen. */
  stateOf(pid: number): 'running' | 'outlived' | 'ended' | undefined
  /** What a process and its descendants have done so far. */
  partOf(pid: number): Trace
}

// So many lines may one thread write before it is known whose it is.
const waitingLinesMax = 1_000

export function foldTrace({ folder, real = posix.normalize, watch, looks }: TraceStart): TraceFold {
  const tally: Tally = {
    table: emptyProcessTable(),
    events: [],
    readers: new Map(),
    folders: new Set(),
    connections: new Map(),
    ports: new Map(),
    unseen: new Map(),
    real,
    take(event) {
      watch?.take(event)
      looks?.take(event)
    },
    unparsed: 0,
    refused: undefined,
  }
  const looked = () => ({ released: watch?.released() ?? [], contents: looks?.contents() ?? [] })
  return {
    line(text) {
      if (text !== '') take(tally, parseLine(text), folder)
    },
    end() {
      for (const id of [...tally.table.waiting.keys()]) replay(tally, claimTask(tally.table, id), folder)
      return { ...traceOf(tally), ...looked() }
    },
    stateOf(pid) {
      const descent = descentOf(tally.table.processes, pid)
      const [process] = descent
      if (process === undefined) return undefined
      if (process.ended === undefined) return 'running'
      return descent.some(({ ended }) => ended === undefined) ? 'outlived' : 'ended'
    },
    partOf(pid) {
      const pids = new Set(descentOf(tally.table.processes, pid).map((process) => process.pid))
      const trace = { ...traceOf(tally, pids), ...looked() }
      return ofProcesses(trace, (each) => pids.has(each))
    },
  }
}

/** A process and all that it started, itself first. Parents come before their children. */
function descentOf<Some extends Pick<Process, 'pid' | 'parent'>>(processes: readonly Some[], pid: number): Some[] {
  const found = new Set<number>()
  return processes.filter((process) => {
    const isPart = process.pid === pid || (process.parent !== undefined && found.has(process.parent))
    if (isPart) found.add(process.pid)
    return isPart
  })
}

type Seen = 'events' | 'processes' | 'connections' | 'unseen' | 'released' | 'contents'

/** What some processes did of what was seen. */
export function ofProcesses<Some extends Pick<Trace, Seen>>(seen: Some, isMeant: (pid: number) => boolean): Some {
  const meant = <Item extends { readonly pid: number }>(items: readonly Item[]) =>
    items.filter(({ pid }) => isMeant(pid))
  const { events, processes, connections, unseen, released, contents } = seen
  return {
    ...seen,
    events: meant(events),
    processes: meant(processes),
    connections: meant(connections),
    unseen: meant(unseen),
    released: meant(released),
    contents: meant(contents),
  }
}

/** The whole of a trace whose lines come from anywhere. */
export async function readTrace(lines: AsyncIterable<string> | Iterable<string>, start: TraceStart): Promise<Trace> {
  const fold = foldTrace(start)
  for await (const line of lines) fold.line(line)
  return fold.end()
}

/** @param among whose sockets count as the run's own; those of all processes by default. */
function traceOf(tally: Tally, among?: ReadonlySet<number>): Omit<Trace, 'released' | 'contents'> {
  const { table, events, folders, connections, ports, unseen, unparsed, refused } = tally
  const isOwn = ({ address, port }: Connection): boolean => {
    const pids = isOwnMachine(address) ? ports.get(port) : undefined
    return pids !== undefined && (among === undefined || !pids.isDisjointFrom(among))
  }
  return {
    events: withoutFolders(events, folders).sort((left, right) => left.at - right.at),
    processes: table.processes.map(({ unnamed: _, hasPlugIn, ...process }) => ({
      ...process,
      ...(hasPlugIn && { hasPlugIn }),
    })),
    connections: [...connections.values()].filter((connection) => !isOwn(connection)),
    unseen: [...unseen.values()],
    unparsed,
    ...(refused !== undefined && { refused }),
  }
}

/** A folder can be opened like a file, and only what else is done with it, or below it, gives it away. */
const withoutFolders = (events: readonly FileEvent[], folders: ReadonlySet<string>): FileEvent[] =>
  events.filter(({ operation, path }) => operation !== 'read' || !folders.has(path))

function take(tally: Tally, line: StraceLine, folder: string): void {
  const { table } = tally
  if (line.kind === 'unknown') {
    tally.unparsed += 1
    return
  }
  const first = table.processes.length === 0 ? startRoot(table, line.pid, line.at, folder) : undefined
  const task = table.tasks.get(line.pid) ?? first
  if (task !== undefined) {
    replay(tally, step(tally, task, line), folder)
    return
  }
  const lines = table.waiting.get(line.pid) ?? []
  lines.push(line)
  table.waiting.set(line.pid, lines)
  if (lines.length > waitingLinesMax) replay(tally, claimTask(table, line.pid), folder)
}

function replay(tally: Tally, lines: readonly StraceLine[], folder: string): void {
  for (const line of lines) take(tally, line, folder)
}

function step(tally: Tally, task: Task, line: Exclude<StraceLine, { kind: 'unknown' }>): readonly StraceLine[] {
  const { begun, tasks } = tally.table
  switch (line.kind) {
    case 'call':
      return complete(tally, task, line.at, line.text)
    case 'unfinished':
      begun.set(line.to ?? line.pid, { at: line.at, text: line.text, moved: line.to !== undefined })
      return []
    case 'resumed': {
      const call = begun.get(line.pid)
      begun.delete(line.pid)
      if (call === undefined) {
        tally.unparsed += 1
        return []
      }
      // The result of an execution that replaced the first thread is printed as nonsense, but only a success replaces it.
      const rest = call.moved ? line.text.replace(/= .*$/, '= 0') : line.text
      return complete(tally, task, call.at, call.text + rest)
    }
    case 'superseded':
      tasks.delete(line.by)
      return []
    case 'ended':
      endTask(tally.table, task, line)
      return []
    case 'signal':
      return []
  }
}
