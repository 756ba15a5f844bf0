import { heightsOf } from './alignment.ts'
import { type Chip, chipsOf, type Lines, linesOf, reachOf, wantedWidth } from './card-size.ts'
import { backEdges, type GraphEdge } from './cycles.ts'
import type { Drawn, DrawnEdge, DrawnNode } from './drawn.ts'
import { laneNames } from './lanes.ts'
import { type Layering, layeringOf } from './layering.ts'
import { card, fonts, gaps, headerHeight, pill } from './measures.ts'
import { orderedLayers } from './ordering.ts'
import { rankNodes } from './ranks.ts'
import { type Column, type Point, routeOf } from './routes.ts'
import { textWidth } from './text-width.ts'

export type PlacedNode = DrawnNode & {
  readonly x: number
  readonly y: number
  /** Of the card or pill itself; a stack's other cards and the marks reach below it by `below`. */
  readonly width: number
  readonly height: number
  readonly below: number
  readonly layer: number
  readonly lines: Lines
  readonly chips: readonly Chip[]
}
/** `points` are a start and then three for each cubic curve. One that is `isBack` closes a cycle, against the flow. */
export type PlacedEdge = DrawnEdge & { readonly points: readonly Point[]; readonly isBack: boolean }
export type PlacedLane = { readonly name: string; readonly x: number; readonly width: number }

export type Layout = {
  readonly drawn: Drawn
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly lanes: readonly PlacedLane[]
  readonly width: number
  readonly height: number
}

/**
 * Gives everything its place: cycles are cut, nodes get layers within life-cycle lanes, an order with few crossings and
 * heights without overlaps (the four steps of Sugiyama, 1981). The same drawing for the same input, whatever its order.
 */
export function layout(drawn: Drawn): Layout {
  const { nodes } = drawn
  const place = new Map(nodes.map(({ key }, index) => [key, index]))
  const graphEdges = drawn.edges.map(
    ({ from, to, isAside }): GraphEdge => ({ from: place.get(from) ?? 0, to: place.get(to) ?? 0, isAside }),
  )
  const lanesAtLeast = nodes.map(({ lane }) => lane)
  const back = backEdges(lanesAtLeast, graphEdges)
  const forward = graphEdges.map((edge, index) => {
    const [isBack, { origin = '' }] = [back.has(edge), drawn.edges[index] ?? {}]
    const ends = isBack ? { from: edge.to, to: edge.from } : edge
    return { ...edge, ...ends, trunk: `${isBack} ${edge.isAside} ${origin}` }
  })
  const ranks = rankNodes(lanesAtLeast, forward)
  const layering = layeringOf(ranks.layer, forward)
  const layers = orderedLayers(layering)
  const heights = heightsOf(layering, layers, extentsOf(layering, nodes))
  const { columns, lanes, width } = columnsOf(layers, nodes, ranks.lane)
  const [top, bottom] = verticalReach(layering, nodes, heights)
  const shift = headerHeight + gaps.lane - top
  const placed = nodes.map((node, index) =>
    placedNode(node, ranks.layer[index] ?? 0, columns, (heights[index] ?? 0) + shift),
  )
  const edges = drawn.edges.map((edge, index): PlacedEdge => {
    const chain = layering.chains[index] ?? []
    const isBack = back.has(graphEdges[index] ?? { from: 0, to: 0, isAside: false })
    const points = routeOf(chain, placed, columns, layering.layerOf, (node) => (heights[node] ?? 0) + shift)
    return { ...edge, isBack, points: isBack ? points.toReversed() : points }
  })
  return { drawn, nodes: placed, edges, lanes, width, height: bottom - top + headerHeight + 2 * gaps.lane }
}

function extentsOf({ layerOf }: Layering, nodes: readonly DrawnNode[]) {
  return layerOf.map((_, index) => {
    const node = nodes[index]
    return node === undefined ? { above: 0, below: 0, gap: gaps.lines } : { ...reachOf(node), gap: gaps.nodes }
  })
}

function verticalReach({ layerOf }: Layering, nodes: readonly DrawnNode[], heights: Float64Array): [number, number] {
  let [top, bottom] = [0, 0]
  for (const index of layerOf.keys()) {
    const node = nodes[index]
    const { above, below } = node === undefined ? { above: 0, below: 0 } : reachOf(node)
    top = Math.min(top, (heights[index] ?? 0) - above)
    bottom = Math.max(bottom, (heights[index] ?? 0) + below)
  }
  return [top, bottom]
}

/** Each layer is a column as wide as its widest node; each lane is as wide as its columns, and as its name at least. */
function columnsOf(layers: readonly (readonly number[])[], nodes: readonly DrawnNode[], laneOf: readonly number[]) {
  const columns: Column[] = []
  const lanes: PlacedLane[] = []
  let x = 0
  for (const [lane, name] of laneNames.entries()) {
    const own = layers.flatMap((layer, index) => (layer.some((node) => laneOf[node] === lane) ? [index] : []))
    if (own.length === 0) continue
    const start = x
    x += gaps.lane
    for (const [position, index] of own.entries()) {
      const inLayer = (layers[index] ?? []).flatMap((node) => nodes[node] ?? [])
      const cards = inLayer.filter(({ form }) => form === 'card')
      const cardWidth = Math.max(0, ...cards.map(wantedWidth))
      const width = Math.max(cardWidth, ...inLayer.map(wantedWidth))
      const stack = inLayer.some(({ isStack }) => isStack) ? 2 * card.stackStep : 0
      columns[index] = { x, width, cardWidth, right: x + width + stack }
      x += width + stack + (position === own.length - 1 ? gaps.layers - gaps.lane : gaps.layers)
    }
    x = Math.max(x, start + 2 * gaps.lane + textWidth(name, fonts.header, 'semibold') * 1.05)
    lanes.push({ name, x: start, width: x - start })
  }
  return { columns, lanes, width: x }
}

function placedNode(node: DrawnNode, layer: number, columns: readonly Column[], middle: number): PlacedNode {
  const column = columns[layer] ?? { x: 0, width: 0, cardWidth: 0, right: 0 }
  const width = node.form === 'card' ? column.cardWidth : wantedWidth(node)
  const height = node.form === 'card' ? card.height : pill.height
  const { above, below } = reachOf(node)
  return {
    ...node,
    x: Math.round(column.x + (column.width - width) / 2),
    y: Math.round(middle - above),
    ...{ width, height, layer },
    below: above + below - height,
    lines: linesOf(node, width),
    chips: chipsOf(node, width),
  }
}
