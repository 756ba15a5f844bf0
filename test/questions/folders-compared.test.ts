import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { digestOfLines, folderLines, sha256Of } from '../../src/domain/digest.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { diffText } from '../../src/export/text/diff-text.ts'
import { type Change, Diff } from '../../src/lineage/diff/difference.ts'
import { diff } from '../../src/operations/diff.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { makeProject } from './project.ts'

// Folders of so many files that a run which read them read the folder.

type Files = Readonly<Record<string, string>>
type Ran = {
  readonly name: string
  readonly command?: string
  readonly reads?: Files
  readonly writes?: Files
}

const filesMin = 101
const plain = { colour: false, width: 120 }

/** `img/000.csv` and so many more. */
const files = (folder: string, count: number, content: string): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${folder}/${String(index).padStart(3, '0')}.csv`,
      `${content} ${index}`,
    ]),
  )

/** What capture would say of runs, an hour apart. */
function statementsOf(runs: readonly Ran[]): Statement[] {
  return runs.flatMap(({ name, command, reads = {}, writes = {} }, index) => {
    const run = `run:test/${index}`
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, index, minute)).toISOString()
    return [
      { type: 'node', node: 'run', id: run, name, from: at(0) },
      ...(command === undefined ? [] : [{ type: 'parameters', run, values: { args: { value: command } } }]),
      ...metBy(run, 'used', reads, at(0)),
      ...metBy(run, 'generated', writes, at(1)),
    ] as Statement[]
  })
}

function metBy(run: string, edge: 'used' | 'generated', met: Files, at: string): unknown[] {
  const touched = (target: string, path: string) => ({
    ...{ type: 'edge', edge, source: run, target, role: 'data', origin: 'observed', at },
    ...{ selector: { path }, place: `file://h/${path.replace(/\/$/, '')}` },
  })
  const folderOf = ([path]: readonly [string, string]) => path.slice(0, path.lastIndexOf('/') + 1)
  return [...Map.groupBy(Object.entries(met), folderOf)].flatMap(([folder, those]) => {
    const one = ([path, content]: readonly [string, string]) => [
      { type: 'node', node: 'artifact', id: sha256Of(content), name: path, bytes: 100 },
      touched(sha256Of(content), path),
    ]
    if (those.length < filesMin) return those.flatMap(one)
    const lines = linesOf(those)
    const id = digestOfLines(lines)
    const node = { type: 'node', node: 'artifact', id, name: folder, bytes: 100 * those.length }
    return [{ type: 'listing', of: id, lines }, node, touched(id, folder)]
  })
}

/** Of files of one folder. */
const linesOf = (those: readonly (readonly [string, string])[]) =>
  folderLines(
    those.map(([path, content]) => ({
      ...{ path: path.slice(path.lastIndexOf('/') + 1), sha256: sha256Of(content).slice('sha256:'.length), bytes: 100 },
    })),
  )

/** What is told of two contents, by id; the other way round it is the same. */
async function compared(runs: readonly Ran[], a: string, b: string) {
  const project = makeProject()
  project.clock.now = Date.UTC(2026, 0, 2)
  const { write, read, surroundings } = project
  await write((store) => store.record(producerOf('test', surroundings)(stating(statementsOf(runs)))))
  const between = (one: string, other: string) => read((store) => diff(store, { a: one, b: other }, surroundings))
  const [forth, back] = [await between(a, b), await between(b, a)]
  expect(Compile(Diff).Errors(forth)).toEqual([])
  expect(forth.causes.map(mirrored)).toEqual(back.causes.map(sorted))
  expect(forth.consequences.map(mirrored)).toEqual(back.consequences.map(sorted))
  return forth
}

const sorted = ({ why: _, steps, ...change }: Change) => ({ ...change, steps })

/** A change as whoever compares the other way round is told it, apart from the words. */
function mirrored({ why: _, before, after, files: told, ...change }: Change) {
  const sides = {
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  }
  if (told === undefined) return { ...change, ...sides }
  const named = told.named.map(({ before: was, after: is, ...file }) => ({
    ...{ ...file, ...(is === undefined ? {} : { before: is }), ...(was === undefined ? {} : { after: was }) },
  }))
  const counts = { before: told.after, after: told.before, added: told.removed, removed: told.added }
  return { ...change, ...sides, files: { ...told, ...counts, named } }
}

const train = (reads: Files, model: string): Ran => ({ name: 'train.py', reads, writes: { 'm.bin': model } })
const model = (version: number) => sha256Of(`model ${version}`)
const told = (changes: readonly Change[]) => changes.map(({ side, subject }) => `${side} ${subject}`)
const made = files('img', 150, 'made')
const make = (writes: Files, command = '1'): Ran => ({ name: 'make.py', command, reads: { 'raw.csv': 'raw' }, writes })

test('a folder that recorded runs made in parts is a consequence, as its files one by one would be', async () => {
  const first = files('img', 120, 'day')
  const more = (content: string) => ({ 'img/120.csv': content })
  const ingest = (writes: Files, command: string): Ran => ({ name: 'ingest.py', command, writes })
  const runs = [
    ingest(first, '0 120'),
    train(first, 'model 0'),
    ingest(more('a'), '120 a'),
    train({ ...first, ...more('a') }, 'model 1'),
    ingest(more('b'), '120 b'),
    train({ ...first, ...more('b') }, 'model 2'),
  ]

  const [oneMore, other] = [await compared(runs, model(0), model(1)), await compared(runs, model(1), model(2))]

  expect(told(oneMore.causes)).toEqual(['code ingest.py'])
  expect(told(oneMore.consequences)).toEqual(['data img/', 'data m.bin'])
  expect(oneMore.consequences[0]?.files).toMatchObject({ before: 120, after: 121, added: 1, changed: 0, causes: 0 })
  expect(told(other.causes)).toEqual(['parameters args'])
  expect(other.consequences[0]?.files).toMatchObject({ changed: 1, named: [{ path: '120.csv', cause: false }] })
})

test('what somebody changed, added and removed by hand in a folder is the cause, and named before what runs made', async () => {
  const { 'img/008.csv': _, ...left } = files('img', 150, 'made again')
  const byHand = { ...left, 'img/009.csv': 'by hand', 'img/999.csv': 'new' }
  const runs = [
    make(made),
    train(made, 'model 0'),
    make(files('img', 150, 'made again'), '2'),
    train(byHand, 'model 1'),
  ]

  const difference = await compared(runs, model(0), model(1))

  expect(told(difference.causes)).toEqual(['data img/', 'parameters args'])
  const [folder] = difference.causes
  expect(folder?.files).toMatchObject({ changed: 149, added: 1, removed: 1, causes: 3 })
  expect(folder?.files?.named).toHaveLength(100)
  expect(folder?.files?.named.slice(0, 4)).toEqual([
    { path: '008.csv', before: sha256Of('made 8'), cause: true },
    { path: '009.csv', before: sha256Of('made 9'), after: sha256Of('by hand'), cause: true },
    { path: '999.csv', after: sha256Of('new'), cause: true },
    { path: '000.csv', before: sha256Of('made 0'), after: sha256Of('made again 0'), cause: false },
  ])
  expect(diffText(difference, plain)).toMatch(
    /img\/ {2}both 15\.0 kB {2}150 files, 149 changed, 1 new, 1 gone, the cause in 3: img\/008\.csv, img\/009\.csv, +in train\.py\n +img\/999\.csv\n/,
  )
})

test('a folder that nobody made says which of its files somebody changed, too', async () => {
  const changed = { ...made, 'img/007.csv': 'by hand' }

  const difference = await compared([train(made, 'model 0'), train(changed, 'model 1')], model(0), model(1))

  expect(told(difference.causes)).toEqual(['data img/'])
  expect(diffText(difference, plain)).toMatch(/img\/ {2}both 15\.0 kB {2}1 of 150 files changed: img\/007\.csv/)
})

test('a folder is the same one where it has grown beyond what is recorded file by file', async () => {
  const [few, many] = [files('img', 95, 'day'), files('img', 110, 'day')]
  const runs = [train(few, 'model 0'), train({ ...many, 'img/007.csv': 'by hand' }, 'model 1')]

  const { causes } = await compared(runs, model(0), model(1))

  expect(told(causes)).toEqual(['data img/'])
  expect(causes[0]?.files).toMatchObject({ before: 95, after: 110, changed: 1, added: 15, removed: 0, causes: 16 })
})

test('a file that a run made and somebody deleted is named where it says that nobody knows why', async () => {
  const { 'img/008.csv': _, ...left } = made

  const difference = await compared([make(made), train(made, 'model 0'), train(left, 'model 1')], model(0), model(1))

  expect(told(difference.causes)).toEqual(['data img/'])
  expect(diffText(difference, plain)).toContain('\n    img/008.csv: make.py made it, and nothing on record says why')
})

test('one file of a folder that a program changed in place came with that program', async () => {
  const fixed = { ...made, 'img/005.csv': 'fixed' }
  const fix: Ran = { name: 'fix.py', reads: { 'img/005.csv': 'made 5' }, writes: { 'img/005.csv': 'fixed' } }
  const runs = [make(made), train(made, 'model 0'), fix, train(fixed, 'model 1')]

  const difference = await compared(runs, model(0), model(1))

  expect(told(difference.causes)).toEqual(['code fix.py'])
  expect(diffText(difference, plain)).toMatch(/Data +2 {2}img\/ \(1 changed\), m\.bin/)
})

test('a folder that runs made in parts and that is asked for itself is compared by its files, too', async () => {
  const first = files('img', 120, 'day')
  const ingest = (writes: Files, command: string): Ran => ({ name: 'ingest.py', command, writes })
  const states = [
    first,
    { ...first, 'img/120.csv': 'more' },
    { ...first, 'img/120.csv': 'more', 'img/007.csv': 'hand' },
  ]
  const [one, more, byHand] = states as [Files, Files, Files]
  const runs = [
    ingest(one, '0 120'),
    train(one, 'model 0'),
    ingest({ 'img/120.csv': 'more' }, '120'),
    train(more, 'model 1'),
  ]
  const [before, after, last] = states.map((each) => digestOfLines(linesOf(Object.entries(each)))) as [
    string,
    string,
    string,
  ]
  const all = [...runs, train(byHand, 'model 2')]

  const [grown, changed] = [await compared(all, before, after), await compared(all, after, last)]

  expect([told(grown.causes), told(grown.consequences)]).toEqual([['code ingest.py'], ['data img/']])
  expect([grown.a.id, grown.b.id]).toEqual([before, after])
  expect(changed.causes).toMatchObject([
    { subject: 'img/', steps: [], files: { causes: 1, named: [{ path: '007.csv' }] } },
  ])
})
