import type { LineageIndex } from '../lineage/lineage-index.ts'
import { kindOf } from '../lineage/node-names.ts'
import type { FlowGraph } from './flow-graph.ts'

/** More neighbours than these that look alike are a stack (Dagster's issue 21550: nobody follows a grid of inputs). */
const alikeMax = 7
// A colouring that is not stable by then is of a graph so deep that its stacks would tell nothing.
const roundsMax = 64

/** The group of each vertex, and for those that stand singly since the reader opened their stack, the key of that. */
type Grouped = { readonly groups: ReadonlyMap<string, string>; readonly opened: ReadonlyMap<string, string> }

/**
 * Gives each vertex the key of its group: its own, or that of a stack. Two vertices are alike when their types, kinds and
 * names of runs are, and when they have as many neighbours of each group on each side: the coarsest stable colouring of
 * the graph (colour refinement), in which the graph of groups has a cycle only where the graph has one. Groups of more
 * than seven are stacks, and so are `sweeps`; the rest stay single, as does what the reader opened.
 */
export function groupsOf(
  index: LineageIndex,
  graph: FlowGraph,
  sweeps: readonly (readonly string[])[],
  wanted: readonly string[],
): Grouped {
  const isOpen = new Set(wanted)
  const opened = new Map<string, string>()
  const groups = new Map([...graph.vertices.keys()].map((key) => [key, key]))
  const stack = (keys: readonly string[]) => {
    const name = `stack:${keys.toSorted()[0] ?? ''}`
    for (const key of keys) (isOpen.has(name) ? opened : groups).set(key, name)
  }
  sweeps.forEach(stack)
  const colours = stableColours(index, graph, groups)
  const single = [...groups].flatMap(([key, group]) => (key === group && !opened.has(key) ? [key] : []))
  for (const keys of Map.groupBy(single, (key) => colours?.get(key) ?? key).values())
    if (keys.length > alikeMax) stack(keys)
  return { groups, opened }
}

function stableColours(
  index: LineageIndex,
  graph: FlowGraph,
  groups: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> | undefined {
  const keys = [...new Set(groups.values())]
  const near = new Map(keys.map((key): [string, { side: string; key: string }[]] => [key, []]))
  for (const { from, to, edges } of graph.arcs) {
    const [above, below] = [groups.get(from) ?? from, groups.get(to) ?? to]
    const roles = [...new Set(edges.map(({ edge, role }) => `${edge} ${role ?? ''}`))].sort().join()
    near.get(above)?.push({ side: `down ${roles}`, key: below })
    near.get(below)?.push({ side: `up ${roles}`, key: above })
  }
  let colours = coloured(keys, (key) => lookOf(index, graph, key))
  for (let round = 0; round < roundsMax; round += 1) {
    const finer = coloured(keys, (key) => {
      const around = (near.get(key) ?? []).map((neighbour) => `${neighbour.side} ${colours.of.get(neighbour.key)}`)
      return `${colours.of.get(key)}\n${around.sort().join('\n')}`
    })
    if (finer.count === colours.count) return finer.of
    colours = finer
  }
  return undefined
}

/** A number for each key, the same for keys of which `look` says the same. */
function coloured(keys: readonly string[], look: (key: string) => string) {
  const numbers = new Map<string, number>()
  const of = new Map<string, number>()
  for (const key of keys) {
    const seen = look(key)
    const number = numbers.get(seen) ?? numbers.size
    numbers.set(seen, number)
    of.set(key, number)
  }
  return { of, count: numbers.size }
}

/** What a vertex is by itself. The root, and what is a stack already, are like nothing else. */
function lookOf(index: LineageIndex, { vertices }: FlowGraph, key: string): string {
  const vertex = vertices.get(key)
  if (vertex === undefined || key === index.lineage.root) return key
  const { name, state } = index.nodes.get(key) ?? {}
  return JSON.stringify([vertex.type, kindOf(index, key), vertex.type === 'run' ? [name, state] : []])
}
