import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findCommand } from './command-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'pedigree-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function make(name: string, content: string | Buffer, mode: number): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

const script = make('bin/script', '#!/bin/sh\n', 0o755)
const closed = make('closed/script', '#!/bin/sh\n', 0o644)
const plain = make('bin/plain', 'echo hello\n', 0o755)
const binary = make('bin/binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]), 0o755)

test('searches PATH in its order and passes over what may not be executed', async () => {
  const env = { PATH: `${folder}/missing:${folder}/closed:${folder}/bin` }

  expect(await findCommand(['script', '-x'], '/', env)).toEqual({
    kind: 'found',
    file: script,
    command: ['script', '-x'],
  })
})

test('takes an empty or relative part of PATH below the current folder', async () => {
  expect(await findCommand(['script'], folder, { PATH: 'bin' })).toMatchObject({ file: script })
  expect(await findCommand(['script'], join(folder, 'bin'), { PATH: ':/nowhere' })).toMatchObject({ file: script })
})

test('does not search for a name with a slash', async () => {
  expect(await findCommand(['./script'], join(folder, 'bin'), { PATH: '/nowhere' })).toMatchObject({ file: script })
  expect(await findCommand(['./script'], '/', { PATH: join(folder, 'bin') })).toMatchObject({ exit: 127 })
})

test('refuses as a shell does', async () => {
  const env = { PATH: `${folder}/closed` }

  expect(await findCommand(['nothing'], '/', env)).toMatchObject({ exit: 127, message: 'nothing: command not found' })
  expect(await findCommand(['script'], '/', env)).toMatchObject({ exit: 126, message: 'script: permission denied' })
  expect(await findCommand([closed], '/', env)).toMatchObject({ exit: 126 })
  expect(await findCommand([folder], '/', env)).toMatchObject({ exit: 126, message: `${folder}: is a folder` })
  expect(await findCommand([''], '/', env)).toMatchObject({ exit: 127 })
  expect(await findCommand([], '/', env)).toMatchObject({ exit: 127 })
})

test('gives a text without a first line for the kernel to the shell', async () => {
  const command = ['/bin/sh', plain, '1']

  expect(await findCommand([plain, '1'], '/', {})).toEqual({ kind: 'found', file: '/bin/sh', command })
  expect(await findCommand([binary], '/', {})).toEqual({ kind: 'found', file: binary, command: [binary] })
})
