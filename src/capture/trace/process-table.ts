import type { Process } from '../files/file-event.ts'
import type { StraceLine } from './strace-line.ts'

/** A process while its trace is read. */
export type Running = {
  -readonly [Key in keyof Omit<Process, 'hasPlugIn'>]: Process[Key]
} & {
  /** See `Place.unnamed`. */
  unnamed: Map<string, string>
  /** See `Place.hasPlugIn`; a fork inherits it, an execution ends it. */
  hasPlugIn: boolean
}

/** A thread, which is what strace numbers and what makes calls. Threads of a process share its current folder. */
export type Task = { readonly id: number; readonly process: Running; readonly folder: { path: string } }

/**
 * Which thread belongs to which process, while they come and go. The first lines of a child can come before its parent's
 * call returns and tells whose it is (always so with vfork); they wait until then.
 */
export type ProcessTable = {
  readonly tasks: Map<number, Task>
  /** Lines of threads nobody has claimed yet. */
  readonly waiting: Map<number, StraceLine[]>
  /** Calls that have begun and not returned, by thread. */
  readonly begun: Map<number, { readonly at: number; readonly text: string; readonly moved: boolean }>
  readonly processes: Running[]
  root: Task | undefined
}

export function emptyProcessTable(): ProcessTable {
  return { tasks: new Map(), waiting: new Map(), begun: new Map(), processes: [], root: undefined }
}

/** The command itself, whose first line is its execution. */
export function startRoot(table: ProcessTable, id: number, at: number, folder: string): Task {
  const process: Running = { pid: id, at, argv: [], executable: '', unnamed: new Map(), hasPlugIn: false }
  table.processes.push(process)
  table.root = addTask(table, { id, process, folder: { path: folder } })
  return table.root
}

/**
 * A new thread or process, as the flags of its clone say; a plain fork has none. Gives the lines it has written already.
 */
export function startChild(table: ProcessTable, parent: Task, id: number, at: number, flags: string): StraceLine[] {
  if (table.tasks.has(id)) return []
  const folder = flags.includes('CLONE_FS') ? parent.folder : { path: parent.folder.path }
  if (flags.includes('CLONE_THREAD')) addTask(table, { id, process: parent.process, folder })
  else {
    const { argv, executable, hasPlugIn, pid } = parent.process
    const process: Running = { pid: id, parent: pid, at, argv, executable, unnamed: new Map(), hasPlugIn }
    table.processes.push(process)
    addTask(table, { id, process, folder })
  }
  const lines = table.waiting.get(id) ?? []
  table.waiting.delete(id)
  return lines
}

/** The thread ended; with its first thread, the process. */
export function endTask(table: ProcessTable, task: Task, end: StraceLine & { kind: 'ended' }): void {
  table.tasks.delete(task.id)
  table.begun.delete(task.id)
  if (task.id !== task.process.pid) return
  task.process.ended = end.at
  if (end.exit !== undefined) task.process.exit = end.exit
  if (end.signal !== undefined) task.process.signal = end.signal
}

/**
 * Gives a thread that no call ever named to whoever most likely started it: the youngest that is forking right now, or
 * else the command itself. So it is when the parent is killed while it forks, or lives in another process namespace.
 */
export function claimTask(table: ProcessTable, id: number): StraceLine[] {
  const forking = [...table.begun].findLast(([, { text }]) => /^(?:clone3?|v?fork)\(/.test(text))
  const parent = (forking && table.tasks.get(forking[0])) ?? table.root
  const first = table.waiting.get(id)?.[0]
  if (parent === undefined || first === undefined || first.kind === 'unknown') return []
  return startChild(table, parent, id, first.at, '')
}

function addTask(table: ProcessTable, task: Task): Task {
  table.tasks.set(task.id, task)
  return task
}
