import { hostname } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { placeOf } from '../../src/domain/place.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

const asLineage = Compile(Lineage)

async function asked({ read, surroundings }: Project, question: typeof trace, reference: string, asOf?: string) {
  const lineage = await read((store) => question(store, { reference, asOf }, surroundings))
  expect([...asLineage.Errors(JSON.parse(JSON.stringify(lineage)))]).toEqual([])
  return { lineage, told: treeText(lineage, { colour: false, width: 100 }) }
}

/** A run that read unknown bytes at d.csv, and put others there unless it only read. */
async function overwrites(project: Project, name: string, content?: string): Promise<void> {
  const { surroundings, clock, write } = project
  const id = `run:test/${name}`
  const place = placeOf(hostname(), join(surroundings.cwd, 'd.csv'))
  const edge = { type: 'edge', source: id, role: 'data', selector: { path: 'd.csv' }, place, origin: 'observed' }
  const at = new Date(clock.now).toISOString()
  const statements = [
    { type: 'node', node: 'run', id, name, origin: 'observed' },
    { ...edge, edge: 'used', target: `unpinned:test.${name}/d.csv`, at },
    ...(content === undefined ? [] : [{ ...edge, edge: 'generated', target: project.file('d.csv', content), at }]),
  ]
  clock.now += 60_000
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
}

/** prep makes d.csv, sed overwrites it unseen, later does so once more. */
async function overwritten(): Promise<Project & { readonly first: string }> {
  const project = makeProject()
  project.file('raw.csv', 'raw')
  project.file('d.csv', 'first')
  await project.runOf({ name: 'older', reads: ['raw.csv'], writes: ['d.csv'] })
  const first = project.file('d.csv', 'second')
  await project.runOf({ name: 'prep', reads: ['raw.csv'], writes: ['d.csv'] })
  await overwrites(project, 'sed', 'third')
  await overwrites(project, 'later', 'fourth')
  return { ...project, first }
}

test('of an input that was overwritten before anybody hashed it stands who wrote last at its place', async () => {
  const project = await overwritten()
  project.file('d.csv', 'third')

  const { told } = await asked(project, trace, 'd.csv')

  expect(told).toContain('d.csv   test.sed · no digest · its bytes are unknown; prep wrote last at this place\n')
  expect(told).not.toContain('no recorded run made it')
})

test('of what was read so, and of all above it, impact says that the chain goes on where nobody can tell', async () => {
  const project = await overwritten()

  const [itself, source] = [await asked(project, impact, project.first), await asked(project, impact, 'raw.csv')]

  const at = new Date(Date.parse('2026-01-01T00:02:00.000Z')).toISOString()
  const place = placeOf(hostname(), join(project.surroundings.cwd, 'd.csv'))
  const unfollowed = [{ artifact: project.first, run: 'run:test/sed', name: 'sed', place, at }]
  expect(itself.lineage).toMatchObject({ complete: false, withheld: { nodes: 0, edges: 0 }, unfollowed })
  expect(itself.told).toContain('sed found unknown bytes at its place later, and is not followed\n')
  expect(itself.told).toMatch(/^not complete: 1 read of unknown bytes not followed · /m)
  expect(source.lineage).toMatchObject({ complete: false, unfollowed })
  expect(source.told).toContain('sed found unknown bytes')
  expect(source.told).not.toContain('later read')
})

test('what was written over before, or is read by a run that is in the answer, leaves nothing out', async () => {
  const project = await overwritten()
  project.file('d.csv', 'first')
  const older = await asked(project, impact, 'd.csv')
  project.file('model.joblib', 'model')
  project.file('d.csv', 'fifth')
  await project.runOf({ name: 'fit', writes: ['d.csv'] })
  await project.runOf({ id: 'run:test/both', name: 'both', reads: ['d.csv'], writes: ['model.joblib'] })
  await overwrites(project, 'both')

  const fifth = await asked(project, impact, 'd.csv')

  expect(older.lineage).toMatchObject({ complete: true })
  expect(older.lineage).not.toHaveProperty('unfollowed')
  expect(fifth.lineage).toMatchObject({ complete: true })
})

test('what a run read at a place where it had written itself leaves nothing out', async () => {
  const project = makeProject()
  project.file('d.csv', 'own')
  await project.runOf({ id: 'run:test/own', name: 'own', writes: ['d.csv'] })
  await overwrites(project, 'own')

  const { lineage } = await asked(project, impact, 'd.csv')

  expect(lineage).toMatchObject({ complete: true })
})

test('what nobody wrote on record counts where it was found last, and other content that was found since does not', async () => {
  const project = makeProject()
  const [raw, edited] = [project.file('d.csv', 'raw'), project.file('d.csv', 'edited')]
  project.file('d.csv', 'raw')
  await project.runOf({ name: 'look', reads: ['d.csv'] })
  await overwrites(project, 'one')
  project.file('d.csv', 'edited')
  await project.runOf({ name: 'look again', reads: ['d.csv'] })
  for (const name of ['two', 'three', 'four', 'five']) await overwrites(project, name)

  const [first, second] = [await asked(project, impact, raw), await asked(project, impact, edited)]
  const before = await asked(project, impact, raw, '2026-01-01T00:00:30Z')

  expect(first.lineage.unfollowed?.map(({ name }) => name)).toEqual(['one'])
  expect(second.lineage.unfollowed?.map(({ name }) => name)).toEqual(['two', 'three', 'four', 'five'])
  expect(second.told).toContain('two, three, four and 1 more found unknown bytes at its place later')
  expect(before.lineage).toMatchObject({ complete: true })
})

test('other content that one of its readers found there since does not count either', async () => {
  const project = makeProject()
  const raw = project.file('d.csv', 'raw')
  await project.runOf({ name: 'look', reads: ['d.csv'] })
  project.file('copy.csv', 'raw')
  project.file('d.csv', 'edited')
  await project.runOf({ name: 'compare', reads: ['copy.csv', 'd.csv'] })
  await overwrites(project, 'one')

  const { lineage } = await asked(project, impact, raw)

  expect(lineage.nodes.map(({ name }) => name)).toContain('compare')
  expect(lineage).toMatchObject({ complete: true })
  expect(lineage).not.toHaveProperty('unfollowed')
})

test('what a run wrote on without anybody knowing it is told as a read of it is, in both directions', async () => {
  const project = makeProject()
  const { surroundings, clock, file, runOf, write } = project
  for (const name of ['raw.csv', 'd.csv']) file(name, name)
  const first = file('d.csv', 'first')
  await runOf({ name: 'prep', reads: ['raw.csv'], writes: ['d.csv'] })
  const at = new Date(clock.now).toISOString()
  const revision = {
    ...{ type: 'edge', edge: 'derived', role: 'revision', source: file('d.csv', 'longer'), at },
    ...{ target: 'unpinned:test.adds/d.csv', place: placeOf(hostname(), join(surroundings.cwd, 'd.csv')) },
  }
  await runOf({ id: 'run:test/adds', name: 'adds', writes: ['d.csv'] })
  await write((store) => store.record(producerOf('test', surroundings)(stating([revision]))))

  const [down, up] = [await asked(project, impact, first), await asked(project, trace, 'd.csv')]

  expect(down.lineage).toMatchObject({ complete: false, unfollowed: [{ artifact: first, run: 'run:test/adds', at }] })
  expect(down.told).toContain('adds found unknown bytes at its place later, and is not followed\n')
  expect(up.told).toContain('continues d.csv')
  expect(up.told).toContain('its bytes are unknown; prep wrote last at this place')
})

test('of a file that somebody edited by hand stands that no run made it, and which wrote other bytes there before', async () => {
  const { file, runOf, read, surroundings } = makeProject()
  for (const name of ['raw.csv', 'train.csv']) file(name, name)
  await runOf({ name: 'prep.py', reads: ['raw.csv'], writes: ['train.csv'] })
  file('train.csv', 'edited')
  file('m.joblib', 'model')
  await runOf({ name: 'train.py', reads: ['train.csv', 'raw.csv'], writes: ['m.joblib'] })

  const text = treeText(await read((store) => trace(store, { reference: 'm.joblib' }, surroundings)), {
    width: 140,
    colour: false,
  })

  expect(text).toMatch(/ train\.csv .* source: no recorded run made it; prep\.py wrote other bytes here before\n/)
  expect(text).toMatch(/ raw\.csv .* source(: no recorded run made it)?\n/)
})
