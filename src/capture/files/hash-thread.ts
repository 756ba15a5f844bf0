import { parentPort, workerData } from 'node:worker_threads'
import { hashShare, type SharedPaths } from './hash-files.ts'

// A thread that `hashFiles` starts.
parentPort?.postMessage(hashShare(workerData as SharedPaths))
