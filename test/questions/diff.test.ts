import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { digestOfLines, folderLines, sha256Of } from '../../src/domain/digest.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { diffText } from '../../src/export/text/diff-text.ts'
import { diff } from '../../src/operations/diff.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { register } from '../../src/operations/register.ts'
import { makeProject, type Project } from './project.ts'

const compared = ({ read, surroundings }: Project, a: string, b: string) =>
  read((store) => diff(store, { a, b }, surroundings))
const plain = { colour: false, width: 100 }

test('two files that no run made are not identical: their own content is what differs', async () => {
  const project = makeProject()
  for (const [name, asset] of [
    ['f1', 'a'],
    ['f2', 'b'],
  ] as const) {
    project.file(name, `content of ${name}`)
    await project.write((store) => register(store, { reference: name, name: asset }, project.surroundings))
  }

  const difference = await compared(project, 'a', 'b')

  expect(difference).toMatchObject({
    causes: [{ side: 'data', subject: 'f1 and f2', before: { path: 'f1' }, after: { path: 'f2' }, steps: [] }],
    consequences: [],
  })
  expect(diffText(difference, plain)).toMatch(
    /1 cause\n {2}Data\n {4}~ {2}f1 → f2 {2}sha256:.*no recorded run made either\n/s,
  )
  expect((await compared(project, 'a', 'a@1')).causes).toEqual([])
})

test('two contents of one path that no run made differ there, and so do two files that runs read', async () => {
  const project = makeProject()
  project.file('weather.csv', 'weather')
  const digests = [1, 2].map((version) => project.file('flights.csv', `flights ${version}`))
  for (const version of [1, 2]) {
    project.file('flights.csv', `flights ${version}`)
    await project.runOf({ name: `read ${version}`, reads: ['flights.csv', 'weather.csv'] })
  }
  const [one = '', other = ''] = digests

  expect((await compared(project, one, other)).causes).toMatchObject([
    { subject: 'flights.csv', before: { value: one }, after: { value: other } },
  ])
  expect((await compared(project, 'flights.csv', 'weather.csv')).causes).toMatchObject([
    { subject: 'flights.csv and weather.csv' },
  ])
})

test('two digests of one content, which same-as joins, are identical', async () => {
  const project = makeProject()
  const [digest, md5] = [sha256Of('content'), `md5:${'1'.repeat(32)}`]
  await said(project, [
    { type: 'edge', edge: 'same-as', source: digest, target: md5 },
    { type: 'edge', edge: 'same-as', source: `md5:${'2'.repeat(32)}`, target: `md5:${'3'.repeat(32)}` },
  ] as Statement[])

  expect(diffText(await compared(project, digest, md5), plain)).toMatch(/^identical/)
  expect(diffText(await compared(project, digest, `md5:${'2'.repeat(32)}`), plain)).toMatch('1 cause')
})

test('a model that a run made and somebody changed since is a cause, and what it was made of is none', async () => {
  const project = makeProject()
  project.file('raw.csv', 'raw')
  project.file('model.joblib', 'model')
  const code = { 'train.py': `sha256:${'f'.repeat(64)}` }
  await project.runOf({ name: 'train.py', reads: ['raw.csv'], writes: ['model.joblib'], code })
  for (const content of ['model', 'model, by hand']) {
    project.file('model.joblib', content)
    await project.write((store) => register(store, { reference: 'model.joblib', name: 'm' }, project.surroundings))
  }

  const forth = await compared(project, 'm@1', 'm@2')
  const back = await compared(project, 'm@2', 'm@1')

  expect([forth.causes, back.causes]).toMatchObject([[{ subject: 'model.joblib' }], [{ subject: 'model.joblib' }]])
  expect(forth.consequences).toEqual([])
  // What one is made of the other nobody changed into it.
  expect((await compared(project, 'raw.csv', 'm@1')).causes.map(({ subject }) => subject)).toEqual(['train.py'])
})

test('a folder that a run wrote and of which somebody changed one file is the cause', async () => {
  const project = makeProject()
  const folder = (changed: string) => {
    const lines = folderLines(
      Array.from({ length: 130 }, (_, index) => ({
        path: `${index}.csv`,
        sha256: sha256Of(index === 7 ? changed : `file ${index}`).slice('sha256:'.length),
        bytes: 100,
      })),
    )
    return { of: digestOfLines(lines), listing: { type: 'listing', of: digestOfLines(lines), lines } }
  }
  const [made, changed] = [folder('made'), folder('by hand')]
  const touched = (edge: 'used' | 'generated', run: string, target: string, path: string, hour: number) => ({
    type: 'edge',
    edge,
    source: `run:test/${run}`,
    target,
    place: `file://h/${path}`,
    selector: { path },
    at: `2026-01-01T0${hour}:00:00.000Z`,
  })
  const [raw, one, other] = ['raw', 'model 1', 'model 2'].map((content) => sha256Of(content)) as [
    string,
    string,
    string,
  ]
  const named = (run: string, name: string) => ({ type: 'node', node: 'run', id: `run:test/${run}`, name })
  project.clock.now = Date.parse('2026-01-01T09:00:00.000Z')
  await said(project, [
    made.listing,
    changed.listing,
    named('1', 'prep'),
    touched('used', '1', raw, 'raw.csv', 1),
    touched('generated', '1', made.of, 'out', 2),
    ...[
      ['2', made.of, one, 3],
      ['3', changed.of, other, 5],
    ].flatMap(([run, read, model, hour]) => [
      named(String(run), 'train'),
      touched('used', String(run), String(read), 'out', Number(hour)),
      touched('generated', String(run), String(model), 'm.bin', Number(hour) + 1),
    ]),
  ] as Statement[])

  for (const [a, b] of [
    [one, other],
    [other, one],
  ] as const) {
    expect((await compared(project, a, b)).causes).toMatchObject([{ side: 'data', subject: 'out', steps: ['train'] }])
  }
})

test('a name stands for its newest version; a person has no content, and a comparison with one is refused', async () => {
  const project = makeProject()
  project.file('f1', 'content')
  await project.write((store) => register(store, { reference: 'f1', name: 'm' }, project.surroundings))
  const newest = (await compared(project, 'm', 'm@1')).a.id
  const named = `asset:${basename(project.surroundings.cwd)}/m`

  expect(newest).toMatch(/^sha256:/)
  expect((await compared(project, named, 'm@1')).a.id).toBe(newest)
  await expect(compared(project, 'm@1', 'agent:user/ann')).rejects.toThrow(/is somebody and has no content to compare/)
})

const said = ({ write, surroundings }: Project, statements: readonly Statement[]) =>
  write((store) => store.record(producerOf('test', surroundings)(stating(statements))))
