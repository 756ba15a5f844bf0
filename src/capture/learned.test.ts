import { expect, test } from 'vitest'
import { noFiles, type RunFile } from './files/run-file.ts'
import { learnedFrom } from './learned.ts'
import { nothingFromPython } from './python/no-python.ts'

const file: RunFile = {
  ...{ path: '/work/a.csv', name: 'a.csv', role: 'data', digest: `sha256:${'a'.repeat(64)}`, bytes: 1, at: 0 },
  witnesses: ['strace'],
}

test('a run that neither read nor wrote looks like nothing, and one that only read observed', () => {
  const kindOf = (files: Partial<typeof noFiles>) =>
    learnedFrom({ files: { ...noFiles, ...files }, python: nothingFromPython, root: '/work' }).kind

  expect(kindOf({})).toBeUndefined()
  expect(kindOf({ reads: [file] })).toBe('observe')
  expect(kindOf({ writes: [file] })).toBe('acquire')
  expect(kindOf({ reads: [file], writes: [file] })).toBe('transform')
})
