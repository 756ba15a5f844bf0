import { hostname } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { placeOf } from '../../src/domain/place.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

const asLineage = Compile(Lineage)
const began = Date.parse('2026-01-01T00:00:00.000Z')
const minute = (number: number) => new Date(began + number * 60_000).toISOString()

async function asked({ read, surroundings }: Project, question: typeof trace, reference: string) {
  const lineage = await read((store) => question(store, { reference }, surroundings))
  expect([...asLineage.Errors(JSON.parse(JSON.stringify(lineage)))]).toEqual([])
  return { lineage, told: treeText(lineage, { colour: false, width: 140 }) }
}

/** What a run read and wrote: of each path in which minute, and its bytes; none where nobody knows them. */
type Touched = readonly (readonly [path: string, at: number, content?: string])[]
type Working = { readonly from: number; readonly until: number; readonly reads?: Touched; readonly writes?: Touched }

async function works(project: Project, name: string, { from, until, reads = [], writes = [] }: Working) {
  const { surroundings, write, file } = project
  const id = `run:test/${name}`
  const edges = (edge: string, touched: Touched) =>
    touched.flatMap(([path, at, content]) => {
      const target = content === undefined ? `unpinned:test.${name}/${path}` : file(path, content)
      const place = placeOf(hostname(), join(surroundings.cwd, path))
      const said = { type: 'edge', edge, source: id, target, role: 'model', selector: { path }, place, at: minute(at) }
      return [
        { type: 'node', node: 'artifact', id: target, name: path, bytes: 100, origin: 'observed' },
        { ...said, origin: 'observed' },
      ]
    })
  const times = { from: minute(from), until: minute(until) }
  const node = { type: 'node', node: 'run', id, name, state: 'succeeded', ...times, origin: 'observed' }
  const statements = [...edges('used', reads), ...edges('generated', writes), node]
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
}

async function registers({ write, surroundings, clock }: Project, reference: string, at: number) {
  clock.now = began + at * 60_000
  await write((store) => register(store, { reference, name: 'early' }, surroundings))
}

const placeIn = ({ surroundings: { cwd } }: Project, path: string) => placeOf(hostname(), join(cwd, path))

/** A training that writes one checkpoint over the other, the first of which an evaluation read and somebody registered. */
async function checkpoints(): Promise<Project> {
  const project = makeProject()
  project.file('ckpt.pkl', 'first')
  await works(project, 'evaluate', {
    from: 5,
    until: 6,
    reads: [['ckpt.pkl', 5, 'first']],
    writes: [['report', 6, 'r']],
  })
  await registers(project, 'ckpt.pkl', 5)
  await works(project, 'train', {
    from: 0,
    until: 10,
    reads: [['in.csv', 0, 'in']],
    writes: [['ckpt.pkl', 8, 'last']],
  })
  project.clock.now = began + 3_600_000
  return project
}

test('of bytes that were read where a run was at work that wrote there, that run may be the source, and the answer is not complete', async () => {
  const project = await checkpoints()

  const { lineage, told } = await asked(project, trace, 'report')

  const train = { run: 'run:test/train', name: 'train' }
  const first = project.file('ckpt.pkl', 'first')
  expect(told).toMatch(/early@1 .* · source unknown: train wrote here and may have made it\n/)
  expect(told).not.toContain('no recorded run made it')
  expect(told).toContain('not complete: 1 read of bytes that an unknown run made not followed')
  expect(lineage.edges).toContainEqual(
    expect.objectContaining({ target: first, wroteLast: { ...train, mayHaveMade: true } }),
  )
  expect(lineage).toMatchObject({
    complete: false,
    unfollowed: [{ artifact: first, ...train, place: placeIn(project, 'ckpt.pkl'), at: minute(5), maker: 'unknown' }],
  })
})

test('the same holds of such bytes themselves, asked for as a version or by their digest', async () => {
  const project = await checkpoints()
  const first = project.file('ckpt.pkl', 'first')

  for (const reference of ['early@1', first]) {
    const { lineage, told } = await asked(project, trace, reference)
    expect(told).toContain('source unknown: train wrote here and may have made it')
    expect(lineage).toMatchObject({ complete: false, wroteLast: { run: 'run:test/train', mayHaveMade: true } })
  }
  project.file('ckpt.pkl', 'last')
  expect((await asked(project, trace, 'ckpt.pkl')).lineage).toMatchObject({ complete: true })
})

test('what the run read touches that, too, as far as anybody can tell', async () => {
  const project = await checkpoints()
  project.file('in.csv', 'in')

  const { lineage, told } = await asked(project, impact, 'in.csv')

  const found = { artifact: project.file('ckpt.pkl', 'last'), place: placeIn(project, 'ckpt.pkl'), maker: 'unknown' }
  expect(lineage).toMatchObject({
    complete: false,
    unfollowed: [
      { ...found, run: 'run:test/evaluate', name: 'evaluate', at: minute(5) },
      { ...found, version: expect.stringMatching(/early$/), name: 'early@1', at: minute(5) },
    ],
  })
  expect(told).toContain('evaluate, early@1 found bytes at its place that its run may have made, and are not followed')
  expect(told).toContain('2 reads of bytes that an unknown run made not followed')
})

test('of an output whose bytes nobody knows, whoever read there before the next write may have read them', async () => {
  const project = makeProject()
  await works(project, 'lost', { from: 0, until: 2, reads: [['in.csv', 0, 'in']], writes: [['x', 1]] })
  await works(project, 'soon', { from: 5, until: 6, reads: [['x', 5, 'found']], writes: [['soon', 6, 's']] })
  await works(project, 'next', { from: 7, until: 8, writes: [['x', 7, 'next']] })
  await works(project, 'late', { from: 9, until: 9, reads: [['x', 9, 'edited']], writes: [['late', 9, 'l']] })
  project.clock.now = began + 3_600_000
  for (const [path, content] of [
    ['in.csv', 'in'],
    ['soon', 's'],
    ['late', 'l'],
  ] as const)
    project.file(path, content)

  const [soon, late] = [await asked(project, trace, 'soon'), await asked(project, trace, 'late')]
  const { lineage } = await asked(project, impact, 'in.csv')

  expect(soon.told).toContain('source unknown: lost wrote here and may have made it')
  expect(late.told).toContain('source: no recorded run made it')
  expect(late.lineage.complete).toBe(true)
  expect(lineage).toMatchObject({ complete: false, unfollowed: [{ artifact: 'unpinned:test.lost/x', name: 'soon' }] })
})

test.each<[string, (project: Project) => Promise<void>]>([
  [
    'were seen before the run began',
    (project) => works(project, 'sees', { from: -9, until: -8, reads: [['elsewhere', -9, 'first']] }),
  ],
  [
    'are what the run itself had read',
    (project) => works(project, 'train', { from: 0, until: 10, reads: [['ckpt.pkl', 1, 'first']] }),
  ],
  [
    'another run had made by then',
    (project) => works(project, 'makes', { from: 1, until: 2, writes: [['elsewhere', 2, 'first']] }),
  ],
])('bytes that %s are not its', async (_, before) => {
  const project = await checkpoints()
  await before(project)
  project.file('report', 'r')
  project.file('in.csv', 'in')

  const [report, source] = [await asked(project, trace, 'report'), await asked(project, impact, 'in.csv')]

  expect(report.told).not.toContain('may have made it')
  expect(report.lineage.complete).toBe(true)
  expect(source.lineage.complete).toBe(true)
})

test('bytes that were read before a run began, or when it had ended, are not its', async () => {
  const project = makeProject()
  await works(project, 'train', { from: 1, until: 2, reads: [['in.csv', 1, 'in']], writes: [['x', 1, 'made']] })
  await works(project, 'early', { from: 0, until: 0, reads: [['x', 0, 'old']], writes: [['a', 0, 'a']] })
  await works(project, 'late', { from: 3, until: 3, reads: [['x', 3, 'edited']], writes: [['b', 3, 'b']] })
  project.clock.now = began + 3_600_000
  for (const path of ['a', 'b', 'in.csv']) project.file(path, path.replace('.csv', ''))

  for (const path of ['a', 'b']) expect((await asked(project, trace, path)).lineage.complete).toBe(true)
  expect((await asked(project, impact, 'in.csv')).lineage.complete).toBe(true)
})

test('of what was registered after somebody edited it stands which run wrote other bytes there before', async () => {
  const project = makeProject()
  await works(project, 'prep', { from: 0, until: 1, writes: [['ckpt.pkl', 1, 'made']] })
  project.file('ckpt.pkl', 'edited')
  await registers(project, 'ckpt.pkl', 5)

  const { lineage, told } = await asked(project, trace, 'early@1')

  expect(told).toContain('source: no recorded run made it; prep wrote other bytes here before')
  expect(lineage).toMatchObject({ complete: true, wroteLast: { run: 'run:test/prep', name: 'prep' } })
})
