import { assetName, type NodeId, nodeTypeOf } from '../domain/id.ts'
import { shareText, timeText } from '../domain/quantities.ts'
import { nameText } from '../domain/short-id.ts'
import type { Instant } from '../domain/time.ts'
import type { Shown } from './answers/shown.ts'
import type { LineageEdge } from './lineage.ts'
import { folderPartOf, pathOf } from './node-names.ts'
import { type Meant, meantText, referenceTo, versionMeant } from './version-meant.ts'

/** An edge as one reads it from one of its ends. */
export type EdgeWords = {
  readonly relation: string
  /** Which page tells of the other end: its id, or the version that is meant of it. */
  readonly reference: string
  /** Of content that a run read or wrote: the path at which it met that. */
  readonly called: string | undefined
  /** What to call the other end: the version that is meant; for what is live in a slot of it, the slot. */
  readonly name: string
  /** Role, version, share, path, note, end: what there is of them. */
  readonly details: string
  readonly since: Instant | undefined
  /** How it is known, and who saw it: `observed by python, strace`. */
  readonly knownBy: string
}

/** The edge as one reads it from the node that is shown. */
export function edgeWords(shown: Seen, edge: LineageEdge): EdgeWords {
  const { node, names } = shown
  const { source, target, role, share, at, from, until, sameBytes, selector } = edge
  const isSource = source === node.id
  const other: NodeId = isSource ? target : source
  const called = nameText({ id: other, name: names[other] })
  const version = versionAt(shown, edge, other)
  const name = version === undefined ? called : meantText(version, nameIn(shown))
  const path = pathOf(edge)
  // What a run read or wrote is called as that run met it.
  const met = isSource && (edge.edge === 'used' || edge.edge === 'generated') ? path : undefined
  const isSlot = edge.edge === 'points' && !isSource
  const words = [
    saidByRelation.includes(edge.edge) || isContinued(edge) ? undefined : role,
    isSource && edge.edge === 'points' ? edge.slot : undefined,
    version === undefined ? versionWords(shown, edge) : undefined,
    share === undefined ? undefined : shareText(share),
    version === undefined ? undefined : called,
    metAs(met, path, called, node.name),
    folderPartOf(edge),
    typeof selector?.note === 'string' ? `“${selector.note}”` : undefined,
    until === undefined ? undefined : `until ${timeText(until)}`,
    sameBytes === true ? 'same bytes' : undefined,
  ]
  return {
    relation: relationOf(edge, isSource),
    reference: version === undefined ? other : referenceTo(version, other),
    called: met,
    name: isSlot ? (edge.slot ?? '') : (met ?? name ?? called),
    details: words.filter((word) => word !== undefined).join(', '),
    since: from ?? at,
    knownBy: knownBy(edge),
  }
}

type Seen = Pick<Shown, 'node' | 'names'>
/** What an answer calls an asset. */
export const nameIn =
  ({ names }: Pick<Shown, 'names'>) =>
  (asset: NodeId) =>
    names[asset] ?? assetName(asset)

/** The version as which content at the other end is meant: of a name one of its versions, of a person what they approved. */
function versionAt({ node }: Seen, edge: LineageEdge, other: NodeId): Meant | undefined {
  if (nodeTypeOf(other) !== 'artifact') return undefined
  const isOfName = edge.edge === 'version-of' && edge.target === node.id
  const meant = isOfName ? { asset: node.id, version: edge.number } : versionMeant(edge)
  return meant.asset === undefined || meant.version === undefined ? undefined : meant
}

/** Of one content with several names that which is meant: what is said of the one is not said of the other. */
function versionWords(shown: Seen, edge: LineageEdge): string | undefined {
  if (edge.number !== undefined) return `version ${edge.number}`
  const { asset, version } = versionMeant(edge)
  // What is shown is the name itself.
  return meantText(asset === shown.node.id ? { version } : { asset, version }, nameIn(shown))
}

/** The other name of what is called by its path here, or the path of what is not. */
function metAs(met: string | undefined, path: string | undefined, name: string, own: string | undefined) {
  if (met !== undefined) return name === met ? undefined : `also ${name}`
  return path === name || path === own ? undefined : path
}

function knownBy({ origin, witnesses = [] }: LineageEdge): string {
  return origin !== 'declared' && witnesses.length > 0 ? `${origin} by ${witnesses.join(', ')}` : origin
}

const isContinued = ({ edge, role }: Pick<LineageEdge, 'edge' | 'role'>) => edge === 'derived' && role === 'revision'

const saidByRelation: readonly string[] = ['points', 'acted-for']

/** The same of a `derived` edge with how it was derived: `derived (finetune) from`. */
export function derivedWords(edge: Pick<LineageEdge, 'edge' | 'role'>, isSource: boolean): string {
  const { role } = edge
  const relation = relationOf(edge, isSource)
  return role === undefined || role === 'revision' ? relation : relation.replace(' ', ` (${role}) `)
}

/** What an edge says of its source, or of its target. */
export function relationOf({ edge, role }: Pick<LineageEdge, 'edge' | 'role'>, isSource: boolean): string {
  switch (edge) {
    case 'used':
      return isSource ? 'used' : 'used by'
    case 'generated':
      return isSource ? 'made' : 'made by'
    case 'derived':
      if (role === 'revision') return isSource ? 'continues' : 'continued in'
      return isSource ? 'derived from' : 'basis of'
    case 'same-as':
      return 'the same as'
    case 'part-of':
      return isSource ? 'part of' : 'holds'
    case 'version-of':
      return isSource ? 'version of' : 'has version'
    case 'points': {
      const isDeployment = role === undefined || role === 'deployment'
      if (isSource) return isDeployment ? 'live' : role
      return isDeployment ? 'live in' : role
    }
    case 'acted-for': {
      const isAuthor = role === undefined || role === 'author'
      if (isSource) return isAuthor ? 'author of' : `${role} of`
      return isAuthor ? 'by' : role === 'approver' ? 'approved by' : role
    }
    case 'related':
      return 'related to'
  }
}
