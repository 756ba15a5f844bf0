import type { PedigreeError } from '../../domain/error.ts'
import type { AgentId, AssetId } from '../../domain/id.ts'
import type { TokenRow } from '../../store/admitting.ts'

/** What a request's own rule must see of the store, looked up for the whole group at once. */
export type Need =
  | { readonly need: 'versions'; readonly of: AssetId }
  | { readonly need: 'statement'; readonly of: string }
  | { readonly need: 'producer'; readonly of: string }

/** What `needs` asked for, as it stands after the requests accepted before this one. */
export type Known = {
  readonly versions: (asset: AssetId) => readonly Version[]
  readonly isStatement: (id: string) => boolean
  /** Who first sent a producer's requests. */
  readonly agentOf: (producer: string) => AgentId | undefined
}
export type Version = { readonly number: number; readonly artifact: string }

/**
 * One batch of statements from one producer: becomes one entry, whole or not at all. `decide` is pure; a protocol
 * brings its own rule in it, with times and ids drawn before.
 */
export type Request = {
  /** 32 hex digits: the random id of one writing process. */
  readonly producer: string
  /** Counts the producer's requests from 0. The same pair sent again changes nothing. */
  readonly sequence: number
  readonly agent: AgentId | undefined
  /** The program that speaks, with its version: `pedigree run 0.1.0`. */
  readonly via: string
  readonly needs: readonly Need[]
  readonly decide: (known: Known) => readonly unknown[] | Refusal
  /** What `decide` always says, where nothing is decided: then the pair sent again with other bytes is a conflict. */
  readonly states?: readonly unknown[]
  /** What the client asked for, as a digest, where that is what tells it from another request under the same pair. */
  readonly asked?: string
  /** A token that the entry makes: its row stands beside the log, and comes in the same transaction. */
  readonly token?: TokenRow
}

export type Refusal = { readonly refused: PedigreeError }

/** The rule of a request that says exactly these statements, checked or not: `record` checks every one. */
export const stating = (statements: readonly unknown[]) => ({ needs: [], decide: () => statements, states: statements })
