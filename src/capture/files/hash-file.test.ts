import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { hashFile } from './hash-file.ts'
import { pathText } from './path-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'hash-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const mebibyte = 1024 * 1024
const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

test.each([0, 1, 17_000, mebibyte - 1, mebibyte, mebibyte + 1, 5 * mebibyte + 3])(
  'a file of %i bytes has the digest of its bytes',
  (bytes) => {
    const path = join(folder, `${bytes}.bin`)
    const content = randomBytes(bytes)
    writeFileSync(path, content)

    const found = hashFile(path)

    const { mtimeMs, ctimeMs, birthtimeMs, dev, ino } = statSync(path)
    const times = { mtimeMs, ctimeMs, birthtimeMs }
    expect(found).toEqual({ kind: 'hashed', digest: digestOf(content), bytes, ...times, dev, ino })
  },
)

test('a link counts as the file that it leads to', () => {
  const target = join(folder, 'target')
  writeFileSync(target, 'content')
  symlinkSync(target, join(folder, 'link'))

  expect(hashFile(join(folder, 'link'))).toEqual(hashFile(target))
})

test('a name that is not UTF-8 is found', () => {
  const bytes = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)])
  writeFileSync(bytes, 'content')

  expect(hashFile(pathText(bytes))).toMatchObject({ kind: 'hashed', bytes: 7 })
})

test('what holds no bytes of its own says what it is, at once', () => {
  mkdirSync(join(folder, 'inner'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  symlinkSync('nowhere', join(folder, 'dangling'))

  const found = ['missing', 'inner', 'pipe', 'dangling', '0.bin/below-a-file'].map((name) =>
    hashFile(join(folder, name)),
  )

  expect(found.map(({ kind }) => kind)).toEqual(['missing', 'not-regular', 'not-regular', 'missing', 'missing'])
  expect(hashFile('/dev/null')).toEqual({ kind: 'not-regular', reason: 'it is a device' })
})

test.skipIf(process.platform !== 'linux')('what the kernel makes up while it is read is no file', () => {
  expect(hashFile('/proc/self/status')).toMatchObject({ kind: 'not-regular' })
})

test('a link that leads to itself cannot be read, and says so', () => {
  symlinkSync('circle', join(folder, 'circle'))

  expect(hashFile(join(folder, 'circle'))).toEqual({ kind: 'unreadable', reason: 'it cannot be read (ELOOP)' })
})

test('a file that is written all the time is changing, not half hashed', async () => {
  const path = join(folder, 'growing')
  writeFileSync(path, randomBytes(64 * mebibyte))
  // On a busy machine one of them may have to wait for as long as hashing takes.
  const writers = Array.from({ length: 4 }, () => spawn('sh', ['-c', 'while :; do echo >> "$0"; done', path]))
  await setTimeout(200)

  const found = hashFile(path)

  for (const writer of writers) writer.kill()
  expect(found).toEqual({ kind: 'changing', reason: 'it changes while it is read' })
})
