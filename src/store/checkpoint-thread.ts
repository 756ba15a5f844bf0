import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

// Started by checkpoints-beside.ts. It never waits for a writer, and no writer waits for it.

const everyMs = 200
const database = new DatabaseSync((workerData as { readonly path: string }).path, { timeout: 0 })
const checkpoint = database.prepare('pragma wal_checkpoint(passive)')
const timer = setInterval(() => checkpoint.all(), everyMs)
parentPort?.once('message', () => {
  clearInterval(timer)
  database.close()
})
