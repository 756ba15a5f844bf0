import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openTracePipe } from './trace-pipe.ts'

const base = mkdtempSync(join(tmpdir(), 'pedigree-pipe-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Writes numbered lines, each by a call of its own as strace does, and tells how that went by its exit. */
function startWriter(path: string, lines: number, pauseSeconds = 0) {
  const script = `exec > "$0"; sleep ${pauseSeconds}; i=0; while [ $i -lt ${lines} ]; do echo "line $i" || exit 9; i=$((i + 1)); done`
  return spawn('/bin/sh', ['-c', script, path], { stdio: 'ignore' })
}

test('hands over each line whole and in order, and as fast as they come', { timeout: 10_000 }, async () => {
  const lines: string[] = []
  const pipe = await openTracePipe(mkdtempSync(join(base, 'order-')), (text) => lines.push(text))

  startWriter(pipe.path, 20_000)
  await pipe.written
  await pipe.close()

  expect(lines).toEqual(Array.from({ length: 20_000 }, (_, index) => `line ${index}`))
})

test('in a hurry hands over each line whole and in order, too', { timeout: 10_000 }, async () => {
  const lines: string[] = []
  const pipe = await openTracePipe(mkdtempSync(join(base, 'hurry-')), (text) => {
    lines.push(text)
    if (lines.length === 10_000) pipe.hurry()
  })

  startWriter(pipe.path, 20_000)
  await pipe.written
  await pipe.close()

  expect(lines).toEqual(Array.from({ length: 20_000 }, (_, index) => `line ${index}`))
})

test('is open to its owner only, and gone after it was closed', async () => {
  const pipe = await openTracePipe(mkdtempSync(join(base, 'private-')), () => undefined)

  expect(statSync(pipe.path).mode & 0o777).toBe(0o600)
  await pipe.close()

  expect(existsSync(pipe.path)).toBe(false)
})

test('neither blocks nor breaks a writer after it was closed', async () => {
  const pipe = await openTracePipe(mkdtempSync(join(base, 'late-')), () => undefined)
  const writer = startWriter(pipe.path, 20_000, 0.3)
  await new Promise((resolve) => setTimeout(resolve, 100))

  await pipe.close()

  expect(await once(writer, 'exit')).toEqual([0, null])
})

test('waits for a writer that is slow to come', async () => {
  const lines: string[] = []
  const pipe = await openTracePipe(mkdtempSync(join(base, 'slow-')), (text) => lines.push(text))
  const early = await Promise.race([
    pipe.written.then(() => 'ended'),
    new Promise((resolve) => setTimeout(resolve, 200)),
  ])

  startWriter(pipe.path, 1)
  await pipe.written
  await pipe.close()

  expect(early).toBeUndefined()
  expect(lines).toEqual(['line 0'])
})

test('says so where no pipe can be made', async () => {
  await expect(openTracePipe(join(base, 'missing'), () => undefined)).rejects.toMatchObject({ code: 'unavailable' })
})
