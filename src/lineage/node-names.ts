import { isUnpinned, type NodeId, nodeTypeOf } from '../domain/id.ts'
import { countText } from '../domain/quantities.ts'
import { nameText, shortId } from '../domain/short-id.ts'
import type { LineageEdge, LineageNode } from './lineage.ts'
import type { LineageIndex } from './lineage-index.ts'

/** Every name of a version, `flight-delay@1`, the one that was asked for first. */
export function versionsOf(index: LineageIndex, id: NodeId): string[] {
  return [...new Set(versionEdgesOf(index, id).map((edge) => versionName(index, edge)))]
}

/** The edges that give content its versions, in the same order. */
export function versionEdgesOf(index: LineageIndex, id: NodeId): LineageEdge[] {
  const named = index.bySource(id).filter(({ edge, sameBytes }) => edge === 'version-of' && sameBytes !== true)
  const isAsked = ({ target, number }: LineageEdge) => isVersionAsked(index, target, number)
  return named.sort((a, b) => Number(isAsked(b)) - Number(isAsked(a)) || byRegistration(a, b))
}

/** The first to be registered first; of those at one time by name and number, never by arrival. */
function byRegistration(a: LineageEdge, b: LineageEdge): number {
  const key = ({ at = '', target, number = 0, selector = {} }: LineageEdge) =>
    [at, target, String(number).padStart(16), JSON.stringify(selector)].join(' ')
  return compared(key(a), key(b))
}

const compared = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** Whether a version is the one that the question named. */
export function isVersionAsked({ lineage: { version } }: LineageIndex, asset: unknown, number: unknown): boolean {
  return version !== undefined && version.asset === asset && version.number === number
}

/** Versions that are the same bytes, registered from other writes of them than those that led to this. */
export function alikeVersionsOf(index: LineageIndex, id: NodeId): string[] {
  const alike = index.bySource(id).filter(({ edge, sameBytes }) => edge === 'version-of' && sameBytes === true)
  return [...new Set(alike.map((edge) => versionName(index, edge)))]
}

/**
 * What kind of thing a node is: content that was registered is what its name stands for, since capture knows a file
 * only by its look.
 */
export function kindOf(index: Pick<LineageIndex, 'bySource' | 'nodes'>, id: NodeId): string | undefined {
  // A file of a repository need not be what the repository is.
  const registered = index.bySource(id).filter((edge) => edge.edge === 'version-of' && pathOf(edge) === undefined)
  const kinds = registered.sort(byRegistration).flatMap(({ target }) => index.nodes.get(target)?.kind ?? [])
  return kinds[0] ?? index.nodes.get(id)?.kind
}

/** A node with the kind that it has by `kindOf`, and how that is known. */
export function withKind(index: Pick<LineageIndex, 'bySource' | 'nodes'>, node: LineageNode): LineageNode {
  const kind = kindOf(index, node.id)
  if (kind === undefined || kind === node.kind) return node
  const { kindOrigin: _, ...same } = node
  // A name is given to content by whoever registers it.
  return { ...same, kind, ...(node.origin === 'declared' ? {} : { kindOrigin: 'declared' as const }) }
}

/** `flight-delay@1`; of a hub's repository `org/name@1a2b3c4d/config.json`, as far as revision and file are known. */
function versionName(index: LineageIndex, edge: LineageEdge): string {
  const name = nameOfAsset(index, edge.target)
  if (edge.number !== undefined) return `${name}@${edge.number}`
  const { revision } = edge.selector ?? {}
  const path = pathOf(edge)
  const at = typeof revision === 'string' ? `@${/^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 8) : revision}` : ''
  return `${name}${at}${path === undefined ? '' : `/${path}`}`
}

export const nameOfAsset = ({ nodes }: LineageIndex, id: NodeId): string => nodes.get(id)?.name ?? shortId(id)

/** The path at which an edge met its content, where it says one. */
export function pathOf(edge: LineageEdge | undefined): string | undefined {
  const path = edge?.selector?.path
  return typeof path === 'string' && path !== '' ? path : undefined
}

/** `299 of the 300 files in it`, where an edge to a folder means a part of what it held. */
export function folderPartOf({ selector }: LineageEdge): string | undefined {
  const { files, of } = selector ?? {}
  if (typeof files !== 'number' || typeof of !== 'number') return undefined
  return `${countText(files)} of the ${countText(of)} files in it`
}

/**
 * Every path at which runs wrote and read a content: that of the root first which the question means, then those that
 * wrote, each in order of time, so that every form of an answer has the same first.
 */
export function pathsOf(index: LineageIndex, id: NodeId): string[] {
  const meant = id === index.lineage.root ? index.nodes.get(id)?.name : undefined
  const isMeant = (edge: LineageEdge) => meant !== undefined && pathOf(edge) === meant
  const rank = (edge: LineageEdge) => 2 * Number(isMeant(edge)) + Number(edge.edge === 'generated')
  const order = (edge: LineageEdge) => `${edge.at ?? ''} ${pathOf(edge) ?? ''}`
  const met = index.meetings(id).toSorted((a, b) => rank(b) - rank(a) || compared(order(a), order(b)))
  return [...new Set(met.map(pathOf).filter((path) => path !== undefined))]
}

/** A file that is called like a version, `m@2`, reads as the file that it is. */
const pathText = (path: string | undefined) => (path !== undefined && /^[^/]+@\d+$/.test(path) ? `./${path}` : path)

/** The path or name by which a question asked for content: the same bytes may have other ones. */
function calledOf({ lineage: { root, called, version } }: LineageIndex, id: NodeId): string | undefined {
  return id === root && version === undefined ? called : undefined
}

/**
 * What to call a node: the root by the path that was asked for, a version by its model's name and number, other content by
 * the path at which `via` or any run met it, then by the name that was recorded; what has none of these, or no digest, by
 * its short id.
 */
export function labelOf(index: LineageIndex, id: NodeId, via?: LineageEdge): string {
  const node = index.nodes.get(id)
  switch (nodeTypeOf(id)) {
    case 'run':
      return node?.name ?? node?.kind ?? shortId(id)
    case 'agent':
    case 'asset':
      return nameText({ id, name: node?.name })
    case 'artifact': {
      const [registered] = versionEdgesOf(index, id)
      const version = registered && versionName(index, registered)
      // What has no digest is its name: a path where it was met would tell less.
      if (isUnpinned(id)) return version ?? shortId(id)
      const asked = calledOf(index, id)
      // The same bytes met elsewhere are called as they were called there.
      const isThere = via === undefined || via.place === index.lineage.place
      const path = pathOf(via) ?? asked ?? pathsOf(index, id)[0]
      const isVersion = version !== undefined && !isCopiedTo(index, via, registered?.place)
      return (
        (isThere ? asked : undefined) ??
        (isVersion ? version : undefined) ??
        pathText(path ?? node?.name) ??
        shortId(id)
      )
    }
  }
}

/** Whether a run copied what was met at one place to another: there it became a version, and not where it came from. */
function isCopiedTo(index: LineageIndex, via: LineageEdge | undefined, place: string | undefined): boolean {
  if (via?.place === undefined || place === undefined || via.place === place) return false
  const met = index.meetings(via.target)
  const readers = new Set(met.flatMap((each) => (each.edge === 'used' && each.place === via.place ? each.source : [])))
  return met.some((write) => write.edge === 'generated' && write.place === place && readers.has(write.source))
}

/** What content is called that a run measured on: as that run met it, whatever else has the same bytes. */
export function metByRun(index: LineageIndex, run: NodeId, content: NodeId): string {
  const id = index.nameOf(content)
  const isMet = ({ edge, target }: LineageEdge) =>
    (edge === 'used' || edge === 'generated') && index.nameOf(target) === id
  return labelOf(index, id, index.bySource(run).find(isMet))
}
