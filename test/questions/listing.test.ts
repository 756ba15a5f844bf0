import { expect, test } from 'vitest'
import { digestOfLines, folderLines } from '../../src/domain/digest.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { find } from '../../src/operations/find.ts'
import { destinationHere } from '../../src/operations/project/destination.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { unlisted } from '../../src/operations/recording/unlisted.ts'
import { show } from '../../src/operations/show.ts'
import { retract } from '../../src/operations/stating.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject } from './project.ts'

// Folders whose files are known by a listing alone.

const sha = (digit: string) => digit.repeat(64)
const linesOf = (...digits: string[]) =>
  folderLines(digits.map((digit) => ({ path: `${digit}.csv`, sha256: sha(digit), bytes: 100 })))
const listing = (lines: string, part?: object): Statement => ({
  type: 'listing',
  of: digestOfLines(lines),
  lines,
  origin: 'observed',
  ...part,
})
const [written, read] = [linesOf('1', '2', '3'), linesOf('2', '3')]
const [whole, half] = [digestOfLines(written), digestOfLines(read)]
const firstLine = written.indexOf('\n') + 1
const at = (hour: number) => `2026-01-01T0${hour}:00:00.000Z`
const touched = (edge: 'used' | 'generated', run: string, target: string, place: string, hour: number): Statement => ({
  type: 'edge',
  edge,
  source: `run:test/${run}`,
  target,
  place,
  at: at(hour),
  selector: { path: `${place.slice('file://h/'.length)}/` },
  origin: 'observed',
})

async function projectWith(...statements: readonly Statement[]) {
  const project = makeProject()
  project.clock.now = Date.parse(at(9))
  const say = (...said: readonly Statement[]) =>
    project.write((store) => store.record(producerOf('test', project.surroundings)(stating(said))))
  await say(...statements)
  return { ...project, say }
}

const idsOf = ({ nodes }: { readonly nodes: readonly { readonly id: string }[] }) => nodes.map(({ id }) => id).sort()

test('a folder written whole is where a part of it that somebody read comes from, by the files in both', async () => {
  const { read: ask, surroundings } = await projectWith(
    listing(written),
    touched('generated', 'prepare', whole, 'file://h/data', 1),
    listing(read),
    touched('used', 'train', half, 'file://h/data', 2),
    touched('generated', 'train', `sha256:${sha('a')}`, 'file://h/model', 3),
  )

  const up = await ask((store) => trace(store, { reference: `sha256:${sha('a')}` }, surroundings))
  const down = await ask((store) => impact(store, { reference: 'run:test/prepare' }, surroundings))

  const files = [`sha256:${sha('2')}`, `sha256:${sha('3')}`]
  const all = [...files, whole, half, 'run:test/prepare', 'run:test/train', `sha256:${sha('a')}`].sort()
  expect([idsOf(up), idsOf(down)]).toEqual([all, all])
  expect(up.nodes.find(({ id }) => id === files[0])).toMatchObject({ name: '2.csv', bytes: 100, origin: 'observed' })
  expect(up.edges).toContainEqual(
    expect.objectContaining({ edge: 'part-of', role: 'member', source: files[0], target: half, origin: 'observed' }),
  )
  expect(up.edges.filter(({ source }) => source === `sha256:${sha('1')}`)).toEqual([])
})

test('a file that only a listing names can be asked for, and is found by part of its path', async () => {
  const folder: Statement = { type: 'node', node: 'artifact', id: whole, name: 'data/' }
  const { read: ask, surroundings } = await projectWith(
    folder,
    listing(written),
    touched('used', 'train', whole, 'file://h/data', 2),
  )

  const down = await ask((store) => impact(store, { reference: sha('2').slice(0, 8) }, surroundings))
  const found = await ask((store) => find(store, { text: '3.CSV' }, surroundings))
  const shown = await ask((store) => show(store, { reference: whole }, surroundings))

  expect([down.root, idsOf(down)]).toEqual([
    `sha256:${sha('2')}`,
    [`sha256:${sha('2')}`, whole, 'run:test/train'].sort(),
  ])
  expect(found.nodes).toMatchObject([{ id: `sha256:${sha('3')}`, name: 'data/3.csv' }])
  expect(shown.edges.map(({ source, target }) => [source, target])).toEqual([
    ['run:test/train', whole],
    ...['1', '2', '3'].map((digit) => [`sha256:${sha(digit)}`, whole]),
  ])
})

test('a listing is said again where the record has it in part, or it was taken back', async () => {
  const project = await projectWith(listing(written, { lines: written.slice(0, firstLine), part: 0, parts: 2 }))
  const { surroundings, say } = project
  const asked = new Map([[whole, [listing(written)]]])
  const { listed } = await destinationHere(undefined, surroundings)

  expect(await unlisted(asked, listed)).toEqual([listing(written)])
  await say(listing(written, { lines: written.slice(firstLine), part: 1, parts: 2 }))
  expect(await unlisted(asked, listed)).toEqual([])

  await say(listing(read))
  expect(await unlisted(new Map([[half, [listing(read)]]]), listed)).toEqual([])
  const { statements } = (await project.read((store) => show(store, { reference: half }, surroundings))).edges[0] ?? {}
  await using store = await openToWrite(surroundings)
  await retract(store, { statement: statements?.[0] ?? '', reason: 'wrong' }, surroundings)
  expect(await unlisted(new Map([[half, [listing(read)]]]), listed)).toEqual([listing(read)])
})
