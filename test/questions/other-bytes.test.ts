import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { lineageSvg } from '../../src/drawing/lineage-svg.ts'
import { formatLineage } from '../../src/export/formats.ts'
import { diffText } from '../../src/export/text/diff-text.ts'
import { historyText } from '../../src/export/text/history-text.ts'
import { pathsText } from '../../src/export/text/paths-text.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { Diff } from '../../src/lineage/diff/difference.ts'
import { Lineage } from '../../src/lineage/lineage.ts'
import { diff } from '../../src/operations/diff.ts'
import { history } from '../../src/operations/history.ts'
import { path } from '../../src/operations/path.ts'
import { show } from '../../src/operations/show.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { makeProject, type Project } from './project.ts'

// A gate that asks about a file by its path must not pass because of what lay there before.

const plain = { width: 200, colour: false, now: '2026-01-02T00:00:00.000Z' }
const incomplete = 'not complete: what was asked for is not on record'

/** A model that a run made, and other bytes at its path since. */
async function tampered() {
  const project = makeProject()
  project.file('raw.csv', 'raw')
  const digest = project.file('m.bin', 'made')
  await project.runOf({ name: 'train.py', reads: ['raw.csv'], writes: ['m.bin'] })
  project.file('m.bin', 'tampered')
  return { project, digest }
}

/** What each question answers that can be asked about one thing, or about that and another. */
const answersOf = ({ read, surroundings }: Project, reference: string, other: string) =>
  read(async (store) => ({
    trace: await trace(store, { reference }, surroundings),
    impact: await impact(store, { reference }, surroundings),
    diff: await diff(store, { a: other, b: reference }, surroundings),
    path: await path(store, { a: other, b: reference }, surroundings),
    history: await history(store, { reference }, surroundings),
    show: await show(store, { reference }, surroundings),
  }))

test('an answer about what lay at a path before says so, and is not complete', async () => {
  const { project, digest } = await tampered()

  const answers = await answersOf(project, 'm.bin', 'raw.csv')

  const note = 'the bytes now at m.bin are not on record; this is about the last content seen there'
  for (const [question, answer] of Object.entries(answers)) {
    expect({ question, ...answer }).toMatchObject({ question, note, instead: true })
    if ('complete' in answer) expect([question, answer.complete]).toEqual([question, false])
  }
  expect(answers.trace.root).toBe(digest)
  expect(Compile(Lineage).Errors(answers.trace)).toEqual([])
  expect(Compile(Diff).Errors(answers.diff)).toEqual([])
  expect(project.warnings).toContain(note)
})

test('every text and every comment that says whether an answer is complete says why that is not', async () => {
  const { project } = await tampered()

  const answers = await answersOf(project, 'm.bin', 'raw.csv')

  for (const format of ['tree', 'table', 'dot', 'mermaid'] as const)
    expect([format, formatLineage(answers.trace, format, plain)]).toEqual([format, expect.stringContaining(incomplete)])
  for (const format of ['dot', 'mermaid'] as const)
    expect(formatLineage(answers.trace, format, plain)).toContain(`${incomplete}; the bytes now at m.bin`)
  expect(lineageSvg(answers.trace, 'light')).toMatch(
    new RegExp(`${incomplete} .*the bytes now at m.bin are not on record`),
  )
  const texts = [
    diffText(answers.diff, plain),
    pathsText(answers.path, plain),
    historyText(answers.history, plain),
    shownText(answers.show, plain),
  ]
  for (const text of texts) expect(text).toContain(incomplete)
})

test('content that only has the name of a file with other bytes is not what was asked for', async () => {
  const { project } = await tampered()
  const digest = project.file('there/model.bin', 'made there')
  await project.runOf({ name: 'elsewhere.py', reads: ['raw.csv'], writes: ['there/model.bin'] })
  const here = { ...project.surroundings, cwd: `${project.surroundings.cwd}/there` }
  project.file('there/there/model.bin', 'somebody else’s')

  const named = await project.read((store) => trace(store, { reference: 'there/model.bin' }, here))

  expect(named).toMatchObject({ root: digest, complete: false, instead: true })
  expect(named.note).toBe(
    `the bytes now at there/model.bin are not on record; this is about the only content of that name, ${digest}`,
  )
})

test('an answer about the newest of several names it, and is about what was asked', async () => {
  const { project } = await tampered()
  const newest = await project.runOf({ name: 'train.py', reads: ['raw.csv'] })

  const answers = await answersOf(project, 'train.py', 'raw.csv')

  const note = `train.py is the name of 2 runs; this is about the newest of them, ${newest}`
  for (const [question, answer] of Object.entries(answers)) {
    expect({ question, ...answer }).toMatchObject({ question, note })
    expect(answer).not.toHaveProperty('instead')
  }
  expect(answers.trace.complete).toBe(true)
})
