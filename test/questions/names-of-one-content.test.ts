import { beforeAll, expect, test } from 'vitest'
import { historyText } from '../../src/export/text/history-text.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { deploy } from '../../src/operations/deploy.ts'
import { history } from '../../src/operations/history.ts'
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

test('the history of a name has what was said of that name', async () => {
  const [credit, shadow] = [await told('credit'), await told('shadow')]

  expect(credit).not.toMatch(/approved|unchecked|experiment/)
  expect(credit).toMatch(/tagged credit@3 risk = low/)
  expect(shadow).toMatch(/ann approved shadow@1/)
  expect(shadow).toMatch(/tagged shadow@1 risk = unchecked/)
  expect(shadow).not.toMatch(/production|risk = low/)
})
