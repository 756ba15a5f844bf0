import type { Process } from './file-event.ts'
import type { StraceLine } from './strace-line.ts'

/** A process while its trace is read. */
export type Running = {
  -readonly [Key in keyof Process]: Process[Key]
} & {
  /** See `Place.unnamed`; inherited on a fork. */
  unnamed: Map<string, string>
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
}

export function emptyProcessTable(): ProcessTable {
  return { tasks: new Map(), waiting: new Map(), begun: new Map(), processes: [] }
}

/** The command itself, whose first line is its execution. */
export function startRoot(table: ProcessTable, id: number, at: number, folder: string): Task {
  const process: Running = { pid: id, at, argv: [], executable: '', unnamed: new Map() }
  table.processes.push(process)
  return addTask(table, { id, process, folder: { path: folder } })
}

/** A new thread or process, as the flags of its clone say; a plain fork has none. */
export function startChild(table: ProcessTable, parent: Task, id: number, at: number, flags: string): Task {
  const folder = flags.includes('CLONE_FS') ? parent.folder : { path: parent.folder.path }
  if (flags.includes('CLONE_THREAD')) return addTask(table, { id, process: parent.process, folder })
  const { argv, executable, unnamed, pid } = parent.process
  const process: Running = { pid: id, parent: pid, at, argv, executable, unnamed: new Map(unnamed) }
  table.processes.push(process)
  return addTask(table, { id, process, folder })
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
 * Who most likely started a thread that no call ever named, as happens when the parent is killed while it forks, or lives
 * in another process namespace: the youngest that is forking right now, or else the command itself.
 */
export function likelyParent(table: ProcessTable): Task | undefined {
  const forking = [...table.begun].findLast(([, { text }]) => /^(?:clone3?|v?fork)\(/.test(text))
  return (forking && table.tasks.get(forking[0])) ?? table.tasks.values().next().value
}

function addTask(table: ProcessTable, task: Task): Task {
  table.tasks.set(task.id, task)
  return task
}
