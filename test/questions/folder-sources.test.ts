import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { digestOfLines, folderLines } from '../../src/domain/digest.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { csvText } from '../../src/export/csv.ts'
import { tableText } from '../../src/export/table.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { path } from '../../src/operations/path.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

// A folder that a run wrote, into which somebody put files by hand before another run read it whole.

const sha = (digit: string) => digit.repeat(64)
const id = (digit: string) => `sha256:${sha(digit)}`
const model = id('e')
const at = (hour: number) => `2026-01-01T0${hour}:00:00.000Z`
const look = { width: 140, colour: false }

async function folderOf(made: string, byHand: string, bytes: (digit: string) => number = () => 100) {
  const project = makeProject()
  project.clock.now = Date.parse(at(9))
  const { read, write, surroundings } = project
  const lines = (digits: string) =>
    folderLines([...digits].map((digit) => ({ path: `${digit}.csv`, sha256: sha(digit), bytes: bytes(digit) })))
  const [written, found] = [lines(made), lines(made.slice(1) + byHand)]
  const touched = (edge: 'used' | 'generated', run: string, target: string, name: string, hour: number) => ({
    ...{ type: 'edge', edge, source: `run:test/${run}`, target, at: at(hour), origin: 'observed' },
    ...{ place: `file://h/${name}`, selector: { path: name } },
  })
  const statements = [
    ...[written, found].map((text) => ({ type: 'listing', of: digestOfLines(text), lines: text, origin: 'observed' })),
    touched('generated', 'split', digestOfLines(written), 'parts', 1),
    touched('used', 'train', digestOfLines(found), 'parts', 2),
    touched('generated', 'train', model, 'model', 3),
  ] as Statement[]
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
  const traced = (nodesMax?: number) => read((store) => trace(store, { reference: model, nodesMax }, surroundings))
  return { ...project, traced, folder: digestOfLines(found) }
}

test('the files of a folder that no recorded run made are counted and named, in every format', async () => {
  const { traced, folder } = await folderOf('123', '45')

  const lineage = await traced()

  expect(Compile(Lineage).Errors(lineage)).toEqual([])
  expect(lineage.unmade).toEqual([{ folder, files: 2, named: [id('4'), id('5')] }])
  expect(treeText(lineage, look)).toMatch(/2 files in it that no recorded run made: 4\.csv, 5\.csv\n/)
  expect(treeText(lineage, look)).not.toMatch(/also on record|holds 4\.csv/)
  for (const text of [tableText(lineage, look), csvText(lineage)]) expect(text).toMatch(/4\.csv[\s\S]*5\.csv/)
  const members = lineage.edges.filter(({ edge, source }) => edge === 'part-of' && source === id('4'))
  expect(members).toMatchObject([{ target: folder, role: 'member' }])
})

test('of many such files the first are named, and a limit withholds them like anything else', async () => {
  const { traced, folder } = await folderOf('12', '3456789abc')

  const [whole, part] = [await traced(), await traced(8)]

  expect(whole.unmade).toEqual([{ folder, files: 10, named: ['3', '4', '5', '6', '7'].map(id) }])
  expect(treeText(whole, look)).toMatch(/10 files in it that no recorded run made: 3\.csv, .*7\.csv and 5 more\n/)
  expect(whole.complete).toBe(true)
  expect([part.complete, part.nodes.length]).toEqual([false, 8])
})

test('a folder that is a source itself, one written whole, and files that say nothing are not told so', async () => {
  const [source, whole, small] = [
    await folderOf('1', '23'),
    await folderOf('123', ''),
    await folderOf('123', '4', (digit) => (digit === '4' ? 3 : 100)),
  ]

  for (const { traced } of [source, whole, small]) expect((await traced()).unmade).toBeUndefined()
})

test('a way leads from such a file to what was made of the folder, as impact says', async () => {
  const { read, surroundings } = await folderOf('123', '45')
  const ways = async (a: string, b: string) => (await read((store) => path(store, { a, b }, surroundings))).ways

  const { nodes } = await read((store) => impact(store, { reference: id('4') }, surroundings))

  expect(nodes.map((node) => node.id)).toContain(model)
  expect(await ways(id('4'), model)).toHaveLength(1)
  expect(await ways(id('1'), model)).toEqual([])
})

test('a file that was written with its whole folder has no other last writer at its place', async () => {
  const { read, write, surroundings } = await folderOf('123', '')
  const edge = (kind: 'used' | 'generated', run: string, target: string, hour: number) => ({
    ...{ type: 'edge', edge: kind, source: `run:test/${run}`, target, role: 'data', at: at(hour), origin: 'observed' },
    ...{ place: 'file://h/parts/1.csv', selector: { path: 'parts/1.csv' } },
  })
  const statements = [
    edge('generated', 'older', id('9'), 0),
    edge('used', 'few', id('1'), 4),
    { type: 'edge', edge: 'generated', source: 'run:test/few', target: id('f'), at: at(5), origin: 'observed' },
  ]
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))

  const lineage = await read((store) => trace(store, { reference: id('f') }, surroundings))

  expect(lineage.nodes.map(({ id: node }) => node)).toContain('run:test/split')
  expect(lineage.edges.flatMap(({ wroteLast }) => wroteLast ?? [])).toEqual([])
})
