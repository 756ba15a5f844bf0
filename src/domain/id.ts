import type { NodeType } from './vocabulary.ts'

// Ids are texts that were checked at the door (`schema.ts` has the patterns).
export type RunId = string
export type ArtifactId = string
export type AgentId = string
export type AssetId = string
export type NodeId = string

/** The type of node that an id names. What is not a run, an agent or an asset is content. */
export function nodeTypeOf(id: NodeId): NodeType {
  const prefix = id.slice(0, id.indexOf(':'))
  return prefix === 'run' || prefix === 'agent' || prefix === 'asset' ? prefix : 'artifact'
}

/** Whether the bytes behind an artifact are unknown: it has a name, no digest. */
export const isUnpinned = (id: NodeId): boolean => id.startsWith('unpinned:')

/** The id of an asset made here. The last slash ends the namespace, so those of the name stand in it as in a URI. */
export function assetId(namespace: string, name: string): AssetId {
  return `asset:${namespace}/${inId(name)}`
}

/** A name as it ends an id. */
export const inId = (name: string): string => name.replace(/[%/]/g, encodeURIComponent)

/** An asset with its namespace, `credit/risk`, as it can be asked for: names are given in each project anew. */
export const assetInFull = (id: AssetId): string => id.slice('asset:'.length)

/** An asset as whoever asked called it: with its namespace where they gave one. */
export const calledAs = (asked: string, id: AssetId): string =>
  asked.startsWith(id) || asked.startsWith(assetInFull(id)) ? assetInFull(id) : assetName(id)

/** The name of an asset without its namespace, for people. */
export function assetName(id: AssetId): string {
  return id.slice(id.lastIndexOf('/') + 1).replace(/%2F|%25/g, decodeURIComponent)
}
