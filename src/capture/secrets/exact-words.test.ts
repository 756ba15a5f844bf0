import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { exactWords, startable } from './exact-words.ts'

test('words that Node can hand on are started as they are', () => {
  const command = ['echo', '', 'grün', "it's"]

  expect(startable(command)).toBe(command)
})

test('words that it cannot are made by a shell from their bytes', () => {
  const words = ['a b', 'caf\uefe9', '', '\uefff\n\n', "'$HOME'"]

  const [program = '', ...rest] = startable(['printf', '%s|', ...words])

  const parts = [
    Buffer.from('a b|caf'),
    Buffer.of(0xe9),
    Buffer.from('||'),
    Buffer.of(0xff),
    Buffer.from("\n\n|'$HOME'|"),
  ]
  expect(execFileSync(program, rest)).toEqual(Buffer.concat(parts))
})

test('words that are not at the end of our own command line are taken as they are', () => {
  expect(exactWords(['no', 'such', 'end'])).toEqual(['no', 'such', 'end'])
})
