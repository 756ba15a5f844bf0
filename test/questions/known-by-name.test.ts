import { beforeAll, describe, expect, test } from 'vitest'
import { lineageSvg } from '../../src/drawing/lineage-svg.ts'
import { toDrawn } from '../../src/drawing/to-drawn.ts'
import { csvText } from '../../src/export/csv.ts'
import { shownText } from '../../src/export/text/shown-text.ts'
import { treeText } from '../../src/export/text/tree.ts'
import { indexLineage } from '../../src/lineage/lineage-index.ts'
import { labelOf } from '../../src/lineage/node-names.ts'
import { path } from '../../src/operations/path.ts'
import { register } from '../../src/operations/register.ts'
import { show } from '../../src/operations/show.ts'
import { impact, trace } from '../../src/operations/trace.ts'
import { subjectOf } from '../../web/src/lineage/node-facts.ts'
import { outlineOf } from '../../web/src/lineage/outline.ts'
import { makeProject, type Project } from './project.ts'

// raw.csv is what somebody put there; a run copied it to archive.csv, which is another place of the same bytes. Nobody made
// raw.csv, whoever asks for it from wherever: at its path, from another folder, by a server's page, by its bytes.

const look = { width: 120, colour: false }
let project: Project
let raw: string
beforeAll(async () => {
  project = makeProject()
  raw = project.file('raw.csv', 'raw')
  project.file('archive.csv', 'raw')
  project.file('clean.csv', 'clean')
  await project.runOf({ name: 'prep.py', reads: ['raw.csv'], writes: ['clean.csv'] })
  await project.runOf({ name: 'backup.py', reads: ['raw.csv'], writes: ['archive.csv'] })
})

/** Whoever asks from where nobody's files are, as a server's page does, has only the name. */
const elsewhere = () => ({
  ...project.surroundings,
  look: async (at: string) => ({ kind: 'nothing' as const, place: `unseen:${at}`, name: at, digests: [] }),
})
const ways = {
  'at its path': (reference: string) => [{ reference }, project.surroundings] as const,
  'from elsewhere': (reference: string) => [{ reference }, elsewhere()] as const,
  'by its id, as it is called there': (called: string) => [{ reference: raw, called }, elsewhere()] as const,
}
const asked = (question: typeof trace, [asking, around]: ReturnType<(typeof ways)['at its path']>) =>
  project.read((store) => question(store, asking, around))

describe.each(Object.entries(ways))('asked for %s', (_, way) => {
  test('a raw file comes from nobody, and every form of the answer calls it by that name', async () => {
    const lineage = await asked(trace, way('raw.csv'))

    expect(lineage.nodes.map(({ id, name }) => [id, name])).toEqual([[raw, 'raw.csv']])
    expect(lineage.complete).toBe(true)
    expect(treeText(lineage, look)).toMatch(/^raw\.csv .* source: no recorded run made it\n/)
    expect(toDrawn(lineage).nodes.map(({ name, kind }) => [name, kind])).toEqual([['raw.csv', 'Content · source']])
    expect(outlineOf(indexLineage(lineage)).map(({ name }) => name)).toEqual(['raw.csv'])
    expect(csvText(lineage)).toContain('raw.csv')
    for (const text of [treeText(lineage, look), csvText(lineage), lineageSvg(lineage, 'light')])
      expect(text).not.toMatch(/archive|backup/)
  })

  test('its copy comes from who copied it, and what depends on the one is told of by its name', async () => {
    const copy = await asked(trace, way('archive.csv'))
    const below = await asked(impact, way('raw.csv'))

    expect(treeText(copy, look)).toMatch(/^archive\.csv .*\n.*made by backup\.py .*\n.*raw\.csv .*source/)
    for (const [lineage, name] of [
      [copy, 'archive.csv'],
      [below, 'raw.csv'],
    ] as const) {
      const index = indexLineage(lineage)
      expect(lineage.nodes.find(({ id }) => id === raw)?.name).toBe(name)
      expect(labelOf(index, raw)).toBe(name)
      expect(toDrawn(lineage).nodes.find(({ isRoot }) => isRoot)?.name).toBe(name)
      expect(outlineOf(index)[0]?.name).toBe(name)
      expect(csvText(lineage)).toMatch(new RegExp(`^0,artifact,,${name},`, 'm'))
      expect(treeText(lineage, look)).toMatch(new RegExp(`^${name} `))
    }
  })

  test('its page is headed by that name', async () => {
    const [asking, around] = way('raw.csv')

    const shown = await project.read((store) => show(store, asking, around))

    expect(shown.node.name).toBe('raw.csv')
    expect(shownText(shown, look)).toMatch(/^raw\.csv\n/)
  })
})

test('a copy says on its card from where it was copied, and what it was copied from does not', async () => {
  const copy = toDrawn(await asked(trace, ways['at its path']('archive.csv'))).nodes.find(({ isRoot }) => isRoot)
  const below = toDrawn(await asked(impact, ways['at its path']('./raw.csv'))).nodes.find(({ isRoot }) => isRoot)

  expect([copy?.kind, copy?.fact]).toEqual(['Content · source', 'copied from raw.csv · 100 B'])
  expect([below?.name, below?.fact]).toEqual(['./raw.csv', '100 B'])
})

test('bytes that were only copied come from nobody, and are called as they were met first', async () => {
  const lineage = await asked(trace, [{ reference: raw }, project.surroundings])
  const below = await asked(impact, [{ reference: raw }, project.surroundings])

  expect(treeText(lineage, look)).toMatch(/^raw\.csv .* source: no recorded run made it\n/)
  expect(toDrawn(below).nodes.find(({ isRoot }) => isRoot)?.name).toBe('raw.csv')
})

test('a link from what was made of it means it as it is called there', async () => {
  const index = indexLineage(await asked(trace, [{ reference: 'clean.csv' }, project.surroundings]))

  expect(subjectOf(index, raw)).toEqual({ ref: raw, called: 'raw.csv' })
  expect(subjectOf(index, raw, 'archive.csv')).toEqual({ ref: raw })
})

test('there is no way to it from who copied it, whatever folder asks', async () => {
  const between = { a: 'backup.py', b: 'raw.csv' }

  const ways = await Promise.all(
    [project.surroundings, elsewhere()].map((around) => project.read((store) => path(store, between, around))),
  )

  expect(ways.map(({ from, to }) => [from, to])).toEqual([
    [raw, 'run:test/2'],
    [raw, 'run:test/2'],
  ])
})

test('registered under that name from elsewhere, it is a version that nobody made', async () => {
  await project.write((store) => register(store, { reference: 'raw.csv', name: 'table' }, elsewhere()))

  const lineage = await asked(trace, [{ reference: 'table@1' }, project.surroundings])

  expect(treeText(lineage, look)).toMatch(/^table@1 .*source: no recorded run made it\n/s)
  expect(lineage.nodes.some(({ type }) => type === 'run')).toBe(false)
})
