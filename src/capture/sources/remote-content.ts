import type { ArtifactId, AssetId } from '../../domain/id.ts'
import type { FileRole } from '../files/file-role.ts'
import type { CachedUse } from './cached-files.ts'

/** Content that a run read from, or wrote to, a place that is no file of this machine. */
export type RemoteContent = {
  readonly edge: 'used' | 'generated'
  readonly kind: 'address' | 'object' | 'table'
  /** As the program named it, without secrets: how people know it. */
  readonly name: string
  /** The same on every machine: `localhost` is this machine's name in it. */
  readonly place: string
  /**
   * The digest where all bytes passed through; else a typed weak id, or an unpinned one, both of which hold the place.
   * Undefined where too little of the address may be stored to tell this content from others.
   */
  readonly id: ArtifactId | undefined
  /** Another id of the same content: the name that its store gives to these bytes. */
  readonly sameAs?: ArtifactId
  /** Of the content, where it is known whole. */
  readonly bytes?: number
  /** Ms since 1970. */
  readonly at: number
  readonly role: Extract<FileRole, 'data' | 'model'>
  /** A person said so, and no witness did. */
  readonly isDeclared?: true
  /** The lasting thing that this is the content of. */
  readonly asset?: { readonly id: AssetId; readonly kind: string; readonly name: string }
  /** Why there is no digest, for people. */
  readonly problem?: string
  /** What else was seen: status, ETag, the address before redirections, a query without its literals. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** What a run had to do with other machines, as far as its programs told. */
export type Remote = {
  readonly contents: readonly RemoteContent[]
  /** Requests that were no reading or writing of content, by the host they went to. */
  readonly requests: Readonly<Record<string, number>>
  /** Connections of which all that came through is on record: `connectionKey` of each. */
  readonly told: ReadonlySet<string>
  /** Queries that databases took, without their literals, in the order they were first sent. */
  readonly queries: readonly Readonly<Record<string, unknown>>[]
  readonly queriesLeftOut: number
  /** What was read by each query, as people know it, by the query's id: a table, or a file with a database. */
  readonly queried: ReadonlyMap<string, string>
  /** Files in the caches of hubs. */
  readonly cached: readonly CachedUse[]
}

export const nothingRemote: Remote = {
  contents: [],
  requests: {},
  told: new Set(),
  queries: [],
  queriesLeftOut: 0,
  queried: new Map(),
  cached: [],
}

/** A connection of a process to an address in numbers, as the tracer and Python both see it. */
export function connectionKey(connection: { readonly pid: number; readonly address: string; readonly port: number }) {
  const { pid, address, port } = connection
  return `${pid} ${address.replace(/^::ffff:(?=[\d.]+$)/, '')} ${port}`
}
