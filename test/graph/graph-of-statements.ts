import { emptyGraph, type Graph } from '../../src/domain/graph.ts'
import { appendEdge, markSmall, retract } from '../../src/domain/graph-growth.ts'
import type { NodeId } from '../../src/domain/id.ts'
import { project } from '../../src/domain/project.ts'
import { smallBytes } from '../../src/domain/small-content.ts'
import type { Statement } from '../../src/domain/statement.ts'
import { appendListed } from '../../src/store/closure.ts'

export type StatementsGraph = {
  readonly graph: Graph
  readonly names: readonly NodeId[]
  readonly numberOf: ReadonlyMap<NodeId, number>
}

/** The whole graph in memory of statements with their numbers, added in the order given. No store takes part. */
export function graphOfStatements(
  statements: readonly { readonly number: number; readonly statement: Statement }[],
  retractions: readonly { readonly statement: number; readonly by: number }[] = [],
): StatementsGraph {
  const graph = emptyGraph(1, 1)
  const numberOf = new Map<string, number>()
  const places = new Map<string, number>()
  const number = (numbers: Map<string, number>, name: string, first: number) => {
    const known = numbers.get(name) ?? numbers.size + first
    numbers.set(name, known)
    return known
  }
  for (const { number: of, statement } of statements) {
    const facts = project(statement)
    const listing = facts.find((fact) => fact.table === 'listing')
    for (const fact of facts) {
      if (fact.table === 'listed' && listing !== undefined) {
        const listed = { ...fact, file: 0, folder: 0, statement: of, origin: listing.origin }
        appendListed(graph, listed, number(numberOf, `sha256:${fact.sha256}`, 0), number(numberOf, listing.folder, 0))
      }
      if (fact.table === 'claim' && (fact.bytes ?? smallBytes) < smallBytes)
        markSmall(graph, number(numberOf, fact.node, 0), of)
      if (fact.table !== 'edge') continue
      const { flow, role, slot, selector, at, from, until } = fact
      const place = fact.place === undefined ? undefined : number(places, fact.place, 1)
      if (place !== undefined && fact.place !== undefined) graph.places.set(place, fact.place)
      const key = JSON.stringify([role, slot, selector, fact.number])
      const ends = { upstream: number(numberOf, fact.upstream, 0), downstream: number(numberOf, fact.downstream, 0) }
      appendEdge(graph, { flow, ...ends, statement: of, place, at, from, until, key })
    }
  }
  for (const { statement, by } of retractions) retract(graph, statement, by)
  return { graph, names: [...numberOf.keys()], numberOf }
}
