import { Worker } from 'node:worker_threads'
import { moduleBeside } from '../domain/module-beside.ts'

export type CheckpointsBeside = {
  /** Says that this process has committed once more. */
  readonly committed: () => void
  /** Resolves when nothing is copied any more. */
  readonly stop: () => Promise<void>
}

/** Whoever writes less leaves the copying to SQLite: a run commits a handful of times. */
const commitsBefore = 64

/**
 * Beside a process that writes much, a thread that copies pages from the write-ahead log into the file. SQLite does that
 * itself, inside a commit, when the log has 10,000 pages, and everything in the process waits some 0.1 s for it; here it
 * finds nearly all of them copied. Where the thread cannot run, SQLite goes on alone.
 */
export function checkpointsBeside(path: string): CheckpointsBeside {
  let commits = 0
  let thread: Worker | undefined
  const start = () => {
    const started = new Worker(moduleBeside(import.meta, 'checkpoint-thread'), { workerData: { path }, execArgv: [] })
    started.unref()
    started.on('error', () => {
      thread = undefined
    })
    return started
  }
  return {
    committed: () => {
      commits += 1
      if (commits === commitsBefore) thread = start()
    },
    stop: async () => {
      const stopping = thread
      if (stopping === undefined) return
      await new Promise((resolve) => {
        // Nothing else may keep the process until then.
        stopping.ref()
        stopping.once('exit', resolve)
        stopping.postMessage('stop')
      })
    },
  }
}
