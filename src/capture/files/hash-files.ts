import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { moduleBeside } from '../../domain/module-beside.ts'
import { type FileHash, hashFile } from './hash-file.ts'
import { pathBytes } from './path-text.ts'

/** What several threads hash together. `next` is shared by them: the index of the first path that nobody has taken. */
export type SharedPaths = { readonly paths: readonly string[]; readonly next: Int32Array }

/** What one thread hashed, by the path's index. */
type Share = readonly (readonly [number, FileHash])[]

// Of one thread, in microseconds: what a file takes apart from its bytes, and the work for which a further thread is worth
// the 30 ms that it takes to start. Four of them hash more than most disks give.
const fileUs = 20
const bytesPerUs = 1_500
const threadUs = 60_000
const furtherMax = 3

/**
 * `hashFile` of each path once, in the order given. Further threads take part where there is enough to do, while
 * this one hashes, too, and lets no other work in. What a thread has taken and, failing, does not give is hashed here.
 */
export async function hashFiles(paths: Iterable<string>): Promise<Map<string, FileHash>> {
  const shared = { paths: [...new Set(paths)], next: new Int32Array(new SharedArrayBuffer(4)) }
  const others = Array.from({ length: threadsFor(shared.paths) }, () => shareOfThread(shared))
  const own = hashShare(shared)
  const found: FileHash[] = []
  for (const share of [own, ...(await Promise.all(others))]) for (const [index, hash] of share) found[index] = hash
  return new Map(shared.paths.map((path, index) => [path, found[index] ?? hashFile(path)]))
}

/** Hashes what no other thread has taken yet, file by file, so that a large one holds up nobody. */
export function hashShare({ paths, next }: SharedPaths): Share {
  const share: [number, FileHash][] = []
  for (;;) {
    const index = Atomics.add(next, 0, 1)
    const path = paths[index]
    if (path === undefined) return share
    share.push([index, hashFile(path)])
  }
}

function threadsFor(paths: readonly string[]): number {
  const most = Math.min(availableParallelism() - 1, paths.length - 1, furtherMax)
  let us = paths.length * fileUs
  for (const path of paths) {
    if (us >= most * threadUs) break
    us += bytesOf(path) / bytesPerUs
  }
  return Math.max(0, Math.min(most, Math.floor(us / threadUs)))
}

function bytesOf(path: string): number {
  try {
    return statSync(pathBytes(path), { throwIfNoEntry: false })?.size ?? 0
  } catch {
    // Whoever hashes it says why.
    return 0
  }
}

/** Nothing, where no thread can be had or it fails. The options of this process's Node are not for its module. */
async function shareOfThread(shared: SharedPaths): Promise<Share> {
  try {
    const thread = new Worker(moduleBeside(import.meta, 'hash-thread'), { workerData: shared, execArgv: [] })
    return await new Promise((resolve) => {
      thread
        .once('message', resolve)
        .once('error', () => resolve([]))
        .once('exit', () => resolve([]))
    })
  } catch {
    return []
  }
}
