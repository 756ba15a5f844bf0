import { agentKind } from '../domain/agent-text.ts'
import type { NodeId } from '../domain/id.ts'
import { counted, countText, shareText, timeText } from '../domain/quantities.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import type { LineageIndex } from '../lineage/lineage-index.ts'
import { labelOf, nameOfAsset } from '../lineage/node-names.ts'
import { meantText, otherMeantIn, versionMeant } from '../lineage/version-meant.ts'
import { type CardWords, joined, mark, named } from './card-line.ts'

// What cards say of approval and use, which are of one version each where content is several.

/** Who approved or owns something, and when. */
export function agentWords(index: LineageIndex, id: NodeId): CardWords {
  const edges = index.bySource(id).filter(({ edge, role }) => edge === 'acted-for' && role !== 'author')
  const roles = [...new Set(edges.map(({ role }) => (role === 'approver' ? 'approved by' : (role ?? 'for'))))].sort()
  const [first] = edges
  const when = edges.length > 1 ? `${countText(edges.length)} times` : first?.at && timeText(first.at)
  return {
    glyph: ['person', 'team'].includes(agentKind(id)) ? 'person' : 'server',
    kind: joined(roles, ', ') || agentKind(id),
    name: labelOf(index, id),
    fact: joined([named('as', meantIn(index, edges)).short, when]),
    origin: mark(first?.origin ?? index.nodes.get(id)?.origin),
    marks: [],
  }
}

/** The versions that some edges mean, where the card that one of them leads to is not called by that which it means. */
function meantIn(index: LineageIndex, edges: readonly LineageEdge[]): string[] {
  if (edges.every((edge) => otherMeantIn(index, edge.target, edge) === undefined)) return []
  const nameOf = (asset: NodeId) => nameOfAsset(index, asset)
  return [...new Set(edges.flatMap((edge) => meantText(versionMeant(edge), nameOf) ?? []))].sort()
}

/** Where something is live, with how much of the traffic and since when. */
export function slotWords(index: LineageIndex, points: readonly LineageEdge[]): CardWords {
  const [first] = points
  const { role = 'deployment', slot = '', source = '', origin } = first ?? {}
  const shares = points.map((edge) => shareWords(index, edge)).sort()
  return {
    glyph: role === 'deployment' ? 'server' : 'label',
    kind: role,
    name: `${nameOfAsset(index, source)}@${slot}`,
    fact: points.length > 1 ? sharesText(shares) : onlyShareText(index, first),
    more: shares.length > sharesNamed ? shares.join(', ') : '',
    origin: mark(origin),
    marks: [],
  }
}

/** `100 % since 2026-11-25 09:00 UTC`, behind the version that is meant where the card beside it has another name. */
function onlyShareText(index: LineageIndex, edge: LineageEdge | undefined): string {
  if (edge === undefined) return ''
  const { share, from, at, until } = edge
  const since = from ?? at
  const portion = share === undefined ? undefined : shareText(share)
  const time = until === undefined ? since && `since ${timeText(since)}` : `until ${timeText(until)}`
  return joined([...meantIn(index, [edge]), joined([portion, time], ' ')])
}

/** `delay@1 20 %`. */
function shareWords(index: LineageIndex, edge: LineageEdge): string {
  const name = meantText(versionMeant(edge), (asset) => nameOfAsset(index, asset))
  return joined([name, edge.share === undefined ? undefined : shareText(edge.share)], ' ')
}

const sharesNamed = 2
const sharesText = (shares: readonly string[]) =>
  shares.length > sharesNamed ? counted(shares.length, 'share') : shares.join(', ')
