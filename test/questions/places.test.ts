import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { treeDigest } from '../../src/domain/digest.ts'
import { placeOf } from '../../src/domain/place.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

const asLineage = Compile(Lineage)
const look = { colour: false, width: 100 }

async function asked({ read, surroundings }: Project, question: typeof trace, reference: string): Promise<string> {
  const lineage = await read((store) => question(store, { reference }, surroundings))
  expect([...asLineage.Errors(JSON.parse(JSON.stringify(lineage)))]).toEqual([])
  return treeText(lineage, look)
}

/** raw.csv is copied to work.csv, which a model is trained with. */
async function copied(): Promise<Project> {
  const project = makeProject()
  project.file('raw.csv', 'wine')
  project.file('work.csv', 'wine')
  project.file('wine.joblib', 'model')
  await project.runOf({ name: 'cp', reads: ['raw.csv'], writes: ['work.csv'] })
  await project.runOf({ name: 'train.py', reads: ['work.csv'], writes: ['wine.joblib'] })
  return project
}

test('what was copied is a source of its own, for its copy and for what was made of that', async () => {
  const project = await copied()

  const [raw, work, model] = [
    await asked(project, trace, 'raw.csv'),
    await asked(project, trace, 'work.csv'),
    await asked(project, trace, 'wine.joblib'),
  ]

  expect(raw).toMatch(/^raw\.csv .* source: no recorded run made it\n/)
  expect(raw).not.toContain('cp')
  expect(work).toMatch(/^work\.csv .*\n│ {2}made by cp .*\n└─ raw\.csv .* source: no recorded run made it\n/)
  expect(model).toMatch(/└─ work\.csv .*\n.*made by cp .*\n.*└─ raw\.csv .* source: no recorded run made it\n/)
  expect([raw, work, model].join('')).not.toMatch(/see above|written elsewhere/)
})

test('what depends on a source depends on it by its copy, and the copy itself does not depend on who copied', async () => {
  const project = await copied()

  const [raw, work] = [await asked(project, impact, 'raw.csv'), await asked(project, impact, 'work.csv')]

  expect(raw).toMatch(
    /^raw\.csv .*\n.*\n.*used by cp .*\n└─ work\.csv .*\n.*copy.*\n.*used by train\.py .*\n {3}└─ wine\.joblib/,
  )
  expect(raw).not.toContain('see above')
  expect(work).toMatch(/^work\.csv .*\n.*\n.*used by train\.py .*\n└─ wine\.joblib/)
  expect(work).not.toContain('cp')
})

test('a folder is known by its files, those directly in it or all below it', async () => {
  const { file, write, read, surroundings } = makeProject()
  const files = ['f/a.csv', 'f/b.csv', 'f/deep/c.csv'].map((name) => {
    const sha256 = file(name, name).slice('sha256:'.length)
    return { path: name.slice(2), sha256, bytes: name.length + 80 }
  })
  const [direct, whole] = [treeDigest(files.slice(0, 2)), treeDigest(files)]
  const wrote = (target: string, source: string) => ({ type: 'edge', edge: 'generated', source, target })
  const say = (statement: unknown) =>
    write((store) => store.record(producerOf('test', surroundings)(stating([statement]))))
  const traced = async () => (await read((store) => trace(store, { reference: 'f/' }, surroundings))).root

  await say(wrote(whole, 'run:test/2'))
  expect(await traced()).toBe(whole)
  await say(wrote(direct, 'run:test/1'))
  expect(await traced()).toBe(direct)
  writeFileSync(join(surroundings.cwd, 'f/deep/c.csv'), 'changed')
  expect(await traced()).toBe(direct)
  writeFileSync(join(surroundings.cwd, 'f/a.csv'), 'changed')
  await expect(traced()).rejects.toThrow('not on record')
})

test('a folder is known also where .pedigreeignore leaves out files in it, and by what was recorded before it did', async () => {
  const { file, write, read, surroundings } = makeProject()
  const files = ['f/a.csv', 'f/run.log', 'f/deep/old.log'].map((name) => {
    const sha256 = file(name, name).slice('sha256:'.length)
    return { path: name.slice(2), sha256, bytes: name.length + 80 }
  })
  const [kept, whole] = [treeDigest(files.slice(0, 1)), treeDigest(files)]
  const say = (target: string) =>
    write((store) =>
      store.record(
        producerOf(
          'test',
          surroundings,
        )(stating([{ type: 'edge', edge: 'generated', source: 'run:test/1', target, role: 'data' }])),
      ),
    )
  const traced = async () => (await read((store) => trace(store, { reference: 'f/' }, surroundings))).root
  writeFileSync(join(surroundings.cwd, '.pedigreeignore'), '*.log\n')

  await say(whole)
  expect(await traced()).toBe(whole)
  await say(kept)
  expect(await traced()).toBe(kept)
  writeFileSync(join(surroundings.cwd, 'f/run.log'), 'one line more')
  expect(await traced()).toBe(kept)
})

test('a question by path about content that many have is about that path', async () => {
  const project = makeProject()
  const { surroundings, runOf } = project
  for (const name of ['A', 'B']) {
    project.file(`${name}/in.csv`, name)
    project.file(`${name}/_SUCCESS`, '')
    project.file(`${name}/final.csv`, `final ${name}`)
    await runOf({ name: `step${name}`, reads: [`${name}/in.csv`], writes: [`${name}/_SUCCESS`] })
    await runOf({ name: `final${name}`, reads: [`${name}/_SUCCESS`], writes: [`${name}/final.csv`] })
  }

  const [made, depending] = [await asked(project, trace, 'B/_SUCCESS'), await asked(project, impact, './B/_SUCCESS')]
  writeFileSync(join(surroundings.cwd, 'B/_SUCCESS'), 'written over')
  const before = await asked(project, trace, 'B/_SUCCESS')

  expect(made).toMatch(/^B\/_SUCCESS /)
  expect(made).toContain('stepB')
  expect(made).not.toContain('A')
  expect(depending).toMatch(/^\.\/B\/_SUCCESS /)
  expect(depending).toContain('finalB')
  expect(before).toMatch(/^B\/_SUCCESS /)
  expect(before).not.toContain('stepA')
})

test('below a read stands who made what it found, not who made the same again later', async () => {
  const { file, runOf, surroundings, read } = makeProject()
  file('in.csv', 'in')
  for (const round of [1, 2]) {
    file('mid.csv', 'mid')
    await runOf({ name: `prep${round}`, reads: ['in.csv'], writes: ['mid.csv'] })
    file('out.csv', 'out')
    await runOf({ name: `train${round}`, reads: ['mid.csv'], writes: ['out.csv'] })
  }

  const lineage = await read((store) => trace(store, { reference: file('out.csv', 'out') }, surroundings))
  const makers = lineage.edges.filter(({ edge, source }) => edge === 'used' && source === 'run:test/2')
  const lines = treeText(lineage, look)
    .split('\n')
    .flatMap((line) => /(?:made by )?(?:train|prep)\d|mid\.csv|same bytes.*/.exec(line)?.[0] ?? [])

  expect(lines).toEqual([
    ...['made by train1', 'mid.csv', 'made by prep1'],
    ...['made by train2', 'mid.csv', 'same bytes as above', 'made by prep2'],
  ])
  expect(makers.map(({ madeBy }) => madeBy)).toEqual([['run:test/1']])
})

test('of an input that was overwritten before anybody hashed it stands who wrote last at its place', async () => {
  const project = makeProject()
  const { file, runOf, write, surroundings } = project
  const edit = (id: string, at: string, minutes: number) => [
    { type: 'node', node: 'run', id, name: id.slice('run:test/'.length), origin: 'observed' },
    ...['used', 'generated'].map((edge) => ({
      ...{ type: 'edge', edge, source: id, role: 'data', selector: { path: 'd.csv' } },
      target: edge === 'used' ? 'unpinned:test.sed/d.csv' : file('d.csv', `edited ${minutes}`),
      place: placeOf(hostname(), join(surroundings.cwd, 'd.csv')),
      at: new Date(Date.parse(at) + minutes * 60_000).toISOString(),
      origin: 'observed',
    })),
  ]
  file('d.csv', 'first')
  await runOf({ name: 'older', writes: ['d.csv'] })
  file('d.csv', 'second')
  await runOf({ name: 'prep', writes: ['d.csv'] })
  const now = new Date(project.clock.now).toISOString()
  const statements = [...edit('run:test/sed', now, 0), ...edit('run:test/later', now, 1)]
  project.clock.now += 120_000
  await write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
  file('d.csv', 'edited 0')

  const told = await asked(project, trace, 'd.csv')

  expect(told).toContain('d.csv   test.sed · no digest · its bytes are unknown; prep wrote last at this place\n')
  expect(told).not.toContain('no recorded run made it')
})

test('of a folder that was not recorded as one the answer says which of its files are, and how to ask', async () => {
  const project = makeProject()
  for (const name of ['in it/a.csv', 'in it/b/$c.csv', 'in it2/d.csv']) project.file(name, name)
  await project.runOf({ name: 'sum', reads: ['in it/a.csv', 'in it/b/$c.csv', 'in it2/d.csv'] })
  const told =
    'no run read or wrote that folder whole; 2 files in it are on record: ' +
    "pedigree trace 'in it/a.csv', pedigree trace 'in it/b/$c.csv'"

  for (const reference of ['in it', 'in it/']) {
    await expect(asked(project, trace, reference)).rejects.toThrow(`"${reference}" is not on record: ${told}.`)
  }
  await expect(asked(project, impact, './in it2')).rejects.toThrow(
    "1 file in it is on record: pedigree impact './in it2/d.csv'.",
  )
  const { read, surroundings } = project
  await expect(
    read((store) => trace(store, { reference: 'in it', asOf: '2025-01-01' }, surroundings)),
  ).rejects.not.toThrow('in it are on record')
})
