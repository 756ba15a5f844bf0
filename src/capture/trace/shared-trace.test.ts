import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askSharedTrace, shareTrace } from './shared-trace.ts'
import { foldTrace, type TraceFold } from './trace.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pedigree-shared-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A shell (5) starts two programs, 6 and 7; 7 starts 8. */
const lines = [
  '5 1.0 execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0',
  '5 1.1 clone(child_stack=NULL, flags=SIGCHLD) = 6',
  '5 1.2 clone(child_stack=NULL, flags=SIGCHLD) = 7',
  '7 1.3 clone(child_stack=NULL, flags=SIGCHLD) = 8',
  '6 1.4 openat(AT_FDCWD</p>, "a", O_RDONLY) = 3</p/a>',
  '7 1.5 openat(AT_FDCWD</p>, "b", O_RDONLY) = 3</p/b>',
  '8 1.6 openat(AT_FDCWD</p>, "c", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</p/c>',
]
const ends = (pid: number) => `${pid} 2.0 +++ exited with 0 +++`

function foldOf(...more: readonly string[]): TraceFold {
  const fold = foldTrace({ folder: '/p' })
  for (const line of [...lines, ...more]) fold.line(line)
  return fold
}

test('gives a process and what it started, once they have ended, and says whose that is', async () => {
  const fold = foldOf(ends(8))
  const shared = await shareTrace(folder, fold)

  const asked = askSharedTrace(shared?.address ?? '', { pid: 7, descendantsMs: 1_000 })
  setTimeout(() => fold.line(ends(7)), 50)
  const part = await asked

  expect(part?.events.map(({ pid, path }) => `${pid} ${path}`)).toEqual(['7 /p/b', '8 /p/c'])
  expect(part?.processes.map(({ pid }) => pid)).toEqual([7, 8])
  expect([...(shared?.taken ?? [])]).toEqual([7, 8])
  shared?.close()
})

test('gives what another has taken to nobody else', async () => {
  const shared = await shareTrace(folder, foldOf(ends(8), ends(7), ends(6), ends(5)))
  const address = shared?.address ?? ''

  await askSharedTrace(address, { pid: 7, descendantsMs: 0 })
  const part = await askSharedTrace(address, { pid: 5, descendantsMs: 0 })

  expect(part?.processes.map(({ pid }) => pid)).toEqual([5, 6])
  shared?.close()
})

test('waits for those that outlive a process as long as asked', async () => {
  const shared = await shareTrace(folder, foldOf(ends(7)))

  const part = await askSharedTrace(shared?.address ?? '', { pid: 7, descendantsMs: 50 })

  expect(part?.processes).toMatchObject([{ pid: 7, ended: 2_000 }, { pid: 8 }])
  expect(part?.processes[1]).not.toHaveProperty('ended')
  shared?.close()
})

test('gives nothing of a process that nobody saw, and nothing once it is closed', async () => {
  const shared = await shareTrace(folder, foldOf())
  const address = shared?.address ?? ''

  expect(await askSharedTrace(address, { pid: 99, descendantsMs: 0 })).toBeUndefined()
  const waiting = askSharedTrace(address, { pid: 5, descendantsMs: 0 })
  setTimeout(() => shared?.close(), 50)
  expect(await waiting).toBeUndefined()
  expect(await askSharedTrace(address, { pid: 5, descendantsMs: 0 })).toBeUndefined()
})

test('is not to be had where no socket can be', async () => {
  expect(await shareTrace(join(folder, 'x'.repeat(200)), foldOf())).toBeUndefined()
})
