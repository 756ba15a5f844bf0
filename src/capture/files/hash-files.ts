import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { moduleBeside } from '../../domain/module-beside.ts'
import { cachedBytesMin, type DigestCache, digestCache } from './digest-cache.ts'
import { type FileHash, hashFile } from './hash-file.ts'
import { type SentShare, type Share, unpackShare } from './hash-share.ts'
import { openable } from './path-text.ts'

/**
 * What several threads hash together. `next` is shared by them: the index of the first path that nobody has taken. Each
 * opens the cache of digests anew.
 */
export type SharedPaths = {
  readonly paths: readonly string[]
  readonly next: Int32Array
  readonly cacheFile: string | undefined
}

// Of one thread, in microseconds: the work for which a further thread is worth the 30 ms that it takes to start. Only bytes
// count: threads of one process open and close files no faster together than one alone, since they share the kernel's table
// of what is open (100,000 files of 100 bytes: 1.1 s by one, 1.2 s by two). Four of them hash more than most disks give.
const bytesPerUs = 1_500
const threadUs = 60_000
const furtherMax = 3
/** Of more paths than that, some tell for all: asking each for its size would take as long as hashing small ones. */
const askedMax = 2_000

/**
 * `hashFile` of each path once, in the order given. Further threads take part where there is enough to do, while
 * this one hashes, too, and lets no other work in. What a thread has taken and, failing, does not give is hashed here.
 * @param cacheFile where digests of large files are remembered.
 */
export async function hashFiles(paths: Iterable<string>, cacheFile?: string): Promise<Map<string, FileHash>> {
  const shared = { paths: [...new Set(paths)], next: new Int32Array(new SharedArrayBuffer(4)), cacheFile }
  const others = Array.from({ length: threadsFor(shared) }, () => shareOfThread(shared))
  const own = hashShare(shared)
  // Of its length from the start: one that is filled here and there is kept as a table of its indexes.
  const found = new Array<FileHash | undefined>(shared.paths.length)
  for (const share of [own, ...(await Promise.all(others))]) for (const [index, hash] of share) found[index] = hash
  const hashes = new Map<string, FileHash>()
  for (const [index, path] of shared.paths.entries()) hashes.set(path, found[index] ?? hashFile(path))
  return hashes
}

/** Hashes what no other thread has taken yet, file by file, so that a large one holds up nobody. */
export function hashShare({ paths, next, cacheFile }: SharedPaths): Share {
  const cache = cacheFile === undefined ? undefined : digestCache(cacheFile)
  const share: [number, FileHash][] = []
  for (;;) {
    const index = Atomics.add(next, 0, 1)
    const path = paths[index]
    if (path === undefined) return share
    share.push([index, hashFile(path, cache)])
  }
}

function threadsFor({ paths, cacheFile }: SharedPaths): number {
  const cache = cacheFile === undefined ? undefined : digestCache(cacheFile)
  const most = Math.min(availableParallelism() - 1, paths.length - 1, furtherMax)
  const step = Math.max(1, Math.floor(paths.length / askedMax))
  let us = 0
  for (let index = 0; index < paths.length && us < most * threadUs; index += step) {
    us += (bytesToRead(paths[index] ?? '', cache) * step) / bytesPerUs
  }
  return Math.max(0, Math.min(most, Math.floor(us / threadUs)))
}

function bytesToRead(path: string, cache: DigestCache | undefined): number {
  try {
    const state = statSync(openable(path), { throwIfNoEntry: false, bigint: true })
    if (state === undefined || (state.size >= cachedBytesMin && cache?.find(state) !== undefined)) return 0
    return Number(state.size)
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
        .once('message', (sent: SentShare) => resolve(unpackShare(sent)))
        .once('error', () => resolve([]))
        .once('exit', () => resolve([]))
    })
  } catch {
    return []
  }
}
