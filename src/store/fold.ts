import type { AgentId } from '../domain/id.ts'
import { nodeTypeOf } from '../domain/id.ts'
import { type Fact, nodesNamed, project } from '../domain/project.ts'
import { asSaidBy } from '../domain/said-by.ts'
import { searchable } from '../domain/searchable.ts'
import type { Statement } from '../domain/statement.ts'
import { parseStatementId, statementNumber } from '../domain/statement-number.ts'
import { canonicalJson } from '../log/canonical.ts'
import type { Row } from './port.ts'
import type { Table } from './tables.ts'
import * as tables from './tables.ts'

/** An entry as the fold sees it, fresh or read back from the log. */
export type FoldedEntry = {
  readonly number: number
  readonly agent: AgentId | undefined
  readonly via: string
  /** By position; an erased statement is undefined. */
  readonly statements: readonly (Statement | undefined)[]
}

/** The numbers of names that the store knows already, and the next free ones. */
export type Numbers = {
  readonly nodes: Map<string, number>
  readonly places: Map<string, number>
  nextNode: number
  nextPlace: number
  nextListed: number
}

/** Every name of the entries that the store may know: what to look up before `foldEntries`. */
export function namesIn(entries: readonly FoldedEntry[]): { nodes: string[]; places: string[] } {
  const nodes = new Set<string>()
  const places = new Set<string>()
  for (const { agent, statements } of entries) {
    if (agent !== undefined) nodes.add(agent)
    for (const statement of statements) {
      if (statement === undefined) continue
      for (const node of nodesNamed(statement)) nodes.add(node)
      if (statement.type === 'edge' && statement.place !== undefined) places.add(statement.place)
    }
  }
  return { nodes: [...nodes], places: [...places] }
}

/**
 * The rows that entries add to the graph's tables. The same rows come from fresh statements and from the log, in one
 * batch or many: numbers are given out in the order in which entries first name a thing.
 */
export function foldEntries(entries: readonly FoldedEntry[], numbers: Numbers): { table: Table; rows: Row[] }[] {
  const rows = new Map<Table, Row[]>(tables.graphTables.map((table) => [table, []]))
  const add = (table: Table, row: Row) => rows.get(table)?.push(row)
  const node = (name: string) =>
    numberOf(numbers.nodes, name, () => {
      add(tables.nodes, { id: numbers.nextNode, name, type: nodeTypeOf(name) })
      return numbers.nextNode++
    })
  const place = (name: string) =>
    numberOf(numbers.places, name, () => {
      add(tables.places, { id: numbers.nextPlace, name })
      return numbers.nextPlace++
    })
  const listed = () => numbers.nextListed++
  for (const entry of entries) {
    const agent = entry.agent === undefined ? undefined : node(entry.agent)
    add(tables.speakers, { entry: entry.number, agent, via: entry.via })
    for (const [position, statement] of entry.statements.entries()) {
      const number = statementNumber(entry.number, position)
      if (statement === undefined) {
        add(tables.erased, { statement: number })
        continue
      }
      for (const name of nodesNamed(statement)) node(name)
      for (const fact of project(asSaidBy(statement, entry.agent))) add(...rowOf(fact, number, { node, place, listed }))
    }
  }
  return [...rows].filter(([, list]) => list.length > 0).map(([table, list]) => ({ table, rows: list }))
}

function numberOf(known: Map<string, number>, name: string, make: () => number): number {
  const found = known.get(name)
  if (found !== undefined) return found
  const made = make()
  known.set(name, made)
  return made
}

type Numbering = {
  readonly node: (name: string) => number
  readonly place: (name: string) => number
  readonly listed: () => number
}

function rowOf(fact: Fact, statement: number, { node, place, listed }: Numbering): [Table, Row] {
  switch (fact.table) {
    case 'claim': {
      const folded = fact.name === undefined ? undefined : searchable(fact.name)
      const { table: _, body, ...same } = fact
      return [tables.claims, { ...same, statement, node: node(fact.node), folded, body: canonicalJson(body) }]
    }
    case 'edge': {
      const { table: _, upstream, downstream, selector, place: where, from, ...same } = fact
      const row = {
        ...same,
        statement,
        upstream: node(upstream),
        downstream: node(downstream),
        selector: selector === undefined ? undefined : canonicalJson(selector),
        place: where === undefined ? undefined : place(where),
        since: from,
      }
      return [tables.edges, row]
    }
    case 'parameter': {
      const { key, from, origin } = fact
      const value = canonicalJson(fact.value)
      return [tables.parameters, { run: node(fact.run), name: key, statement, value, source: from, origin }]
    }
    case 'metric': {
      const { table: _, run, key, on, of, from, value, ...same } = fact
      const row = {
        ...same,
        statement,
        run: node(run),
        name: key,
        measured_on: on === undefined ? undefined : node(on),
        measured_of: of === undefined ? undefined : node(of),
        source: from,
        value: canonicalJson(value),
      }
      return [tables.metrics, row]
    }
    case 'facet': {
      const { table: _, body, selector, ...same } = fact
      const [text, part] = [body, selector].map((json) => (json === undefined ? undefined : canonicalJson(json)))
      return [tables.facets, { ...same, node: node(fact.node), statement, selector: part, body: text }]
    }
    case 'listing': {
      const { folder, part, parts, origin } = fact
      return [tables.listings, { statement, folder: node(folder), part, parts, origin }]
    }
    case 'listed': {
      const { sha256, bytes, path } = fact
      return [tables.listed, { id: listed(), statement, digest: Buffer.from(sha256, 'hex'), bytes, path }]
    }
    case 'code':
      return [tables.codeFiles, { digest: Buffer.from(fact.sha256, 'hex'), statement, run: node(fact.run) }]
    case 'retraction':
      return [tables.retractions, { statement, ...parseStatementId(fact.of), reason: fact.reason }]
  }
}
