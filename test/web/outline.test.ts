import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyLineage } from '../../src/drawing/any.test-lineage.ts'
import { layout } from '../../src/drawing/layout.ts'
import { toDrawn } from '../../src/drawing/to-drawn.ts'
import { csvText } from '../../src/export/csv.ts'
import { indexLineage } from '../../src/lineage/lineage-index.ts'
import { type OutlineItem, openAtFirst, outlineOf } from '../../web/src/lineage/outline.ts'
import { stepFrom } from '../../web/src/lineage/steps.ts'

const all = (items: readonly OutlineItem[]): OutlineItem[] => items.flatMap((item) => [item, ...all(item.children)])

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

test('what is open at first is little, and hangs together from the top', () => {
  fc.assert(
    fc.property(anyLineage(40), fc.integer({ min: 1, max: 80 }), (lineage, most) => {
      const items = outlineOf(indexLineage(lineage))

      const open = openAtFirst(items, most)

      const seen = (among: readonly OutlineItem[]): number =>
        among.reduce((sum, { key, children }) => sum + 1 + (open.has(key) ? seen(children) : 0), 0)
      expect(seen(items)).toBeLessThanOrEqual(Math.max(most, items.length))
      for (const key of open) if (key.includes('.')) expect(open).toContain(key.slice(0, key.lastIndexOf('.')))
    }),
  )
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
