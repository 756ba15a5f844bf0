import { flows } from '../src/domain/flow.ts'
import { emptyGraph, everything, type Graph } from '../src/domain/graph.ts'
import { appendEdge } from '../src/domain/graph-growth.ts'
import { walkDown, walkUp } from '../src/lineage/walk/walk.ts'
import { readClosure } from '../src/store/closure.ts'
import { hasHub, readHub } from '../test/graph/hub.ts'
import { edgesOfPipeline, type GeneratedStore, generateStore, lastArtifact } from './generated-store.ts'
import { type Measure, printMeasures } from './measure.ts'
import { median, msOf } from './pairs.ts'

const stepsMax = 1_000_000
const questions = 40

/**
 * T10: a trace of 1,000 nodes through the store, at `edges` (10 million) beside 100,000. T11: the same walk in memory, and
 * closures on the Hub's graph, beside a bare breadth-first search on the same arrays; and beside one that notes the edges
 * it goes along, as any trace must to list them.
 */
export async function graphBench(edges = 10_000_000): Promise<Measure[]> {
  const small = await tracesOf(100_000)
  const large = await tracesOf(edges)
  const ratio = large.storeMs / small.storeMs
  const name = `T10 trace of 1,000 nodes, store of ${edges / 1_000_000} M edges ÷ of 100,000`
  const t10 = { name, ours: ms(large.storeMs), theirs: ms(small.storeMs), ratio, target: '≤ 1.5', holds: ratio <= 1.5 }
  return [t10, ...besideSearches('T11 walk of 1,000 nodes', large.graphs, walkUp, 1.5), ...hub()]
}

const ms = (value: number) => `${value.toFixed(3)} ms`

function beside(name: string, ours: number, theirs: number, most: number | undefined): Measure {
  const ratio = ours / theirs
  const target = most === undefined ? 'printed' : `≤ ${most}`
  return { name, ours: ms(ours), theirs: ms(theirs), ratio, target, holds: most === undefined || ratio <= most }
}

type Question = { readonly graph: Graph; readonly start: number }

async function tracesOf(edges: number) {
  const pipelines = edges / edgesOfPipeline
  console.log(`  writing a graph of ${edges.toLocaleString('en')} edges …`)
  await using store = await generateStore(pipelines)
  const storeMs: number[] = []
  const graphs: Question[] = []
  for (let question = 0; question < questions; question++) {
    const { read, graph, start } = await closureOf(store, (question * 7_919) % pipelines)
    // The first questions warm the engine, its cache and the compiler.
    if (question < 10) continue
    graphs.push({ graph, start })
    storeMs.push(read + msOf(() => walkUp(graph, [start], everything)))
  }
  return { storeMs: median(storeMs), graphs }
}

async function closureOf({ port, pipelines }: GeneratedStore, pipeline: number) {
  const artifact = lastArtifact(pipelines, pipeline)
  const begun = performance.now()
  const closure = await port.read((snapshot) => readClosure(snapshot, [artifact], 'upstream', stepsMax))
  return { read: performance.now() - begun, graph: closure.graph, start: closure.numberOf.get(artifact) ?? 0 }
}

/** A walk beside both searches, in turn, all with arrays that are kept; medians of what one question takes. */
function besideSearches(
  name: string,
  asked: readonly Question[],
  walk: typeof walkDown,
  most: number,
): [Measure, Measure] {
  const search = searchAlong(walk === walkUp ? 'up' : 'down', asked)
  for (const { graph, start } of asked) {
    const { nodes, edges } = walk(graph, [start], everything)
    const bare = search({ graph, start }, false)
    const noting = search({ graph, start }, true)
    if (bare.nodes !== nodes.length || noting.edges !== edges.length)
      throw new Error(
        `the walk reached ${nodes.length} nodes and ${edges.length} edges, the search ${bare.nodes} and ${noting.edges}`,
      )
  }
  const rounds: Record<'ours' | 'bare' | 'noting', number[]> = { ours: [], bare: [], noting: [] }
  for (let round = 0; round < roundsWarm + roundsMeasured; round++) {
    const question = asked[round % asked.length]
    if (question === undefined) break
    const ours = repeatedMs(() => walk(question.graph, [question.start], everything))
    const bare = repeatedMs(() => search(question, false))
    const noting = repeatedMs(() => search(question, true))
    if (round < roundsWarm) continue
    rounds.ours.push(ours)
    rounds.bare.push(bare)
    rounds.noting.push(noting)
  }
  const ours = median(rounds.ours)
  return [
    beside(`${name} ÷ bare search`, ours, median(rounds.bare), most),
    beside(`${name} ÷ search that notes its edges`, ours, median(rounds.noting), undefined),
  ]
}
/** The compiler is done with all three after some thousand questions. */
const roundsWarm = 200
const roundsMeasured = 200

function repeatedMs(work: () => unknown): number {
  const times = 20
  return (
    msOf(() => {
      for (let time = 0; time < times; time++) work()
    }) / times
  )
}

/**
 * The other side: which nodes are reached, asking no edge for its time, place, retraction or kind. Its arrays are kept
 * from search to search and cleared by what was touched.
 */
function searchAlong(way: 'up' | 'down', asked: readonly Question[]) {
  const nodes = Math.max(...asked.map(({ graph }) => graph.nodeCount))
  const edges = Math.max(...asked.map(({ graph }) => graph.edgeCount))
  const [seen, queue, noted] = [new Uint8Array(nodes), new Int32Array(nodes), new Int32Array(edges)]
  const clear = (reached: number) => {
    for (let index = 0; index < reached; index++) seen[queue[index] ?? 0] = 0
  }
  const bare = (first: Int32Array, next: Int32Array, other: Int32Array, start: number) => {
    let [taken, waiting] = [0, 1]
    queue[0] = start
    seen[start] = 1
    while (taken < waiting) {
      for (let edge = first[queue[taken++] ?? 0] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
        const node = other[edge] ?? 0
        if (seen[node] === 1) continue
        seen[node] = 1
        queue[waiting++] = node
      }
    }
    clear(waiting)
    return { nodes: waiting, edges: 0 }
  }
  const noting = (first: Int32Array, next: Int32Array, other: Int32Array, start: number) => {
    let [taken, waiting, along] = [0, 1, 0]
    queue[0] = start
    seen[start] = 1
    while (taken < waiting) {
      for (let edge = first[queue[taken++] ?? 0] ?? -1; edge >= 0; edge = next[edge] ?? -1) {
        noted[along++] = edge
        const node = other[edge] ?? 0
        if (seen[node] === 1) continue
        seen[node] = 1
        queue[waiting++] = node
      }
    }
    clear(waiting)
    return { nodes: waiting, edges: along }
  }
  return ({ graph, start }: Question, notes: boolean) => {
    const search = notes ? noting : bare
    return way === 'up'
      ? search(graph.firstUp, graph.nextUp, graph.upstream, start)
      : search(graph.firstDown, graph.nextDown, graph.downstream, start)
  }
}

function hub(): Measure[] {
  if (!hasHub) {
    console.log('  the graph of the Hub is not beside this checkout')
    return []
  }
  const graph = emptyGraph()
  const numbers = new Map<string, number>()
  const number = (name: string) => {
    const known = numbers.get(name) ?? numbers.size
    numbers.set(name, known)
    return known
  }
  for (const [statement, { older, newer }] of readHub().entries()) {
    appendEdge(graph, { flow: flows.derived, upstream: number(older), downstream: number(newer), statement })
  }
  const start = numbers.get('meta-llama/Llama-3.1-8B') ?? 0
  const found = walkDown(graph, [start], everything).nodes.length - 1
  if (found !== 2_299) throw new Error(`Llama-3.1-8B has 2,299 descendants, the walk found ${found}`)
  return besideSearches('closure of 2,299 models on the Hub', [{ graph, start }], walkDown, 2)
}

if (import.meta.main) printMeasures(await graphBench())
