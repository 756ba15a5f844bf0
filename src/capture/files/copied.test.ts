import { expect, test } from 'vitest'
import { withCopiesAfter } from './copied.ts'
import type { FileHash } from './hash-file.ts'
import type { RunFile } from './run-file.ts'

const digest = `sha256:${'a'.repeat(64)}` as const
const file = (path: string, at: number): RunFile => ({
  ...{ path, name: path, role: 'data', digest, bytes: 100, at, witnesses: ['strace'] },
})
const lastWritten =
  (mtimeMs: number) =>
  (_path: string): FileHash => ({
    kind: 'hashed',
    digest,
    bytes: 100,
    dev: 1,
    ino: 1,
    mtimeMs,
    ctimeMs: mtimeMs,
    birthtimeMs: 0,
  })

test('a copy that was opened before what it copies is made when that was read', () => {
  const [copy] = withCopiesAfter(
    [file('/copy', 1_000)],
    [file('/raw', 1_200), file('/raw2', 1_100)],
    lastWritten(1_300),
  )

  expect(copy?.at).toBe(1_100)
})

test.each([
  ['what was written to its end before the other was read', file('/raw', 5_000), 1_300],
  ['what was read before', file('/raw', 900), 1_300],
  ['what the run read again at that place', file('/copy', 1_200), 1_300],
  ['other bytes', { ...file('/raw', 1_200), digest: `sha256:${'b'.repeat(64)}` as const }, 1_300],
])('it is no copy of %s', (_, read, mtimeMs) => {
  expect(withCopiesAfter([file('/copy', 1_000)], [read], lastWritten(mtimeMs))).toEqual([file('/copy', 1_000)])
})
