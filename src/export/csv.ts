import type { NodeId } from '../domain/id.ts'
import { visible } from '../domain/visible-text.ts'
import { gapsOf } from '../lineage/gaps.ts'
import type { Lineage, LineageEdge, LineageNode } from '../lineage/lineage.ts'
import { endsOf, indexLineage, type LineageIndex } from '../lineage/lineage-index.ts'
import { kindOf, labelOf, nameOfAsset, pathsOf, versionsOf } from '../lineage/node-names.ts'
import { meantText, otherMeantIn, versionMeant } from '../lineage/version-meant.ts'

type Field = string | number | undefined
type Row = { readonly index: LineageIndex; readonly node: LineageNode; readonly edges: readonly LineageEdge[] }

/** The columns, in order. `edges` are those at whose downstream end the node is. */
const fields: Readonly<Record<string, (row: Row) => Field>> = {
  depth: ({ node }) => node.depth,
  type: ({ node }) => node.type,
  kind: ({ index, node }) => kindOf(index, node.id),
  name: ({ index, node }) => labelOf(index, node.id),
  id: ({ node }) => encoded(node.id),
  bytes: ({ node }) => node.bytes,
  media: ({ node }) => node.media,
  state: ({ node }) => node.state,
  from: ({ node }) => node.from,
  until: ({ node }) => node.until,
  origin: ({ node }) => node.origin,
  beside: ({ node }) => (node.beside === true ? 'yes' : undefined),
  paths: ({ index, node }) => list(pathsOf(index, node.id)),
  versions: ({ index, node }) => list(versionsOf(index, node.id)),
  live: ({ index, node }) => list(livePlaces(index, node.id)),
  agents: ({ edges }) => list(edges.filter(({ edge }) => edge === 'acted-for').map(agentOf)),
  upstream: ({ edges }) =>
    list(edges.filter(({ edge }) => followed.includes(edge)).map((edge) => endsOf(edge).upstream)),
  gap: ({ index, node }) => gapsOf(index, node.id).join('; ') || undefined,
}

/** `approver=agent:user/bo`; where a version is said to be approved, with that: the content may be another, too. */
function agentOf(edge: LineageEdge): string {
  const { role = 'agent', source } = edge
  const version = meantText(versionMeant(edge))
  return `${role}=${source}${version === undefined ? '' : `,${version}`}`
}

const followed: readonly string[] = ['used', 'generated', 'derived', 'part-of', 'same-as']

/** `delay@production`; where that means another version than the content is told under, with that: `delay@shadow,delay@2`. */
function livePlaces(index: LineageIndex, id: NodeId): string[] {
  const points = index.byTarget(id).filter(({ edge, share }) => edge === 'points' && share !== 0)
  return points.map((edge) => {
    const other = otherMeantIn(index, id, edge)
    return `${nameOfAsset(index, edge.source)}@${edge.slot ?? ''}${other === undefined ? '' : `,${other}`}`
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
  const edges = Map.groupBy(lineage.edges, (edge) => endsOf(edge).downstream)
  const nodes = [...lineage.nodes].sort((a, b) => a.depth - b.depth)
  const rows = nodes.map((node) => {
    const row = { index, node, edges: edges.get(node.id) ?? [] }
    return Object.values(fields).map((field) => fieldText(field(row)))
  })
  return [Object.keys(fields), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function fieldText(field: Field): string {
  if (field === undefined) return ''
  if (typeof field === 'number') return String(field)
  const shown = visible(field)
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(field) ? `'${shown}` : shown
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const list = (values: readonly string[]) => [...new Set(values)].map(encoded).join(' ')

/** Percent-encoded where a list, or an eye, would stumble; all else as it is. */
function encoded(value: string): string {
  return Array.from(value.toWellFormed(), (character) =>
    /[%\s]/.test(character) || visible(character) !== character ? encodeURIComponent(character) : character,
  ).join('')
}
