import type { NodeId } from '../domain/id.ts'
import type { Lineage, LineageEdge, LineageNode } from '../lineage/lineage.ts'
import { endsOf, indexLineage, type LineageIndex } from './lineage-index.ts'
import { labelOf, nameOfAsset, pathsOf, versionsOf } from './node-names.ts'
import { visible } from './terminal-text.ts'

type Field = string | number | undefined

/** The columns, in order. Those that hold several values part them by a space. */
const columnsOfNode: Readonly<Record<string, (index: LineageIndex, node: LineageNode) => Field>> = {
  depth: (_, { depth }) => depth,
  type: (_, { type }) => type,
  kind: (_, { kind }) => kind,
  name: (index, { id }) => labelOf(index, id),
  id: (_, { id }) => encoded(id),
  bytes: (_, { bytes }) => bytes,
  media: (_, { media }) => media,
  state: (_, { state }) => state,
  from: (_, { from }) => from,
  until: (_, { until }) => until,
  origin: (_, { origin }) => origin,
  beside: (_, { beside }) => (beside === true ? 'yes' : undefined),
  paths: (index, { id }) => list(pathsOf(index, id)),
  versions: (index, { id }) => list(versionsOf(index, id)),
  live: (index, { id }) => list(edgesTo(index, id, 'points').map((edge) => slotOf(index, edge))),
  agents: (index, { id }) =>
    list(edgesTo(index, id, 'acted-for').map(({ role = 'agent', source }) => `${role}=${source}`)),
  upstream: (index, { id }) => list(upstreamOf(index, id)),
}

const edgesTo = (index: LineageIndex, id: NodeId, kind: string) =>
  index.byTarget(id).filter(({ edge, target }) => edge === kind && target === id)

const slotOf = (index: LineageIndex, { source, slot = '' }: LineageEdge) => `${nameOfAsset(index, source)}@${slot}`

const followed: readonly string[] = ['used', 'generated', 'derived', 'part-of', 'same-as']

function upstreamOf({ lineage }: LineageIndex, id: NodeId): NodeId[] {
  return lineage.edges.flatMap((edge) => {
    const { upstream, downstream } = endsOf(edge)
    return downstream === id && followed.includes(edge.edge) ? [upstream] : []
  })
}

/**
 * A lineage as a table for spreadsheets, RFC 4180: a header, one row a node, the nearest first, CRLF. The edges are in
 * `upstream`: the ids of the nodes that this one was made from. Values of a list have blanks, `%` and what does not show
 * percent-encoded (`decodeURIComponent` gives them back), as has `id`, so that both compare; elsewhere what does not show
 * is an escape. A field that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection).
 */
export function csvText(lineage: Lineage): string {
  const index = indexLineage(lineage)
  const upstream = Map.groupBy(lineage.edges, (edge) => endsOf(edge).downstream)
  const perNode = (id: NodeId) => ({ ...index, lineage: { ...lineage, edges: upstream.get(id) ?? [] } })
  const nodes = [...lineage.nodes].sort((a, b) => a.depth - b.depth)
  const rows = nodes.map((node) => Object.values(columnsOfNode).map((field) => field(perNode(node.id), node)))
  return [Object.keys(columnsOfNode), ...rows].map((row) => `${row.map(fieldText).join(',')}\r\n`).join('')
}

function fieldText(field: Field): string {
  if (field === undefined) return ''
  if (typeof field === 'number') return String(field)
  const shown = visible(field)
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(field) || /^[=+\-@＝＋－＠]/.test(shown) ? `'${shown}` : shown
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const list = (values: readonly string[]) => [...new Set(values)].map(encoded).join(' ')

/** Percent-encoded where a list, or an eye, would stumble; all else as it is. */
function encoded(value: string): string {
  return Array.from(value.toWellFormed(), (character) =>
    /[%\s]/.test(character) || visible(character) !== character ? encodeURIComponent(character) : character,
  ).join('')
}
