import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { cachedBytesMin, digestCache } from './digest-cache.ts'
import { hashFile } from './hash-file.ts'
import { hashFiles } from './hash-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'pedigree-digests-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [cacheFile, big] = [join(folder, 'digests'), join(folder, 'big')]
const [digest, other] = ['a'.repeat(64), 'b'.repeat(64)]
const later = () => Date.now() + 3_000
const cache = () => digestCache(cacheFile, later)
const state = (path = big) => statSync(path, { bigint: true })

beforeEach(() => {
  rmSync(cacheFile, { force: true })
  rmSync(big, { force: true })
  writeFileSync(big, 'content')
  truncateSync(big, Number(cachedBytesMin))
})

test('tells the digest of a file as long as it is the same, and of the last time that it was remembered', () => {
  cache().add(state(), other)
  cache().add(state(), digest)

  expect(cache().find(state())).toBe(digest)
  utimesSync(big, 1, 1)
  expect(cache().find(state())).toBeUndefined()
})

test('does not remember a file that has only just been written, or will be', () => {
  digestCache(cacheFile, () => Number(state().ctimeMs) + 1_990).add(state(), digest)
  digestCache(cacheFile, () => 0).add(state(), digest)

  expect(cache().find(state())).toBeUndefined()
})

test('a large file is read once, also by several threads, and a small one is not looked up', async () => {
  const hashed = hashFile(big, cache())
  const known = readFileSync(cacheFile, 'latin1')
  const small = join(folder, 'small')
  writeFileSync(small, 'x')
  // What a file held nobody finds out again that is not read: a digest planted here shows whether it was.
  rmSync(cacheFile)
  cache().add(state(), digest)

  expect(hashFile(big, cache())).toEqual({ ...hashed, digest: `sha256:${digest}` })
  expect((await hashFiles([big, small], cacheFile)).get(big)).toMatchObject({ digest: `sha256:${digest}` })
  expect(known).toContain(hashed.kind === 'hashed' ? hashed.digest.slice('sha256:'.length) : '')
  cache().add(state(small), digest)
  expect(hashFile(small, cache())).not.toMatchObject({ digest: `sha256:${digest}` })
})

test.each([
  ['cut in its middle', (text: string) => text.slice(0, -10)],
  ['of one line run into another', (text: string) => text.slice(0, 30) + text.trim()],
  ['with a digit turned', (text: string) => text.replace('aaaa', 'aaab')],
  ['that is none', () => Buffer.alloc(5_000, 'x').toString()],
])('a file %s says nothing, and takes further lines', (_, damage) => {
  cache().add(state(), digest)
  writeFileSync(cacheFile, damage(readFileSync(cacheFile, 'latin1')))

  expect(cache().find(state())).toBeUndefined()
  cache().add(state(), digest)
  expect(cache().find(state())).toBe(digest)
})

test('what cannot be read or written is passed over', () => {
  const nowhere = digestCache(join(folder, 'none', 'digests'), later)

  nowhere.add(state(), digest)

  expect(nowhere.find(state())).toBeUndefined()
})

test('forgets the older half when it is full, and keeps the newer', () => {
  appendFileSync(cacheFile, 'x'.repeat(1023).concat('\n').repeat(1024))

  cache().add(state(), digest)

  expect(statSync(cacheFile).size).toBeLessThan(600_000)
  expect(cache().find(state())).toBe(digest)
})

test('several processes at once lose no line of each other', async () => {
  const program = `
    import { digestCache } from ${JSON.stringify(join(import.meta.dirname, 'digest-cache.ts'))}
    const cache = digestCache(${JSON.stringify(cacheFile)})
    const state = (ino) => ({ dev: 1n, ino, size: 1n, mtimeNs: BigInt(process.argv[1]), ctimeNs: 1n })
    for (let ino = 0n; ino < 500n; ino += 1n) cache.add(state(ino), '${digest}')`
  const writers = ['1', '2', '3'].map((who) =>
    spawn(process.execPath, ['--input-type=module', '-e', program, who], { stdio: 'inherit' }),
  )

  await Promise.all(writers.map((writer) => once(writer, 'exit')))

  const lines = readFileSync(cacheFile, 'latin1').split('\n')
  expect(lines.filter((line) => /^1 \d+ 1 [123] 1 a{64} \d+$/.test(line)).length).toBe(1_500)
})
