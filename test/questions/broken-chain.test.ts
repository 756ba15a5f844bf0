import { Compile } from 'typebox/compile'
import { beforeAll, expect, test } from 'vitest'
import { layout } from '../../src/drawing/layout.ts'
import { lineageSvg } from '../../src/drawing/lineage-svg.ts'
import { toDrawn } from '../../src/drawing/to-drawn.ts'
import { formatLineage, lineageFormats } from '../../src/export/formats.ts'
import { historyText } from '../../src/export/text/history-text.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { Shown } from '../../src/lineage/answers/shown.ts'
import { gapsOf } from '../../src/lineage/gaps.ts'
import { indexLineage } from '../../src/lineage/lineage-index.ts'
import { history } from '../../src/operations/history.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { kindTextOf } from '../../web/src/lineage/node-facts.ts'
import { versionSentences } from '../../web/src/node/version-sentence.ts'
import { makeProject, type Project } from './project.ts'

// A run wrote clean.csv, somebody edited it by hand, and a model was trained on that: the chain is broken where nobody was
// seen, and whoever looks for that finds it in every form of the answer.

const look = { width: 200, colour: false }
const gap = 'prep.py wrote other bytes here before'
let project: Project
let edited: string
beforeAll(async () => {
  project = makeProject()
  const { file, runOf, write, surroundings } = project
  for (const name of ['raw.csv', 'clean.csv', 'other.csv', 'test.csv', 'm.joblib']) file(name, name)
  await runOf({ name: 'prep.py', reads: ['raw.csv'], writes: ['clean.csv', 'test.csv'] })
  edited = file('clean.csv', 'edited by hand')
  await runOf({ name: 'train.py', reads: ['clean.csv', 'other.csv'], writes: ['m.joblib'] })
  await runOf({ name: 'eval.py', reads: ['m.joblib', 'test.csv'], metrics: { mae: 1 }, of: 'm.joblib', on: 'test.csv' })
  await write((store) => register(store, { reference: 'm.joblib', name: 'risk' }, surroundings))
})
const traced = (reference: string) => project.read((store) => trace(store, { reference }, project.surroundings))
const shown = (reference: string) => project.read((store) => show(store, { reference }, project.surroundings))

test.each([...lineageFormats])('%s says where the chain of a model is broken', async (format) => {
  const text = formatLineage(await traced('risk'), format, { ...look, now: '2026-01-02T00:00:00.000Z' })

  expect(text).toMatch(format === 'json' ? /"wroteLast": \{\s*"run": "run:test\/1",\s*"name": "prep\.py"/ : gap)
})

test('the drawing has the gap below the card, in a page and in a file, and as words for who hears it', async () => {
  const lineage = await traced('risk')

  const drawing = layout(toDrawn(lineage))

  const card = drawing.nodes.find(({ members }) => members.includes(edited))
  expect(card?.chips.map(({ text, tone }) => [text, tone])).toEqual([['changed since prep.py wrote it', 'gap']])
  expect(card?.label).toMatch(
    /^clean\.csv, Content · source, .*prep\.py wrote other bytes here before, .*changed since prep\.py wrote it$/,
  )
  const svg = lineageSvg(lineage, 'dark')
  expect(svg).toContain('>changed since prep.py wrote it</text>')
  expect(svg).toContain(gap)
  expect(drawing.nodes.filter(({ marks }) => marks.some(({ tone }) => tone === 'gap'))).toHaveLength(1)
})

test('the rows of outline and table say what is a source, and which of them is broken', async () => {
  const index = indexLineage(await traced('risk'))

  const told = index.lineage.nodes.map(({ id, name }) => [name, kindTextOf(index, id), ...gapsOf(index, id)])

  expect(told.filter(([, kind, broken]) => kind?.includes('source') || broken !== undefined).sort()).toEqual([
    ['clean.csv', 'artifact · source', gap],
    ['other.csv', 'artifact · source'],
  ])
})

test('the sentences of a version tell that source apart', async () => {
  const lineage = await traced('risk')
  const index = indexLineage(lineage)

  const [made] = versionSentences(index, lineage.root, { asset: lineage.version?.asset, version: 1 })

  expect(made).toMatch(
    /, from 2 raw sources; one of them is a file that a run had written before \(clean\.csv: prep\.py wrote other bytes here before\)\.$/,
  )
})

test.each(['clean.csv', 'by its bytes'])(
  'what is shown of the file says it, asked for as %s, and so its history',
  async (way) => {
    const reference = way === 'clean.csv' ? way : edited
    const answer = await shown(reference)
    const events = await project.read((store) => history(store, { reference }, project.surroundings))

    expect([...Compile(Shown).Errors(answer)]).toEqual([])
    expect(shownText(answer, look)).toContain(`No recorded run made it; ${gap}`)
    expect(historyText(events, look)).toContain('as clean.csv; prep.py wrote other bytes there before')
    expect(formatLineage(await traced(reference), 'tree', look)).toContain(`source: no recorded run made it; ${gap}`)
  },
)

test('nothing of the kind is said of what nobody changed', async () => {
  for (const reference of ['raw.csv', 'other.csv', 'test.csv', 'm.joblib']) {
    expect(await shown(reference)).not.toHaveProperty('wroteLast')
    const events = await project.read((store) => history(store, { reference }, project.surroundings))
    expect(historyText(events, look)).not.toContain('other bytes')
  }
  for (const lineage of [
    await traced('risk'),
    await project.read((store) => impact(store, { reference: 'test.csv' }, project.surroundings)),
  ]) {
    const broken = lineage.edges.filter(({ wroteLast }) => wroteLast !== undefined)
    expect(broken.map(({ target }) => target).filter((target) => target !== edited)).toEqual([])
  }
})

test('a model that somebody replaced before it was used is told as broken, too', async () => {
  const { file, runOf } = project
  file('other.joblib', 'trained')
  file('score.csv', 'score')
  await runOf({ name: 'train-other.py', reads: ['raw.csv'], writes: ['other.joblib'] })
  file('other.joblib', 'swapped')
  await runOf({ name: 'score.py', reads: ['other.joblib'], writes: ['score.csv'] })

  const text = formatLineage(await traced('score.csv'), 'tree', look)

  expect(text).toContain('train-other.py wrote other bytes here before')
})

test('of content by the name that it had once, what was written there later is not what was there before', async () => {
  const { file, runOf, surroundings } = project
  const first = file('late.csv', 'first')
  await runOf({ name: 'reads-late.py', reads: ['late.csv'] })
  file('late.csv', 'second')
  await runOf({ name: 'writes-late.py', writes: ['late.csv'] })

  const answer = await project.read((store) => trace(store, { reference: first, called: 'late.csv' }, surroundings))

  expect(answer).not.toHaveProperty('wroteLast')
})
