export type Point = { readonly x: number; readonly y: number }
/** Where a layer stands. `right` is beyond its stacks. */
export type Column = { readonly x: number; readonly width: number; readonly cardWidth: number; readonly right: number }
type Box = Point & { readonly width: number; readonly height: number }

/**
 * The course of an edge through its chain of nodes: level across the columns of layers, so that it passes no card, and
 * a smooth curve from each column to the next.
 */
export function routeOf(
  chain: readonly number[],
  boxes: readonly Box[],
  columns: readonly Column[],
  layerOf: readonly number[],
  heightOf: (node: number) => number,
): Point[] {
  const points: Point[] = []
  for (const [index, node] of chain.entries()) {
    const column = columns[layerOf[node] ?? 0]
    if (column === undefined) continue
    const box = boxes[node]
    const y = box === undefined ? round(heightOf(node)) : box.y + box.height / 2
    const [enters, leaves] = [
      { x: column.x, y },
      { x: column.right, y },
    ]
    if (index > 0) curveTo(points, enters)
    if (box === undefined) lineTo(points, leaves)
    else if (index === 0) points.push({ x: box.x + box.width, y })
    else lineTo(points, { x: box.x, y })
    if (index === 0) lineTo(points, leaves)
  }
  return points
}

const round = (value: number) => Math.round(value * 10) / 10

/** A straight line, written as a curve so that a path has one kind of piece. */
function lineTo(points: Point[], end: Point): void {
  const start = points.at(-1)
  if (start !== undefined && start.x !== end.x) points.push(start, end, end)
}

/** A curve that leaves and arrives level. */
function curveTo(points: Point[], end: Point): void {
  const start = points.at(-1) ?? end
  const middle = round((start.x + end.x) / 2)
  points.push({ x: middle, y: start.y }, { x: middle, y: end.y }, end)
}
