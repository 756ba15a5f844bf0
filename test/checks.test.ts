import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkFiles } from '../scripts/checks.ts'

test('the checks are those of the schemas (else run: node scripts/checks.ts)', () => {
  const outdated = checkFiles().filter(({ path, text }) => readFileSync(path, 'utf8') !== text)

  expect(outdated.map(({ path }) => path)).toEqual([])
})
