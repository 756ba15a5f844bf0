import { instance } from '@viz-js/viz'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flightLineage } from '../export/example.test-lineage.ts'
import { anyLineage } from './any.test-lineage.ts'
import { type Course, crossingEdges, polyline } from './crossing-edges.test-measure.ts'
import { content, generatedLineage, lineageOf, made, making, seeded, shuffled } from './generated.test-lineage.ts'
import { laneNames, lanes } from './lanes.ts'
import { type Layout, layout, type PlacedNode } from './layout.ts'
import { card, fonts } from './measures.ts'
import { textWidth } from './text-width.ts'
import { toDrawn } from './to-drawn.ts'

const anyLayout = anyLineage(40).map((lineage) => layout(toDrawn(lineage)))
const generated = fc
  .tuple(fc.integer(), fc.integer({ min: 5, max: 120 }))
  .map(([seed, size]) => layout(toDrawn(generatedLineage(seed, size))))
const layouts = fc.oneof(anyLayout, generated)

/** The whole of a node: a stack's other cards and the marks count. */
const boxOf = ({ x, y, width, height, below, isStack, chips }: PlacedNode) => ({
  left: x,
  top: y,
  right: x + Math.max(width + (isStack ? 2 * card.stackStep : 0), ...chips.map((chip) => chip.width)),
  bottom: y + height + below,
})

test('no two nodes overlap, and none lies outside of the drawing', () => {
  fc.assert(
    fc.property(layouts, ({ nodes, width, height }) => {
      const boxes = nodes.map(boxOf)
      const overlapping = boxes.flatMap((a, index) =>
        boxes.slice(index + 1).filter((b) => {
          const isApart = a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top
          return !isApart
        }),
      )

      expect(overlapping).toEqual([])
      expect(boxes.filter((box) => box.left < 0 || box.top < 0 || box.right > width || box.bottom > height)).toEqual([])
    }),
    { seed: 1, numRuns: 200 },
  )
})

test('an edge begins at the right of its source and ends at the left of its target; against the flow, the other way round', () => {
  fc.assert(
    fc.property(layouts, ({ nodes, edges }) => {
      const boxes = new Map(
        nodes.map(({ key, x, y, width, height }) => [key, { left: x, right: x + width, y: y + height / 2 }]),
      )
      for (const { from, to, points, isBack } of edges) {
        const [source, target] = [boxes.get(from), boxes.get(to)]

        expect(points.at(0)).toEqual({ x: isBack ? source?.left : source?.right, y: source?.y })
        expect(points.at(-1)).toEqual({ x: isBack ? target?.right : target?.left, y: target?.y })
      }
    }),
    { seed: 7, numRuns: 50 },
  )
})

test('no line of a card is wider than the card', () => {
  const of = making(1)
  const long = [content(of, `data/${'w'.repeat(300)}.csv`, 'a kind with a name that is longer than any card is wide')]
  const placed = layout(toDrawn(lineageOf(of, made(of, `${'m'.repeat(300)}`, 'transform', long), 'long')))

  for (const { lines, width } of placed.nodes) {
    expect(textWidth(lines.name, fonts.pillName, 'semibold')).toBeLessThan(width)
    expect(textWidth(lines.kind, fonts.kind)).toBeLessThan(width)
  }
  expect(placed.nodes.map(({ width }) => width).every((width) => width <= card.widthMax)).toBe(true)
})

test('no edge passes through a card that it does not join, nor through the marks below one', () => {
  fc.assert(
    fc.property(layouts, ({ nodes, edges }) => {
      const boxes = nodes.map((node) => ({ key: node.key, ...boxOf(node) }))
      for (const { from, to, points } of edges) {
        const line = polyline(points, 8)
        const hit = boxes.find(({ key, left, right, top, bottom }) => {
          if (key === from || key === to) return false
          return line.some(({ x, y }) => x > left && x < right && y > top && y < bottom)
        })

        expect(hit).toBe(undefined)
      }
    }),
    { seed: 3, numRuns: 100 },
  )
})

/** Whether an edge is part of a cycle: its source can be reached from its target. */
function isInCycle({ edges }: Layout, from: string, to: string): boolean {
  const reached = new Set([to])
  for (const node of reached) for (const edge of edges) if (edge.from === node) reached.add(edge.to)
  return reached.has(from)
}

test('edges lead to a later layer, but for some of each cycle', () => {
  fc.assert(
    fc.property(layouts, (placed) => {
      const layers = new Map(placed.nodes.map(({ key, layer }) => [key, layer]))
      for (const { from, to, isBack } of placed.edges) {
        const isForward = (layers.get(from) ?? 0) < (layers.get(to) ?? 0)

        expect(isForward).toBe(!isBack)
        if (isBack) expect(isInCycle(placed, from, to)).toBe(true)
      }
    }),
    { seed: 4, numRuns: 200 },
  )
})

const names: readonly string[] = laneNames

test('a lane is a lower bound: none overlaps another, and a node stands in its own or in a later one', () => {
  fc.assert(
    fc.property(layouts, ({ nodes, lanes: placed }) => {
      for (const [index, { x, width }] of placed.entries()) expect(placed[index + 1]?.x ?? x + width).toBe(x + width)
      for (const node of nodes) {
        const stands = placed.findLast(({ x }) => x <= node.x)
        expect(names.indexOf(stands?.name ?? '')).toBeGreaterThanOrEqual(node.lane)
      }
    }),
    { seed: 5, numRuns: 100 },
  )
})

test('a data set that a model made stands right of the model, whatever lane it would have', () => {
  const { nodes } = layout(toDrawn(generatedLineage(3, 60)))
  const layerOf = (name: string) => nodes.find((node) => node.name === name)?.layer ?? -1

  expect(nodes.find(({ name }) => name === 'out/score')?.lane).toBe(lanes.inputs)
  expect(layerOf('out/score')).toBeGreaterThan(layerOf('score.py'))
  expect(layerOf('train_last.py')).toBeGreaterThan(layerOf('out/score'))
})

test('the same drawing comes out of the same answer in any order', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const lineage = generatedLineage(seed, 60)
      const random = seeded(seed + 1)

      const other = { ...lineage, nodes: shuffled(lineage.nodes, random), edges: shuffled(lineage.edges, random) }

      expect(layout(toDrawn(other))).toEqual(layout(toDrawn(lineage)))
    }),
    { seed: 6, numRuns: 20 },
  )
})

test('a long edge is level across the columns that it passes', () => {
  const { edges } = layout(toDrawn(flightLineage(1)))
  const code = edges.find(({ label }) => label.startsWith('git-tree:9e0244c1 to evaluate.py'))

  // Between the climbs from its source and to its target.
  const heights = code?.points.slice(4, -5).map(({ y }) => y) ?? []

  expect(heights.length).toBeGreaterThan(10)
  expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(20)
})

/** What Graphviz makes of the same nodes, with their sizes, and the same edges. */
async function graphvizCourses({ nodes, edges }: Layout): Promise<Course[]> {
  const inch = 72
  const answer = (await instance()).renderJSON({
    directed: true,
    graphAttributes: { rankdir: 'LR', nodesep: 0.3, ranksep: 0.7 },
    nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
    edgeAttributes: { dir: 'none' },
    nodes: nodes.map(({ key, width, height }) => ({
      name: key,
      attributes: { width: width / inch, height: height / inch },
    })),
    edges: edges.map(({ from, to }) => ({ tail: from, head: to })),
  }) as { objects: { name: string }[]; edges: { tail: number; head: number; pos: string }[] }
  return answer.edges.map(({ tail, head, pos }) => ({
    from: answer.objects[tail]?.name ?? '',
    to: answer.objects[head]?.name ?? '',
    points: pos.split(' ').map((point) => {
      const [x = 0, y = 0] = point.split(',').map(Number)
      return { x, y }
    }),
  }))
}

test('edges cross at most 1.4 times as often as in Graphviz’s drawings of 60 graphs of 20 to 300 nodes', async () => {
  let [ours, theirs] = [0, 0]
  for (let index = 0; index < 60; index += 1) {
    const placed = layout(toDrawn(generatedLineage(index + 1, 20 + Math.round((280 * index) / 59))))
    ours += crossingEdges(placed.edges)
    theirs += crossingEdges(await graphvizCourses(placed))
  }

  expect(theirs).toBeGreaterThan(10_000)
  expect(ours / theirs).toBeLessThanOrEqual(1.4)
}, 300_000)
