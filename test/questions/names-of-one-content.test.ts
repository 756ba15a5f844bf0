import { beforeAll, expect, test } from 'vitest'
import { toDrawn } from '../../src/drawing/to-drawn.ts'
import { csvText } from '../../src/export/csv.ts'
import { dotText } from '../../src/export/dot.ts'
import { mermaidText } from '../../src/export/mermaid.ts'
import { historyText } from '../../src/export/text/history-text.ts'
import { pathsText } from '../../src/export/text/paths-text.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { find } from '../../src/operations/find.ts'
import { history } from '../../src/operations/history.ts'
import { path } from '../../src/operations/path.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { approve, note, tag } from '../../src/operations/stating.ts'
import { trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

// One content is version 1 of shadow and version 3 of credit: what is said of the one is not said of the other.

const look = { width: 160, colour: false }
let project: Project
beforeAll(async () => {
  project = makeProject()
  const { file, runOf, write, surroundings } = project
  file('m.joblib', 'model')
  await runOf({ name: 'train.py', writes: ['m.joblib'] })
  await write(async (store) => {
    await register(store, { reference: 'm.joblib', name: 'shadow' }, surroundings)
    await register(store, { reference: 'm.joblib', name: 'credit', version: 3 }, surroundings)
    await approve(store, { reference: 'shadow@1', note: 'shadow traffic alone' }, surroundings)
    await tag(store, { reference: 'shadow@1', key: 'risk', value: 'unchecked' }, surroundings)
    await tag(store, { reference: 'credit@3', key: 'risk', value: 'low' }, surroundings)
    await note(store, { reference: 'shadow@1', text: 'it is an experiment' }, surroundings)
    await deploy(store, { reference: 'credit@3', slot: 'production' }, surroundings)
  })
})
const traced = async (reference: string) =>
  treeText(await project.read((store) => trace(store, { reference }, project.surroundings)), look)
const shown = async (reference: string) =>
  shownText(await project.read((store) => show(store, { reference }, project.surroundings)), look)
const told = async (reference: string) =>
  historyText(await project.read((store) => history(store, { reference }, project.surroundings)), look)

test('a trace is headed by the name that was asked for, and says of another what is said of that', async () => {
  const [credit, shadow] = [await traced('credit@production'), await traced('shadow')]

  expect(credit).toMatch(/^credit@3 {3}also shadow@1 /)
  expect(credit).toContain('live in production since')
  expect(credit).toContain('approved as shadow@1 by ann')
  expect(credit).not.toContain('approved by')
  expect(credit).toMatch(/tagged · risk = low\n/)
  expect(credit).toMatch(/shadow@1 tagged · risk = unchecked\n/)
  expect(shadow).toMatch(/^shadow@1 {3}also credit@3 /)
  expect(shadow).toContain('live in production as credit@3 since')
  expect(shadow).toContain('approved by ann')
  expect(shadow).toMatch(/tagged · risk = unchecked\n/)
})

test('what is shown names the version that each thing is said of', async () => {
  const text = await shown('credit@3')

  expect(text).toMatch(/approved by +ann +shadow@1, “shadow traffic alone”/)
  expect(text).toMatch(/live in +production +credit@3, 100 %/)
  expect(text).toMatch(/risk \(credit@3\) +low/)
  expect(text).toMatch(/risk \(shadow@1\) +unchecked/)
})

test('a name shows its versions, and a person what they approved, by name and number, with their files beside', async () => {
  const person = await shown('agent:user/ann')
  const id = await project.read((store) => find(store, { text: 'credit' }, project.surroundings))
  const asset = await shown(id.nodes.find(({ type }) => type === 'asset')?.id ?? '')

  expect(asset).toMatch(/has version +credit@3 +m\.joblib/)
  expect(asset).toMatch(/live +credit@3 +production, 100 %, m\.joblib/)
  expect(person).toMatch(/approver of +shadow@1 +m\.joblib, “shadow traffic alone”/)
})

test('the history of a name has what was said of that name', async () => {
  const [credit, shadow] = [await told('credit'), await told('shadow')]

  expect(credit).not.toMatch(/approved|unchecked|experiment/)
  expect(credit).toMatch(/tagged credit@3 risk = low/)
  expect(shadow).toMatch(/ann approved shadow@1/)
  expect(shadow).toMatch(/tagged shadow@1 risk = unchecked/)
  expect(shadow).not.toMatch(/production|risk = low/)
})

test('what was asked for by its path has no version, so that each is told', async () => {
  const text = await traced('./m.joblib')

  expect(text).toMatch(/^\.\/m\.joblib {3}also credit@3 · also shadow@1 /)
  expect(text).toContain('live in production as credit@3 since')
  expect(text).toContain('approved as shadow@1 by ann')
})

test('the drawing names the version that an approval and a deployment mean, on their cards and their lines', async () => {
  const lineage = await project.read((store) => trace(store, { reference: 'shadow' }, project.surroundings))

  const { nodes, edges } = toDrawn(lineage)

  const labelOf = (name: string) => nodes.find((node) => node.name === name)?.label
  expect(labelOf('shadow@1')).toMatch(/^shadow@1, Model version, also credit@3 · /)
  expect(labelOf('credit@production')).toMatch(/^credit@production, Deployment, credit@3 · 100 % since /)
  expect(labelOf('ann')).not.toContain('as ')
  const labels = edges.map(({ label }) => label)
  expect(labels).toContain('shadow@1 to credit@production: points as deployment of credit@3, declared')
  expect(labels).toContain('shadow@1 to ann: acted-for as approver, declared')
})

test('the drawing of the other name says it of the approval', async () => {
  const lineage = await project.read((store) => trace(store, { reference: 'credit' }, project.surroundings))

  const { nodes, edges } = toDrawn(lineage)

  expect(nodes.find(({ name }) => name === 'ann')?.label).toMatch(/^ann, Approved by, as shadow@1 · 2026/)
  expect(nodes.find(({ name }) => name === 'credit@production')?.fact).toMatch(/^100 % since /)
  expect(edges.map(({ label }) => label)).toContain('credit@3 to ann: acted-for as approver of shadow@1, declared')
})

test('a path calls both ends as they were asked for, versions by name and number, and so what lies between', async () => {
  const between = async (a: string, b: string) =>
    pathsText(await project.read((store) => path(store, { a, b }, project.surroundings)), look).split('\n')
  project.file('score.csv', 'score')
  project.file('apart.joblib', 'apart')
  await project.runOf({ name: 'score.py', reads: ['m.joblib'], writes: ['score.csv'] })
  await project.runOf({ name: 'apart.py', writes: ['apart.joblib'] })
  await project.write((store) =>
    register(store, { reference: 'apart.joblib', name: 'credit', version: 5 }, project.surroundings),
  )

  expect((await between('credit@3', 'credit@5'))[0]).toBe('credit@3 · credit@5')
  expect((await between('shadow', 'credit@3'))[0]).toBe('credit@3 is the same as shadow@1')
  expect((await between('./m.joblib', 'score.csv')).slice(0, 3)).toEqual([
    'score.csv comes from ./m.joblib, 1 shortest way',
    '',
    './m.joblib → score.py → score.csv',
  ])
  expect((await between('score.csv', 'train.py'))[2]).toMatch(
    /^train\.py → (credit@3|shadow@1) → score\.py → score\.csv$/,
  )
})

test('Graphviz, Mermaid and CSV name it, too', async () => {
  const lineage = await project.read((store) => trace(store, { reference: 'shadow' }, project.surroundings))

  expect(dotText(lineage)).toContain('points deployment production of credit@3 100 % (declared)')
  expect(dotText(lineage)).toContain('"acted-for approver (declared)"')
  expect(mermaidText(lineage)).toContain('points deployment production of credit')
  expect(csvText(lineage)).toContain('"credit@production,credit@3"')
})

test('versions of one model that are one content share a slot, each with its own part of the traffic', async () => {
  const { surroundings } = project
  project.clock.now += 60_000
  await project.write(async (store) => {
    await register(store, { reference: 'm.joblib', name: 'credit', version: 4 }, surroundings)
    await deploy(store, { reference: 'credit@4', slot: 'production', share: 0.8 }, surroundings)
  })
  const lineage = await project.read((store) => trace(store, { reference: 'credit@3' }, surroundings))

  const { nodes } = toDrawn(lineage)

  expect(nodes.find(({ name }) => name === 'credit@production')?.fact).toBe('credit@3 20 %, credit@4 80 %')
  expect(nodes.find(({ name }) => name === 'credit@3')?.label).toContain(
    'also shadow@1 and 1 more · 100 B, also shadow@1, credit@4, ',
  )
  expect(await traced('credit@3')).toMatch(/live in production since [^,]*, 20 %/)
  expect(await traced('credit@3')).toMatch(/live in production as credit@4 since [^,]*, 80 %/)
})

test('a version is called by the file that was registered, and what that was copied from by its own name', async () => {
  const other = makeProject()
  const { file, runOf, write, read, surroundings } = other
  for (const name of ['candidate.joblib', 'best.joblib']) file(name, 'the winner')
  await runOf({ name: 'fit.py', writes: ['candidate.joblib'] })
  await runOf({ name: 'cp', reads: ['candidate.joblib'], writes: ['best.joblib'] })
  await write((store) => register(store, { reference: 'best.joblib', name: 'best' }, surroundings))

  const tree = treeText(await read((store) => trace(store, { reference: 'best' }, surroundings)), look)
  const card = shownText(await read((store) => show(store, { reference: 'best' }, surroundings)), look)

  expect(tree).toMatch(/^best@1 {3}best\.joblib /)
  expect(tree).toMatch(/\n└─ candidate\.joblib {3}also best@1 /)
  expect(card).toMatch(/name +best\.joblib\n/)
})
