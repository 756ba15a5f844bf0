import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'pedigree-clone-'))
})
afterEach(() => rmSync(scratch, { recursive: true }))

test('in a clone, the script `pedigree` is the CLI, with paths from where it was called', () => {
  writeFileSync(join(scratch, 'notes.md'), 'one line\n')
  const words = ['run', '--silent', '--prefix', root, 'pedigree', '--', 'run', '--quiet', '--', 'wc', '-l', 'notes.md']
  const env = { ...process.env, XDG_STATE_HOME: join(scratch, 'state'), INIT_CWD: scratch }

  const { status, stdout } = spawnSync('npm', words, { cwd: scratch, env, encoding: 'utf8' })

  expect({ status, stdout }).toEqual({ status: 0, stdout: '1 notes.md\n' })
})
