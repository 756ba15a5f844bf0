import { expect, test } from 'vitest'
import { contentLeft, contentMet, isBornSince } from './file-contents.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'

const from = 1_000_000
const [old, now] = ['a'.repeat(64), 'b'.repeat(64)]
const hashed = (ctimeMs: number, more: Partial<FileHash> = {}): FileHash =>
  ({
    kind: 'hashed',
    digest: `sha256:${now}`,
    bytes: 7,
    mtimeMs: 0,
    ctimeMs,
    birthtimeMs: 0,
    ...more,
  }) as FileHash
const use = (more: Partial<FileUse> = {}): FileUse => ({
  path: '/a',
  read: true,
  written: false,
  readBeforeWrite: true,
  deleted: false,
  temporary: false,
  witnesses: [],
  pids: [],
  ...more,
})

test('an input that was last changed before the run is what it is now', () => {
  expect(contentMet(use(), hashed(from - 500), from, false)).toEqual({
    digest: `sha256:${now}`,
    bytes: 7,
    isThere: true,
  })
})

test('an input that another program wrote after the run began, and before it was read, is what it is now', () => {
  const read = use({ firstReadAt: from + 100 })

  expect(contentMet(read, hashed(from + 50), from, false).digest).toBe(`sha256:${now}`)
  expect(contentMet(read, hashed(from + 95), from, false).digest).toBeUndefined()
  expect(contentMet(read, hashed(from + 150), from, false).digest).toBeUndefined()
})

test('a change time within the lag of the kernel’s clock does not count as before', () => {
  expect(contentMet(use(), hashed(from - 5), from, false).digest).toBeUndefined()
})

test('an input that was changed is what a witness hashed before, and is not there any more', () => {
  expect(contentMet(use({ written: true, before: old }), hashed(from + 5), from, false)).toEqual({
    digest: `sha256:${old}`,
    bytes: undefined,
    isThere: false,
  })
})

test.each([
  [use({ written: true }), hashed(from + 5), /^the run overwrote it/],
  [use(), hashed(from + 5), /^something unseen changed it/],
  [use(), { kind: 'missing', reason: '' } as FileHash, /^it was removed/],
  [use(), { kind: 'unreadable', reason: 'it cannot be read (EACCES)' } as FileHash, /EACCES/],
])('nobody knows what an input was that was changed unseen, and why is said (%#)', (one, found, why) => {
  expect(contentMet(one, found, from, false)).toEqual({ digest: undefined, problem: expect.stringMatching(why) })
})

test('a change time in the future says nothing: of an unknown input it is no change that somebody made', () => {
  const problemOf = (one: FileUse, ctimeMs: number) => {
    const content = contentMet(one, hashed(ctimeMs), from, false, from + 1_000)
    return content.digest === undefined ? content.problem : content.digest
  }

  expect(problemOf(use(), from + 2_000)).toMatch(/^the time of its last change is in the future .*nobody can tell/)
  expect(problemOf(use(), from + 900)).toMatch(/^something unseen changed it/)
  expect(problemOf(use({ written: true }), from + 2_000)).toMatch(/^the run overwrote it/)
  expect(problemOf(use({ before: now }), from + 2_000)).toBe(`sha256:${now}`)
})

test('a file that was only moved tells by the time of its content', () => {
  const found = hashed(from + 5, { mtimeMs: from - 500 })

  expect(contentMet(use(), found, from, true).digest).toBe(`sha256:${now}`)
  expect(contentMet(use(), hashed(from + 5, { mtimeMs: from + 5 }), from, true).digest).toBeUndefined()
})

test('an output is what it holds, unless it was left alone or read and written back', () => {
  const written = use({ written: true })

  expect(contentLeft(written, hashed(from + 5), from, false)?.digest).toBe(`sha256:${now}`)
  expect(contentLeft(written, hashed(from - 500), from, false)).toBeUndefined()
  expect(contentLeft({ ...written, before: now }, hashed(from + 5), from, true)).toBeUndefined()
  expect(contentLeft({ ...written, before: now }, hashed(from + 5), from, false)?.digest).toBe(`sha256:${now}`)
  expect(contentLeft(written, { kind: 'missing', reason: '' }, from, false)).toBeUndefined()
})

test('a file is born during the run only where the file system says so', () => {
  expect(isBornSince(hashed(from, { birthtimeMs: from + 5 }), from)).toBe(true)
  expect(isBornSince(hashed(from, { birthtimeMs: from - 500 }), from)).toBe(false)
  expect(isBornSince(hashed(from, { birthtimeMs: 0 }), from)).toBe(false)
})
