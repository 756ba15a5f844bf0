import { parentPort, workerData } from 'node:worker_threads'
import type { UnhashedFile } from './hash-file.ts'
import { hashShare, type SharedPaths } from './hash-files.ts'
import { putting } from './shared-hashes.ts'

// A thread that `hashFiles` starts.
const shared = workerData as SharedPaths
const put = putting(shared.hashes)
const unhashed: [index: number, file: UnhashedFile][] = []
hashShare(shared, (index, file) => {
  if (file.kind === 'hashed') put(index, file)
  else unhashed.push([index, file])
})
parentPort?.postMessage(unhashed)
