import type { Point } from './routes.ts'

/** A drawn edge: its two ends, and its course as a start and three points for each cubic curve, as SVG and Graphviz say it. */
export type Course = { readonly from: string; readonly to: string; readonly points: readonly Point[] }

const piecesOfCurve = 8

type Line = Omit<Course, 'points'> & {
  readonly points: readonly Point[]
  readonly box: readonly [number, number, number, number]
}

/**
 * How many pairs of edges cross as they are drawn: pairs without a common end whose courses meet anywhere, curves taken
 * as eight straight pieces. One measure for our drawings and for those of Graphviz.
 */
export function crossingEdges(courses: readonly Course[]): number {
  const lines = courses.map(lineOf)
  let crossing = 0
  for (const [index, a] of lines.entries()) {
    for (const b of lines.slice(index + 1)) {
      const isJoined = a.from === b.from || a.from === b.to || a.to === b.from || a.to === b.to
      if (!isJoined && overlap(a.box, b.box) && meets(a.points, b.points)) crossing += 1
    }
  }
  return crossing
}

function lineOf({ from, to, points }: Course): Line {
  const line = polyline(points, piecesOfCurve)
  const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)]
  return { from, to, points: line, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] }
}

const overlap = (a: Line['box'], b: Line['box']) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** Curves as straight pieces. */
export function polyline(points: readonly Point[], pieces: number): Point[] {
  const line = points.slice(0, 1)
  for (let index = 1; index + 2 < points.length; index += 3) {
    const [a, b, c, d] = points.slice(index - 1, index + 3)
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue
    for (let step = 1; step <= pieces; step += 1) line.push(bezier(a, b, c, d, step / pieces))
  }
  return line
}

function bezier(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]
  return { x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y }
}

function meets(one: readonly Point[], other: readonly Point[]): boolean {
  for (const [i, a] of one.entries()) {
    const b = one[i + 1]
    if (b === undefined) return false
    for (const [j, c] of other.entries()) {
      const d = other[j + 1]
      if (d !== undefined && crosses(a, b, c, d)) return true
    }
  }
  return false
}

function crosses(a: Point, b: Point, c: Point, d: Point): boolean {
  if (Math.max(a.x, b.x) < Math.min(c.x, d.x) || Math.max(c.x, d.x) < Math.min(a.x, b.x)) return false
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
