import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLineage } from '../../src/drawing/any.test-lineage.ts'
import { layout } from '../../src/drawing/layout.ts'
import { toDrawn } from '../../src/drawing/to-drawn.ts'
import { csvText } from '../../src/export/csv.ts'
import type { Lineage } from '../../src/lineage/lineage.ts'
import { indexLineage } from '../../src/lineage/lineage-index.ts'
import { labelOf } from '../../src/lineage/node-names.ts'
import { eachOf, type OutlineItem, openAtFirst, outlineOf, rowsOf } from '../../web/src/lineage/outline.ts'
import { stepFrom } from '../../web/src/lineage/steps.ts'

const all = (items: readonly OutlineItem[]) => [...eachOf(items)]

test('the outline holds each node of the answer, and follows each once', () => {
  fc.assert(
    fc.property(anyLineage(40), (lineage) => {
      const index = indexLineage(lineage)

      const items = all(outlineOf(index))

      const told = new Set(items.map(({ id }) => id))
      expect(lineage.nodes.map(({ id }) => index.nameOf(id)).filter((id) => !told.has(id))).toEqual([])
      const opened = items.filter(({ children }) => children.length > 0).map(({ id }) => id)
      expect(opened.length).toBe(new Set(opened).size)
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
    }),
  )
})

test('the table as a file has a row for each node of the answer, as the outline has', () => {
  fc.assert(
    fc.property(anyLineage(40), (lineage) => {
      expect(csvText(lineage).split('\r\n').length - 2).toBe(lineage.nodes.length)
    }),
  )
})

test('drawing, outline, table and file call each thing of an answer alike, and what was asked for as it was asked for', () => {
  fc.assert(
    fc.property(anyLineage(40), fc.constantFrom(undefined, 'a.csv', './b.csv'), (given, called) => {
      const root = given.nodes.find(({ id }) => id.startsWith('sha256:'))?.id ?? given.root
      const lineage: Lineage = { ...given, root, ...(called === undefined ? {} : { called }) }
      const index = indexLineage(lineage)
      const rows = csvText(lineage).split('\r\n').slice(1, -1)
      const inFile = new Map(rows.map((row) => row.split(',')).map(([, , , name, id = '']) => [id, name]))
      const shown = new Map(toDrawn(lineage, { nodesMax: 1_000 }).nodes.map((node) => [node.key, node]))

      for (const id of lineage.nodes.map((node) => index.nameOf(node.id))) {
        const card = shown.get(id)
        const name = labelOf(index, id)
        if (card !== undefined && !card.isStack && !id.startsWith('agent:')) expect([id, card.name]).toEqual([id, name])
        if (inFile.has(id)) expect([id, inFile.get(id)]).toEqual([id, name])
      }
      const [first] = outlineOf(index)
      expect(first?.name).toBe(labelOf(index, root))
      if (called !== undefined && root.startsWith('sha256:')) expect(first?.name).toBe(called)
    }),
  )
})

test('what is open at first is little, and hangs together from the top', () => {
  fc.assert(
    fc.property(anyLineage(40), fc.integer({ min: 1, max: 80 }), (lineage, most) => {
      const items = outlineOf(indexLineage(lineage))

      const open = openAtFirst(items, most)

      const rows = rowsOf(items, open)
      expect(rows.length).toBeLessThanOrEqual(Math.max(most, items.length))
      const seen = new Set(rows.map(({ item }) => item.key))
      expect([...open].filter((key) => !seen.has(key))).toEqual([])
    }),
  )
})

test('a chain of ten thousand steps is an outline of as many rows, each one deeper than the one above', () => {
  const steps = 10_000
  const ids = Array.from({ length: steps }, (_, step) =>
    step % 2 === 0 ? `sha256:${String(step).padStart(64, '0')}` : `run:chain/${step}`,
  )
  const edges = ids.slice(1).map((id, step) => ({
    ...(step % 2 === 0
      ? { edge: 'generated', source: id, target: ids[step] }
      : { edge: 'used', source: ids[step], target: id }),
    ...{ origin: 'observed', statements: [] },
  }))
  const nodes = ids.map((id, depth) => ({ id, type: depth % 2 === 0 ? 'artifact' : 'run', depth }))
  const asked = { question: 'trace', root: ids[0], asked: 'x', asOf: '2026-01-01T00:00:00.000Z', knownAt: 1 }
  const lineage = { ...asked, complete: true, withheld: { nodes: 0, edges: 0 }, nodes, edges, facts: [] }

  const items = outlineOf(indexLineage(lineage as unknown as Lineage))
  const rows = rowsOf(items, new Set(all(items).map(({ key }) => key)))

  expect(rows.map(({ item, level }) => [item.id, level])).toEqual(ids.map((id, step) => [id, step + 1]))
})

test('in a drawing left leads along an edge to what something comes from, and up to what stands above it', () => {
  fc.assert(
    fc.property(anyLineage(40), (lineage) => {
      const drawing = layout(toDrawn(lineage))
      for (const node of drawing.nodes) {
        const left = stepFrom(drawing, node, 'left')
        const joined = drawing.edges.some(({ from, to }) => from === left?.key && to === node.key)
        expect(left === undefined || joined).toBe(true)
        const up = stepFrom(drawing, node, 'up')
        expect(up === undefined || (up.layer === node.layer && up.y < node.y + node.height)).toBe(true)
      }
    }),
  )
})
