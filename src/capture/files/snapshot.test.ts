import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changesSince, takeSnapshot } from './snapshot.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pedigree-snapshot-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (name: string) => join(folder, name)
const write = (name: string, text = name) => writeFileSync(file(name), text)
const changed = (before: ReturnType<typeof takeSnapshot>, filesMax?: number) =>
  changesSince(before, Date.now(), filesMax)
    .map(({ operation, path, to }) => [operation, path, ...(to ? [to] : [])].join(' ').replaceAll(`${folder}/`, ''))
    .sort()

test('tells what was made, written, moved and linked, in folders, too, and nothing of what was only looked at', () => {
  mkdirSync(file('d'))
  for (const name of ['kept', 'appended', 'd/replaced', 'moved', 'linked', 'permitted']) write(name)

  const before = takeSnapshot(folder)
  write('made')
  appendFileSync(file('appended'), 'more')
  write('d/aside', 'other')
  renameSync(file('d/aside'), file('d/replaced'))
  renameSync(file('moved'), file('d/moved'))
  linkSync(file('linked'), file('also'))
  symlinkSync('kept', file('pointer'))
  chmodSync(file('permitted'), 0o600)

  expect(changed(before)).toEqual([
    'link linked also',
    'rename moved d/moved',
    'symlink pointer',
    'write appended',
    'write d/replaced',
    'write made',
  ])
})

test('tells moves in the order in which they can have happened, before what took the places', () => {
  for (const name of ['log', 'log.1', 'log.2']) write(name)

  const before = takeSnapshot(folder)
  renameSync(file('log.2'), file('log.3'))
  renameSync(file('log.1'), file('log.2'))
  renameSync(file('log'), file('log.1'))
  write('log', 'new')

  expect(changesSince(before, Date.now()).map(({ path }) => path.slice(folder.length + 1))).toEqual([
    'log.2',
    'log.1',
    'log',
    'log',
  ])
})

test('passes over what is no data: git, the record, installed packages', () => {
  for (const name of ['.git', '.pedigree', 'node_modules', 'src']) mkdirSync(file(name))

  const before = takeSnapshot(folder)
  for (const name of ['.git/index', '.pedigree/store.db', 'node_modules/x', 'src/out']) write(name)

  expect(changed(before)).toEqual(['write src/out'])
})

test('looks at so many files and no more, the nearest first, and says that there are others', () => {
  mkdirSync(file('d'))
  for (const name of ['a', 'd/c', 'd/e']) write(name)

  const before = takeSnapshot(folder, 2)

  expect(before).toMatchObject({ isCut: true })
  expect(before.identities.size).toBe(2)
  expect(takeSnapshot(folder, 3).isCut).toBe(false)
})
