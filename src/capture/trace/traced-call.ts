import { posix } from 'node:path'
import type { FileEvent } from '../files/file-event.ts'
import { fileEvents, followed, joined, nameAt, type Place } from './file-call.ts'
import { type ProcessTable, startChild, type Task } from './process-table.ts'
import { type Call, parseCall, parseDescriptor, parseStrings, type StraceLine } from './strace-line.ts'
import { blindSpot, type Connection, connectionOf, ownPortOf, type Unseen } from './unseen-call.ts'

/** What the calls of a trace have added up to so far. */
export type Tally = {
  readonly table: ProcessTable
  readonly events: FileEvent[]
  /** Who has read a path since it last changed: one process as a rule, for which a set would be ten times as large. */
  readonly readers: Map<string, number | Set<number>>
  /** Paths that were used as folders, and those above what was touched. */
  readonly folders: Set<string>
  readonly connections: Map<string, Connection>
  /** Who has a socket at a port of this machine. */
  readonly ports: Map<number, Set<number>>
  /** By process and sentence. */
  readonly unseen: Map<string, Unseen>
  readonly real: (path: string) => string
  unparsed: number
  /** Why the command itself was not executed, as the name of the error. */
  refused: string | undefined
}

// In whichever place Pedigree is, or as the bytecode that an interpreter before kept of it. Distributions have a file of the
// last name, too.
const plugIn = /\/python\/path\/(?:__pycache__\/)?sitecustomize\.(?:[^/]+\.)?pyc?$/

const failure = /\) += (?:-1 (E\w+|\(errno \d+\))|\?)(?: [^<>"]*)?$/

/** Takes a call that has returned. Gives the lines that waited for it, when it tells who started another process. */
export function complete(tally: Tally, task: Task, at: number, text: string): readonly StraceLine[] {
  const failed = failure.exec(text)
  // Most failures are look-ups along a path of folders: they are not worth parsing.
  if (failed !== null && text.startsWith('open')) return []
  const call = parseCall(task.process.pid, at, text)
  if (call === undefined) {
    tally.unparsed += 1
    return []
  }
  const spot = blindSpot(call, failed?.[1])
  if (spot !== undefined) tally.unseen.set(`${call.pid} ${spot.sentence}`, { pid: call.pid, ...spot })
  const first = tally.table.processes[0]
  if (call.name === 'connect') connect(tally, call)
  else if (failed === null) return succeed(tally, task, call)
  else if (call.name === 'execve' && task.process === first && first.executable === '') tally.refused = failed[1]
  return []
}

function connect(tally: Tally, call: Call): void {
  const connection = connectionOf(call)
  if (connection === undefined) return
  const key = `${connection.pid} ${connection.address} ${connection.port}`
  if (!tally.connections.has(key)) tally.connections.set(key, connection)
}

function notePort({ ports }: Tally, call: Call): void {
  const port = ownPortOf(call)
  if (port === undefined) return
  const pids = ports.get(port) ?? new Set()
  ports.set(port, pids.add(call.pid))
}

function succeed(tally: Tally, task: Task, call: Call): readonly StraceLine[] {
  const [first = '', second = '', third = ''] = call.arguments
  const { pid, unnamed, hasPlugIn } = task.process
  noteFolder(tally, task, call)
  const place: Place = {
    pid,
    folder: task.folder.path,
    unnamed,
    hasPlugIn,
    real: tally.real,
    near: tally.events.at(-1)?.path ?? '',
  }

  switch (call.name) {
    case 'clone':
    case 'clone3':
    case 'fork':
    case 'vfork':
      return startChild(tally.table, task, Number.parseInt(call.result, 10), call.at, call.arguments.join())
    case 'chdir':
      task.folder.path = followed('AT_FDCWD', first, place) ?? task.folder.path
      break
    case 'fchdir':
      task.folder.path = parseDescriptor(first).path ?? task.folder.path
      break
    case 'bind':
    case 'getsockname':
      notePort(tally, call)
      break
    case 'rmdir':
      tally.folders.add(nameAt('AT_FDCWD', first, place) ?? '')
      break
    case 'execve':
      execute(tally, call.at, joined('AT_FDCWD', first, place), second, task, place)
      break
    case 'execveat':
      execute(tally, call.at, joined(first, second, place), third, task, place)
      break
    default:
      for (const event of fileEvents(call, place)) {
        add(tally, event)
        if (plugIn.test(event.path)) task.process.hasPlugIn = true
      }
      if (third.includes('AT_REMOVEDIR')) tally.folders.add(nameAt(first, second, place) ?? '')
  }
  return []
}

// A call relative to a descriptor tells what that is; relative to the current folder it tells where that is by now.
function noteFolder({ folders }: Tally, task: Task, { arguments: [first = '', second = '""'] }: Call): void {
  if (second === '""' || !first.endsWith('>')) return
  const { number, path } = parseDescriptor(first)
  if (path === undefined) return
  if (number === 'AT_FDCWD') task.folder.path = path
  else if (/^\d+$/.test(number) && second.startsWith('"')) folders.add(path)
}

function execute(tally: Tally, at: number, path = '', argv: string, { process }: Task, place: Place): void {
  process.executable = posix.normalize(path)
  process.argv = parseStrings(argv)
  process.hasPlugIn = false
  if (!path.startsWith('/') || path.startsWith('/memfd:') || path.startsWith('/proc/')) return
  const { pid } = process
  add(tally, { at, pid, operation: 'read', path: place.real(path), existed: true, witness: 'strace' })
}

function add({ readers, events, folders }: Tally, event: FileEvent): void {
  if (event.operation === 'read') {
    const known = readers.get(event.path)
    if (known === event.pid || (known instanceof Set && known.has(event.pid))) return
    readers.set(event.path, withReader(known, event.pid))
  } else if (event.operation === 'rename') {
    // A folder takes everything below it along.
    readers.clear()
  } else {
    readers.delete(event.path)
  }
  addAbove(folders, event.path)
  if (event.to !== undefined) addAbove(folders, event.to)
  events.push(event)
}

function withReader(known: number | Set<number> | undefined, pid: number): number | Set<number> {
  if (known === undefined) return pid
  return known instanceof Set ? known.add(pid) : new Set([known, pid])
}

function addAbove(folders: Set<string>, path: string): void {
  for (let parent = posix.dirname(path); !folders.has(parent); parent = posix.dirname(parent)) folders.add(parent)
}
