import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashFile } from './hash-file.ts'
import { hashFiles, hashShare, type SharedPaths, startHashing, type Unhashed } from './hash-files.ts'
import { pathText } from './path-text.ts'
import { putting, sharedHashes, taking } from './shared-hashes.ts'

const threads = vi.hoisted(() => ({
  cores: 2,
  start: undefined as undefined | ((shared: SharedPaths) => EventEmitter),
}))
vi.mock('node:os', async (original) => ({ ...(await original<object>()), availableParallelism: () => threads.cores }))
vi.mock('node:worker_threads', async (original) => {
  const { Worker } = await original<typeof import('node:worker_threads')>()
  const construct = (_: unknown, [module, options]: ConstructorParameters<typeof Worker>) =>
    threads.start?.(options?.workerData) ?? new Worker(module, options)
  return { Worker: new Proxy(Worker, { construct }) }
})

const folder = mkdtempSync(join(tmpdir(), 'hash-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  threads.start = undefined
  threads.cores = 2
})

/** Enough of them that a further thread is worth its start. */
const many = Array.from({ length: 3_500 }, (_, index) => join(folder, 'many', String(index)))
mkdirSync(join(folder, 'many'))
for (const path of many) {
  writeFileSync(path, path)
  truncateSync(path, 32 * 1024)
}

test('each path is hashed once, in the order given', async () => {
  const [one = '', other = ''] = many

  const found = await hashFiles([other, one, other])

  expect([...found]).toEqual([
    [other, hashFile(other)],
    [one, hashFile(one)],
  ])
})

test('each of many gives what it gives alone, whichever thread hashed it, also where it is none', async () => {
  const latin = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)])
  writeFileSync(latin, 'content')
  const paths = [...many, pathText(latin), join(folder, 'missing'), join(folder, 'many'), '/dev/null']

  const found = await hashFiles(paths)

  expect([...found]).toEqual(paths.map((path) => [path, hashFile(path)]))
})

test('a further thread hashes what nobody has taken, and says which those are', async () => {
  const shared: SharedPaths = {
    paths: [...many.slice(0, 4), join(folder, 'missing')],
    next: new Int32Array(new SharedArrayBuffer(4)),
    cacheFile: undefined,
    hashes: sharedHashes(5),
  }
  Atomics.store(shared.next, 0, 3)

  const thread = new Worker(join(import.meta.dirname, 'hash-thread.ts'), { workerData: shared, execArgv: [] })
  const unhashed = await new Promise<Unhashed>((resolve) => thread.once('message', resolve))

  const taken = Array.from(shared.paths, (_, index) => taking(shared.hashes)(index))
  expect(taken).toEqual([undefined, undefined, undefined, hashFile(shared.paths[3] ?? ''), undefined])
  expect(unhashed).toEqual([[4, hashFile(shared.paths[4] ?? '')]])
})

test('what was begun before is begun at once, and hashed with all others that are asked for', async () => {
  const started: SharedPaths[] = []
  threads.start = (shared) => {
    started.push(shared)
    const thread = new EventEmitter()
    setImmediate(() => {
      const put = putting(shared.hashes)
      hashShare(shared, (index, file) => file.kind === 'hashed' && put(index, file))
      thread.emit('message', [])
    })
    return thread
  }
  const [other = '', ...begun] = many

  const ahead = startHashing(begun)
  const before = started.map(({ paths }) => paths)
  const found = await hashFiles([other, ...begun.slice(1)], undefined, ahead)

  expect(before).toEqual([begun])
  expect([...found]).toEqual([...begun, other].map((path) => [path, hashFile(path)]))
})

test.each(['error', 'exit'])('a thread that ends with %s costs no file that it had taken', async (event) => {
  threads.start = (shared) => {
    Atomics.add(shared.next, 0, 10)
    const thread = new EventEmitter()
    setImmediate(() => thread.emit(event, new Error('out of memory')))
    return thread
  }

  const found = await hashFiles(many)

  expect([...found]).toEqual(many.map((path) => [path, hashFile(path)]))
})

test('where no thread can be had, this one hashes all', async () => {
  threads.start = () => {
    throw new Error('ERR_WORKER_INIT_FAILED')
  }

  const found = await hashFiles(many)

  expect(found.size).toBe(many.length)
})

describe('further threads are started', () => {
  const large = [1, 2].map((index) => join(folder, `large-${index}`))
  for (const path of large) {
    writeFileSync(path, '')
    truncateSync(path, 100 * 1024 * 1024)
  }
  const small = Array.from({ length: 8_000 }, (_, index) => join(folder, 'many', `${index}-small`))
  for (const path of small) writeFileSync(path, path)

  test.each([
    ['not for a few files', many.slice(0, 50), 8, 0],
    ['for many', many, 8, 1],
    ['not for as many that are small', small.slice(0, many.length), 8, 0],
    ['for very many that are small', small, 8, 1],
    ['for a few that are large', large, 8, 1],
    ['not for one that is large', large.slice(0, 1), 8, 0],
    ['never without a core for them', many, 1, 0],
  ])('%s', async (_, paths, cores, count) => {
    const started: SharedPaths[] = []
    threads.cores = cores
    threads.start = (shared) => {
      started.push(shared)
      const thread = new EventEmitter()
      setImmediate(() => thread.emit('exit', 0))
      return thread
    }

    await hashFiles(paths)

    expect(started.length).toBe(count)
  })
})
