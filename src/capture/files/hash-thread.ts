import { parentPort, workerData } from 'node:worker_threads'
import { hashShare, type SharedPaths } from './hash-files.ts'
import { packShare } from './hash-share.ts'

// A thread that `hashFiles` starts.
parentPort?.postMessage(packShare(hashShare(workerData as SharedPaths)))
