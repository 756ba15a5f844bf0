import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { namedFiles } from './named-files.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pedigree-named-')))
afterAll(() => rmSync(folder, { recursive: true }))
for (const name of ['a.csv', 'b.csv', 'a x.csv', 'sed']) writeFileSync(join(folder, name), '')
mkdirSync(join(folder, 'data'))
symlinkSync('a.csv', join(folder, 'link'))

test.each([
  ['a word', ['sed', '-i', 's/a/b/', 'a.csv'], ['a.csv']],
  ['with blanks', ['sort', 'a x.csv'], ['a x.csv']],
  ['absolute', ['sort', join(folder, 'b.csv')], ['b.csv']],
  ['a word of a shell’s line', ['sh', '-c', 'sort<a.csv>t&&mv t "b.csv";rm t'], ['a.csv', 'b.csv']],
  ['the value of an option', ['sort', '--output=b.csv', 'if=a.csv'], ['b.csv', 'a.csv']],
  ['by a link', ['cat', 'link', 'a.csv'], ['a.csv']],
  ['neither folders nor what is not there', ['ls', 'data', 'none', '', '.'], []],
  ['not beyond 200 words', ['cat', ...Array.from({ length: 200 }, (_, index) => `${index}`), 'a.csv'], []],
])('finds what a command names: %s', (_, command, names) => {
  expect(namedFiles(command, folder)).toEqual(names.map((name) => join(folder, name)))
})
