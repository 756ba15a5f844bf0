import { assetName, type NodeId } from '../domain/id.ts'
import { shareText, timeText } from '../domain/quantities.ts'
import { nameText } from '../domain/short-id.ts'
import type { Instant } from '../domain/time.ts'
import type { Shown } from './answers/shown.ts'
import type { LineageEdge } from './lineage.ts'
import { folderPartOf, pathOf } from './node-names.ts'
import { meantText, versionMeant } from './version-meant.ts'

/** An edge as one reads it from one of its ends. */
export type EdgeWords = {
  readonly relation: string
  readonly other: NodeId
  /** What to call the other end; for what is live in a slot of it, the slot. */
  readonly name: string
  /** Role, version, share, path, note, end: what there is of them. */
  readonly details: string
  readonly since: Instant | undefined
  /** How it is known, and who saw it: `observed by python, strace`. */
  readonly knownBy: string
}

/** The edge as one reads it from the node that is shown. */
export function edgeWords({ node, names }: Pick<Shown, 'node' | 'names'>, edge: LineageEdge): EdgeWords {
  const { source, target, role, share, at, from, until, sameBytes, selector } = edge
  const isSource = source === node.id
  const other: NodeId = isSource ? target : source
  const name = nameText({ id: other, name: names[other] })
  const path = pathOf(edge)
  // What a run read or wrote is called as that run met it.
  const met = isSource && (edge.edge === 'used' || edge.edge === 'generated') ? path : undefined
  const isSlot = edge.edge === 'points' && !isSource
  const words = [
    saidByRelation.includes(edge.edge) || isContinued(edge) ? undefined : role,
    isSource && edge.edge === 'points' ? edge.slot : undefined,
    versionWords({ node, names }, edge),
    share === undefined ? undefined : shareText(share),
    metAs(met, path, name, node.name),
    folderPartOf(edge),
    typeof selector?.note === 'string' ? `“${selector.note}”` : undefined,
    until === undefined ? undefined : `until ${timeText(until)}`,
    sameBytes === true ? 'same bytes' : undefined,
  ]
  return {
    relation: relationOf(edge, isSource),
    other,
    name: isSlot ? (edge.slot ?? '') : (met ?? name),
    details: words.filter((word) => word !== undefined).join(', '),
    since: from ?? at,
    knownBy: knownBy(edge),
  }
}

/** Of one content with several names that which is meant: what is said of the one is not said of the other. */
function versionWords({ node, names }: Pick<Shown, 'node' | 'names'>, edge: LineageEdge): string | undefined {
  if (edge.number !== undefined) return `version ${edge.number}`
  const { asset, version } = versionMeant(edge)
  // What is shown is the name itself.
  const meant = asset === node.id ? { version } : { asset, version }
  return meantText(meant, (id) => names[id] ?? assetName(id))
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
