import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { groupFolders } from './folders.ts'
import type { RunFile } from './run-file.ts'

const file = (path: string, more: Partial<RunFile> = {}): RunFile => ({
  path: `/project/${path}`,
  name: path,
  role: 'data',
  digest: `sha256:${'a'.repeat(64)}`,
  bytes: 10,
  at: path.length,
  witnesses: ['strace'],
  ...more,
})
const many = (folder: string, count: number) =>
  Array.from({ length: count }, (_, index) => file(`${folder}${index}.txt`))

test('files stand alone up to a hundred in a folder, and as the folder from there on', () => {
  const few = groupFolders(many('data/', 100), [])
  const more = groupFolders([...many('data/', 101), file('other.csv')], [])

  expect([few.alone.length, few.folders.length]).toEqual([100, 0])
  expect(more.alone.map(({ name }) => name)).toEqual(['other.csv'])
  expect(more.folders).toMatchObject([
    { path: '/project/data', name: 'data/', role: 'data', bytes: 1010, at: 'data/100.txt'.length },
  ])
  expect(more.folders[0]?.digest).toMatch(/^sha256-tree:/)
})

test('the project itself can be the folder', () => {
  expect(groupFolders(many('', 101), []).folders).toMatchObject([{ path: '/project', name: './' }])
})

test('a folder says how many files it holds where more were in it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-folders-'))
  const files = Array.from({ length: 102 }, (_, index) => file(`${index}.txt`, { path: join(folder, `${index}.txt`) }))
  for (const { path } of files) writeFileSync(path, '')
  mkdirSync(join(folder, 'below'))

  const folders = [files, files.slice(1)].flatMap((some) => groupFolders(some, []).folders)
  rmSync(folder, { recursive: true })

  expect(folders.map(({ of }) => of)).toEqual([undefined, 102])
})

test('what has no digest, or another role, is not folded', () => {
  const unknown = many('data/', 101).map((one) => ({ ...one, digest: undefined }))
  const models = many('data/', 101).map((one) => ({ ...one, role: 'model' as const }))

  expect(groupFolders([...unknown, ...models], []).folders).toEqual([])
})

test('a folder that the user called the model is one, however few files it has', () => {
  const declared = { role: 'model' as const, isDeclared: true as const }
  const files = [file('saved/index', declared), file('saved/parts/a', declared), file('saved.csv')]

  const { alone, folders } = groupFolders(files, ['/project/saved'])

  expect(alone.map(({ name }) => name)).toEqual(['saved.csv'])
  expect(folders).toMatchObject([
    { path: '/project/saved', name: 'saved/', role: 'model', isDeclared: true, bytes: 20 },
  ])
})
