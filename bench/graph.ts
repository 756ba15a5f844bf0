import { flows } from '../src/domain/flow.ts'
import { appendEdge, emptyGraph, everything, type Graph } from '../src/domain/graph.ts'
import { walkDown, walkUp } from '../src/lineage/walk.ts'
import { readClosure } from '../src/store/closure.ts'
import { hasHub, readHub } from '../test/graph/hub.ts'
import { edgesOfPipeline, type GeneratedStore, generateStore, lastArtifact } from './generated-store.ts'
import { type Measure, printMeasures } from './measure.ts'
import { median, msOf } from './pairs.ts'

const stepsMax = 1_000_000
const questions = 40

/**
 * T10: a trace of 1,000 nodes through the store, at `edges` (10 million) beside 100,000. T11: the same walk in memory beside
 * a bare breadth-first search on the same arrays. And closures on the Hub's graph beside the bare search.
 */
export async function graphBench(edges = 10_000_000): Promise<Measure[]> {
  const small = await tracesOf(100_000)
  const large = await tracesOf(edges)
  const ratio = large.storeMs / small.storeMs
  const name = `T10 trace of 1,000 nodes, store of ${edges / 1_000_000} M edges ÷ of 100,000`
  const t10 = { name, ours: ms(large.storeMs), theirs: ms(small.storeMs), ratio, target: '≤ 1.5', holds: ratio <= 1.5 }
  return [t10, beside('T11 walk of 1,000 nodes ÷ bare search', large.walkMs, large.bareMs, 1.5), ...hub()]
}

const ms = (value: number) => `${value.toFixed(3)} ms`

function beside(name: string, ours: number, theirs: number, most: number): Measure {
  const ratio = ours / theirs
  return { name, ours: ms(ours), theirs: ms(theirs), ratio, target: `≤ ${most}`, holds: ratio <= most }
}

async function tracesOf(edges: number) {
  const pipelines = edges / edgesOfPipeline
  console.log(`  writing a graph of ${edges.toLocaleString('en')} edges …`)
  await using store = await generateStore(pipelines)
  const storeMs: number[] = []
  const walkMs: number[] = []
  const bareMs: number[] = []
  for (let question = 0; question < questions; question++) {
    const { read, graph, start } = await closureOf(store, (question * 7_919) % pipelines)
    const walked = walkUp(graph, [start], everything).nodes.length
    const searched = searchUp(graph, start)
    if (walked !== searched || walked < 900)
      throw new Error(`the walk reached ${walked} nodes, the bare search ${searched}`)
    // The first questions warm the engine, its cache and the compiler.
    if (question < 10) continue
    storeMs.push(read + msOf(() => walkUp(graph, [start], everything)))
    walkMs.push(repeatedMs(() => walkUp(graph, [start], everything)))
    bareMs.push(repeatedMs(() => searchUp(graph, start)))
  }
  return { storeMs: median(storeMs), walkMs: median(walkMs), bareMs: median(bareMs) }
}

async function closureOf({ port, pipelines }: GeneratedStore, pipeline: number) {
  const artifact = lastArtifact(pipelines, pipeline)
  const begun = performance.now()
  const closure = await port.read((snapshot) => readClosure(snapshot, [artifact], 'upstream', stepsMax))
  return { read: performance.now() - begun, graph: closure.graph, start: closure.numberOf.get(artifact) ?? 0 }
}

function repeatedMs(work: () => unknown): number {
  const times = 20
  return (
    msOf(() => {
      for (let time = 0; time < times; time++) work()
    }) / times
  )
}

/** The other side: which nodes are reached, asking no edge for its time, place, retraction or kind. */
function searchUp(graph: Graph, start: number): number {
  return search(graph.firstUp, graph.nextUp, graph.upstream, start, graph.nodeCount)
}

function search(first: Int32Array, next: Int32Array, other: Int32Array, start: number, nodes: number): number {
  const seen = new Uint8Array(nodes)
  const queue = new Int32Array(nodes)
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
  return waiting
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
  const bare = () => search(graph.firstDown, graph.nextDown, graph.downstream, start, graph.nodeCount)
  for (let warm = 0; warm < 50; warm++) {
    walkDown(graph, [start], everything)
    bare()
  }
  const [ours, theirs] = [[] as number[], [] as number[]]
  for (let round = 0; round < 30; round++) {
    ours.push(repeatedMs(() => walkDown(graph, [start], everything)))
    theirs.push(repeatedMs(bare))
  }
  return [beside('closure of 2,299 models on the Hub ÷ bare search', median(ours), median(theirs), 2)]
}

if (import.meta.main) printMeasures(await graphBench())
