import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { cliReference, entryPath, entryWithHelp, referencePath } from '../scripts/cli-reference.ts'

test('docs/cli.md is what the commands say of themselves (else run: node scripts/cli-reference.ts)', async () => {
  expect(readFileSync(referencePath, 'utf8')).toBe(await cliReference())
})

test('the constant help of the entry file is the program’s', async () => {
  expect(readFileSync(entryPath, 'utf8')).toBe(await entryWithHelp())
})
