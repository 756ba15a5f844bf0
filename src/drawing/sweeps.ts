import type { NodeId } from '../domain/id.ts'
import type { LineageIndex } from '../lineage/lineage-index.ts'
import type { FlowGraph } from './flow-graph.ts'

/** Weights & Biases folds runs from five on, too. */
const runsMin = 5

/**
 * Runs of one name that had the same code and data and differ in their parameters, five or more of them: keys of runs by
 * sweep. A configuration file is parameters written down, so it may differ as well.
 */
export function sweepsOf(index: LineageIndex, { vertices, arcs }: FlowGraph): string[][] {
  const inputs = Map.groupBy(arcs, ({ to }) => to)
  const runs = [...vertices.values()].filter(({ key, type }) => type === 'run' && key !== index.lineage.root)
  const alike = Map.groupBy(runs, ({ key }) => {
    const read = (inputs.get(key) ?? []).filter(({ edges }) => edges.every(({ role }) => role !== 'configuration'))
    const { name, kind } = index.nodes.get(key) ?? {}
    return JSON.stringify([name ?? kind, read.map(({ from }) => from).sort()])
  })
  return [...alike.values()]
    .map((members) => members.map(({ key }) => key))
    .filter((keys) => keys.length >= runsMin && new Set(keys.map((key) => parametersOf(index, key))).size > 1)
}

const parametersOf = (index: LineageIndex, run: NodeId): string => JSON.stringify([...settingsOf(index, run)].sort())

function settingsOf(index: LineageIndex, run: NodeId): Map<string, string> {
  const facts = index.factsOf(run).filter((fact) => fact.type === 'parameter')
  return new Map(facts.map(({ name, value }) => [name, JSON.stringify(value)]))
}

/** The parameters in which runs differ, by name. */
export function differingParameters(index: LineageIndex, runs: readonly NodeId[]): string[] {
  const settings = runs.map((run) => settingsOf(index, run))
  const names = [...new Set(settings.flatMap((of) => [...of.keys()]))].sort()
  return names.filter((name) => new Set(settings.map((of) => of.get(name))).size > 1)
}
