import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { digestOfLines, folderLines, sha256Of } from '../../src/domain/digest.ts'
import { placeOf } from '../../src/domain/place.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { retract } from '../../src/operations/stating.ts'
import { impact } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

// A folder with more files than are named one by one, of which some are gone by the next training.

function folderProject() {
  const project = makeProject()
  const { surroundings, clock } = project
  const say = (statements: readonly unknown[]) =>
    project.write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
  /** A run that reads a folder with such files, and makes a model. Listed once, as capture does. */
  const train = async (run: string, files: Readonly<Record<string, string>>, isListed = true) => {
    const sha256s = Object.entries(files).map(([path, content]) => ({ path, content: project.file(path, content) }))
    const lines = folderLines(
      sha256s.map(({ path, content }) => ({ path, sha256: content.slice('sha256:'.length), bytes: 100 })),
    )
    const at = new Date(clock.now).toISOString()
    const edge = { type: 'edge', source: `run:test/${run}`, at, origin: 'observed' }
    const listing: Statement = { type: 'listing', of: digestOfLines(lines), lines, origin: 'observed' }
    const place = placeOf(hostname(), surroundings.cwd)
    const read = { ...edge, edge: 'used', target: listing.of, role: 'data', place }
    await say([
      ...(isListed ? [listing] : []),
      read,
      { ...edge, edge: 'generated', target: sha256Of(`model of ${run}`), role: 'model' },
    ])
    clock.now += 60_000
  }
  const readersOf = async (path: string, knownAt?: string) => {
    const { nodes, root } = await project.read((store) => impact(store, { reference: path, knownAt }, surroundings))
    const runs = nodes.flatMap(({ type, id }) => (type === 'run' ? [id.slice('run:test/'.length)] : []))
    return { root, runs: runs.sort() }
  }
  return { ...project, train, readersOf, gone: (path: string) => rmSync(join(surroundings.cwd, path)) }
}

test('a file that is gone from a folder answers with what it held when it was there at last', async () => {
  const { train, readersOf, gone, warnings } = folderProject()
  await train('first', { 'a.txt': 'a', 'b.txt': 'b' })
  await train('second', { 'a.txt': 'a', 'b.txt': 'other b' })
  gone('b.txt')
  await train('third', { 'a.txt': 'a' })

  const removed = await readersOf('./b.txt')

  expect(removed).toEqual({ root: sha256Of(`other b${' '.repeat(80)}`), runs: ['second'] })
  expect(warnings).toEqual(['there is no file at ./b.txt now; this is about the last content seen there'])
  expect(await readersOf('./a.txt')).toMatchObject({ runs: ['first', 'second', 'third'] })
})

test('so does one that was made anew with bytes that are not on record', async () => {
  const { train, readersOf, file, warnings } = folderProject()
  await train('first', { 'a.txt': 'a', 'b.txt': 'b' })
  await train('second', { 'a.txt': 'a' })
  file('b.txt', 'new')

  expect(await readersOf('./b.txt')).toMatchObject({ runs: ['first'] })
  expect(warnings).toEqual(['the bytes now at ./b.txt are not on record; this is about the last content seen there'])
})

test('what a file held is that of the time that was asked for, however often its folder was seen since', async () => {
  const { train, readersOf, gone } = folderProject()
  await train('first', { 'a.txt': 'a', 'b.txt': 'b' })
  await train('second', { 'a.txt': 'a', 'b.txt': 'other b' })
  for (let later = 0; later < 30; later++) await train(`later ${later}`, { 'a.txt': 'a', 'b.txt': 'other b' }, false)
  gone('b.txt')

  expect(await readersOf('./b.txt', '1')).toMatchObject({ root: sha256Of(`b${' '.repeat(80)}`), runs: ['first'] })
})

test('a folder that was seen by a statement that was taken back held nothing', async () => {
  const { train, readersOf, gone, write, read, surroundings } = folderProject()
  await train('first', { 'a.txt': 'a', 'b.txt': 'b' })
  await train('second', { 'a.txt': 'a', 'b.txt': 'other b' })
  gone('b.txt')
  const { edges } = await read((store) => impact(store, { reference: './b.txt' }, surroundings))
  const seen = edges.find(({ edge }) => edge === 'used')?.statements[0] ?? ''

  await write((store) => retract(store, { statement: seen, reason: 'wrong' }, surroundings))

  expect(await readersOf('./b.txt')).toMatchObject({ root: sha256Of(`b${' '.repeat(80)}`), runs: ['first'] })
})

test('what never was in a folder was never there', async () => {
  const { train, readersOf } = folderProject()
  await train('first', { 'a.txt': 'a', 'b.txt': 'b' })

  await expect(readersOf('./c.txt')).rejects.toThrow('Nothing was ever read or written at that path')
})
