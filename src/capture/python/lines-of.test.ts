import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { linesOf } from './lines-of.ts'

const folder = mkdtempSync(join(tmpdir(), 'lines-of-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a line that stands over the end of a piece comes whole, and one without a line feed, too', () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => String(index).repeat(20))
  writeFileSync(join(folder, 'large'), lines.join('\n'))

  expect([...linesOf(join(folder, 'large'))]).toEqual(lines)
})

test('no file has no lines, and a folder is no file', () => {
  expect([...linesOf(join(folder, 'missing'))]).toEqual([])
  expect(() => [...linesOf(folder)]).toThrow('EISDIR')
})
