import { expect, test } from 'vitest'
import type { FileUse } from './file-use.ts'
import type { FileHash, HashedFile } from './hash-file.ts'
import { leavings, type ReleasedFile } from './released-file.ts'

const [own, other] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] as const
const use = (more: Partial<FileUse> = {}): FileUse => ({
  path: '/a',
  read: false,
  written: true,
  readBeforeWrite: false,
  deleted: false,
  temporary: false,
  lastWriteAt: 100,
  witnesses: ['strace'],
  pids: [5],
  ...more,
})
const state = { dev: 1, ino: 2, bytes: 7, mtimeMs: 110 }
const look = (more: Partial<ReleasedFile> = {}): ReleasedFile => ({
  ...{ path: '/a', pid: 5, wroteAt: 100, at: 150, digest: own },
  ...state,
  ...more,
})
const unhashed = (more: Partial<ReleasedFile> = {}): ReleasedFile => {
  const { digest: _, ...rest } = look(more)
  return rest
}
const hashed = (more: Partial<HashedFile> = {}): FileHash => ({
  ...{ kind: 'hashed' as const, digest: own, ctimeMs: 110, birthtimeMs: 0 },
  ...state,
  ...more,
})
const changed = hashed({ digest: other, mtimeMs: 300, ctimeMs: 300 })
const hashesOf = ({ path }: FileUse, found: FileHash) => new Map([[path, found]])
const left = (found: FileHash, released: readonly ReleasedFile[], one = use()) =>
  leavings([one], { from: 0, released, hashes: hashesOf(one, found), known: undefined })(one)

const isThere = { kind: 'is there' }

test('what is there in the state in which the run left it is the run’s', () => {
  expect(left(hashed({ ctimeMs: 500 }), [unhashed()])).toEqual(isThere)
  expect(left(hashed(), [])).toEqual(isThere)
})

test('what is there in another state is somebody else’s, and the run left what was hashed before', () => {
  for (const found of [
    changed,
    hashed({ digest: other, ino: 3 }),
    { kind: 'missing', reason: '' } as FileHash,
    { kind: 'not-regular', reason: '' } as FileHash,
    { kind: 'changing', reason: '' } as FileHash,
  ]) {
    expect(left(found, [look()])).toEqual({ kind: 'was there', digest: own, bytes: 7 })
  }
  expect(left(changed, [unhashed()])).toEqual({ kind: 'unknown' })
  expect(left(hashed({ digest: other, ino: 3 }), [unhashed()])).toEqual({ kind: 'unknown' })
  expect(left({ kind: 'missing', reason: '' }, [unhashed()])).toEqual({ kind: 'unknown' })
})

test('the same bytes in another state are the run’s, and may be where only the time was set', () => {
  expect(left({ ...changed, digest: own } as FileHash, [look()])).toEqual(isThere)
  expect(left(hashed({ mtimeMs: 5, ctimeMs: 300 }), [unhashed()])).toEqual(isThere)
  expect(left(hashed({ mtimeMs: 5, ctimeMs: 300, bytes: 8 }), [unhashed()])).toEqual({ kind: 'unknown' })
})

test('a look before the run opened the file last says nothing, and the first one after it decides', () => {
  const again = use({ lastWriteAt: 200 })

  expect(left(changed, [look()], again)).toEqual(isThere)
  expect(left(changed, [look(), look({ at: 250, digest: other }), look({ at: 350 })], again)).toEqual(isThere)
  expect(left(changed, [look()], use({ movedAt: 200 }))).toEqual(isThere)
})

test('a write under another name of the same file is one to it', () => {
  const [one, second] = [use(), use({ path: '/b', lastWriteAt: 200 })]
  const find = leavings([one, second], {
    from: 0,
    released: [look()],
    hashes: new Map([one, second].map(({ path }) => [path, changed])),
    known: undefined,
  })

  expect(find(one)).toEqual(isThere)
})

test('what the run removed, or nobody hashed, it did not leave', () => {
  expect(left({ kind: 'missing', reason: '' }, [look()], use({ deleted: true }))).toEqual(isThere)
  const unasked = { from: 0, released: [look()], hashes: new Map(), known: undefined }
  expect(leavings([use()], unasked)(use())).toEqual(isThere)
})

test('what another run has on record as written there since is not the run’s, unless it was seen to have left that', () => {
  const leftBeside = (at: number, released: readonly ReleasedFile[] = [], digest: typeof own | typeof other = other) =>
    leavings([use()], {
      from: 0,
      released,
      hashes: hashesOf(use(), changed),
      known: { written: () => ({ digest, at }) },
    })(use())

  expect(leftBeside(120)).toEqual({ kind: 'unknown' })
  expect(leftBeside(90)).toEqual(isThere)
  expect(leftBeside(120, [], own)).toEqual(isThere)
  expect(leftBeside(120, [look({ digest: other, at: 150 })])).toEqual({ kind: 'unknown' })
  expect(leftBeside(200, [look({ digest: other })])).toEqual(isThere)
  expect(leftBeside(200, [look()])).toEqual({ kind: 'was there', digest: own, bytes: 7 })
})

test('what only a look before and after tells, and another run has on record as its own meanwhile, is not the run’s', () => {
  const leftBeside = (at: number, digest: typeof own | typeof other = other) => {
    const one = use({ isOnlyCompared: true, lastWriteAt: 300 })
    const known = { written: () => ({ digest, at }) }
    return leavings([one], { from: 90, released: [], hashes: hashesOf(one, changed), known })(one)
  }

  expect(leftBeside(120)).toEqual({ kind: 'nothing' })
  expect(leftBeside(80)).toEqual(isThere)
  expect(leftBeside(120, own)).toEqual(isThere)
})
