import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { argumentInShell, inShell } from './shell-word.ts'

test.each([
  ['models/delay@2.pkl', 'models/delay@2.pkl'],
  ['my model.pkl', "'my model.pkl'"],
  ["ann's", "'ann'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['~ann', "'~ann'"],
  ['', "''"],
  ['ann\u001b[2J', "'ann\\x1b[2J'"],
])('%j is %s in a shell', (word, shown) => {
  expect(inShell(word)).toBe(shown)
})

test('a dash at the beginning is no option', () => {
  expect(['-x.pkl', '--store', 'x-y'].map(argumentInShell)).toEqual(['-- -x.pkl', '-- --store', 'x-y'])
})

test('a shell gives back what was put in', () => {
  const printable = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)) })
  const words = fc.sample(printable, 200).filter((word) => !word.includes('\\'))

  const out = execFileSync('sh', ['-c', `printf '%s\\n' ${words.map(inShell).join(' ')}`]).toString()

  expect(out.split('\n').slice(0, -1)).toEqual(words)
})
