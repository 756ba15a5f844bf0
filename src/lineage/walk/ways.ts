import type { Graph, View } from '../../domain/graph.ts'
import { type Asked, atPlace, type Course, type Means, startCourse, wherever } from './course.ts'
import { type Numbered, newestFirst } from './record-order.ts'
import { type Walk, walkUp } from './walk.ts'
import { stepUp } from './walk-up.ts'

/** The shortest ways between two nodes, each from the one upstream down. */
export type Ways = {
  readonly ways: readonly (readonly number[])[]
  /** Whether there are no others of that length. */
  readonly isAll: boolean
  /** Those of the walk's edges that lie on them. */
  readonly walk: Pick<Walk, 'edges' | 'sameBytes'>
}

/** Of a thousand ways between two nodes of a grid each tells the same; so many are put together before the most are taken. */
const triedMax = 10_000

type Ends = { readonly above: number; readonly below: number }

/**
 * The shortest ways by which `walkUp` comes from one node up to another: along its edges, and only from a read to the
 * writes that it found. Empty where it does not come there. Linear in the edges above `below`.
 * @param asked how the question found `below`, as for `walkUp`.
 */
export function waysUp(numbered: Numbered, { above, below }: Ends, view: View, most: number, asked?: Asked): Ways {
  const { graph } = numbered
  const walk = walkUp(graph, [below], view, asked, above)
  if (above === below) return { ways: [[below]], isAll: true, walk: { ...walk, edges: new Int32Array() } }
  const leads = reachedFrom(graph, above, walk.edges)
  if (!leads.has(below)) return none(walk)
  const taker = stepTaker(numbered, below, view, { asked, wanted: above, hidden: walk.hidden })
  const { parents, ends } = search(taker, { above, leads })
  const found = put(taker, { above, below, parents, ends, most })
  const onWay = new Set(found.ways.flatMap((way) => way.slice(1).map((node, index) => `${way[index]} ${node}`)))
  const isOnWay = (edge: number) => {
    const [up, down] = [graph.upstream[edge], graph.downstream[edge]]
    return onWay.has(`${up} ${down}`) || onWay.has(`${down} ${up}`)
  }
  return { ...found, walk: { ...walk, edges: walk.edges.filter(isOnWay) } }
}

const none = (walk: Walk): Ways => ({ ways: [], isAll: true, walk: { ...walk, edges: new Int32Array() } })

/** What lies below a node, going along some edges whatever their time and place: nothing else can be on a way to it. */
function reachedFrom({ upstream, downstream }: Graph, from: number, edges: Int32Array): ReadonlySet<number> {
  const below = Map.groupBy(edges, (edge) => upstream[edge] ?? 0)
  const reached = new Set([from])
  for (const node of reached) for (const edge of below.get(node) ?? []) reached.add(downstream[edge] ?? 0)
  return reached
}

/** A step of a walk as `course.ts` plans it, taken alone: the edges that it takes, and the steps that it leads on to. */
type StepTaker = {
  readonly first: number
  readonly nodeOf: (step: number) => number
  readonly take: (step: number) => { readonly edges: Int32Array; readonly next: readonly number[] }
  readonly graph: Graph
  /** Nodes in the order of the record: whichever edge is met first, of many ways the same ones are told. */
  readonly inOrder: (a: number, b: number) => number
}

function stepTaker({ graph, ids }: Numbered, below: number, view: View, means: Means): StepTaker {
  // What was looked at closely for one step is known to the others.
  const { above, below: beneath, copies, contents } = startCourse(graph, [below], view, means)
  const first = -1 - below
  const nodeOf = (step: number) => (step < 0 ? -1 - step : (graph.upstream[step] ?? 0))
  const take = (step: number) => {
    const course: Course = {
      ...startCourse(graph, [below], view, means),
      above,
      below: beneath,
      copies,
      contents,
    }
    const [planned, shown] = [course.planned, course.shown]
    const atStart = means.asked === undefined ? wherever : atPlace
    stepUp(course, nodeOf(step), step === first ? atStart : step < 0 ? wherever : step)
    const { edges, steps, nodes } = course.scratch
    // A settled node is gone on from once it is shown, without a step that is planned for it.
    const settled = nodes.slice(shown, course.shown).filter((node) => graph.settled[node] === 1)
    const next = [...steps.slice(planned, course.planned), ...Array.from(settled, (node) => -1 - node)]
    return { edges: edges.slice(0, course.taken), next }
  }
  const inOrder = (a: number, b: number) => newestFirst(ids[a] ?? 0, ids[b] ?? 0)
  return { first, nodeOf, take, graph, inOrder }
}

type Found = { readonly parents: ReadonlyMap<number, readonly number[]>; readonly ends: readonly number[] }

/** Step after step, all of one distance at a time, until some of them come to the node that is looked for. */
function search(
  { first, nodeOf, take, graph, inOrder }: StepTaker,
  { above, leads }: { readonly above: number; readonly leads: ReadonlySet<number> },
): Found {
  const parents = new Map<number, number[]>([[first, []]])
  // From one node several steps go on, each from another edge: those are told apart by where they come from, and by who said so.
  const belowOf = (step: number) => (step < 0 ? nodeOf(step) : (graph.downstream[step] ?? 0))
  const said = (step: number) => (step < 0 ? -1 : (graph.statement[step] ?? 0))
  const stepsInOrder = (a: number, b: number) =>
    inOrder(nodeOf(a), nodeOf(b)) || inOrder(belowOf(a), belowOf(b)) || said(a) - said(b)
  const isAbove = (edge: number) => graph.upstream[edge] === above || graph.downstream[edge] === above
  for (let level = [first]; level.length > 0; ) {
    const taken = level.map((step) => ({ step, ...take(step) }))
    const ends = taken.filter(({ edges }) => edges.some(isAbove)).map(({ step }) => step)
    if (ends.length > 0) return { parents, ends }
    const fresh = new Map<number, number[]>()
    for (const { step, next } of taken) {
      for (const each of next) {
        if (parents.has(each) || !leads.has(nodeOf(each))) continue
        const known = fresh.get(each)
        if (known === undefined) fresh.set(each, [step])
        else known.push(step)
      }
    }
    for (const [step, from] of fresh) parents.set(step, from)
    level = [...fresh.keys()].sort(stepsInOrder)
  }
  return { parents, ends: [] }
}

type Putting = Found & { readonly above: number; readonly below: number; readonly most: number }

/** Ways of the steps that were found, from their ends back, each with the nodes between; those with the same nodes are one. */
function put(taker: StepTaker, { above, parents, ends, most }: Putting): Pick<Ways, 'ways' | 'isAll'> {
  const ways = new Map<string, readonly number[]>()
  // Taken from behind, so that of many that are open only those of the ways that are told are put together.
  const open = ends.map((step): { step: number; to: number; told: readonly number[] } => ({
    step,
    to: above,
    told: [],
  }))
  for (let tried = 0; open.length > 0; tried++) {
    if (tried === triedMax) return { ways: [...ways.values()].slice(0, most), isAll: false }
    const { step, to, told } = open.pop() ?? { step: taker.first, to: above, told: [] }
    const way = [...told, ...within(taker, step, to).slice(told.length === 0 ? 0 : 1)]
    const before = parents.get(step) ?? []
    if (before.length === 0) ways.set(way.join(), way)
    if (ways.size > most) return { ways: [...ways.values()].slice(0, most), isAll: false }
    const node = taker.nodeOf(step)
    for (const from of before) open.push({ step: from, to: node, told: way })
  }
  return { ways: [...ways.values()], isAll: true }
}

/** The nodes from one that a step came to down to the one that it started from, along what it took. */
function within({ take, nodeOf, graph, inOrder }: StepTaker, step: number, to: number): number[] {
  const start = nodeOf(step)
  const beside = new Map<number, number[]>()
  const join = (one: number, other: number) => {
    const known = beside.get(one)
    if (known === undefined) beside.set(one, [other])
    else known.push(other)
  }
  for (const edge of take(step).edges) {
    const [up, down] = [graph.upstream[edge] ?? 0, graph.downstream[edge] ?? 0]
    join(up, down)
    join(down, up)
  }
  const cameFrom = new Map([[start, start]])
  for (const node of cameFrom.keys()) {
    if (node === to) break
    for (const other of beside.get(node)?.sort(inOrder) ?? []) if (!cameFrom.has(other)) cameFrom.set(other, node)
  }
  const way = [to]
  for (let node = to; node !== start; way.push(node)) node = cameFrom.get(node) ?? start
  return way
}
