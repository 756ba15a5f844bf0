import type { Meant } from '../../domain/completeness.ts'
import type { NodeId } from '../../domain/id.ts'
import type { Moment } from '../moment.ts'
import type { ReadableStore } from '../store.ts'
import type { Surroundings } from '../surroundings.ts'

/** What a reference means. `version` where it was named by one. */
export type Meaning = Meant & {
  readonly id: NodeId
  readonly node: number
  readonly asset?: NodeId
  readonly assetNode?: number
  readonly version?: number
  /** Where it was found, for a reference by path or by a name that was recorded. */
  readonly place?: string
  /** When it was met there last, for a name that was recorded: what lies there now is not known. */
  readonly metAt?: number
  /** The path or the recorded name under which it was asked for. */
  readonly called?: string
  /** How many bear the name, where this is only the newest of them. */
  readonly among?: number
}

/** What one way of reading a reference gave; `missed` says why it gave nothing, where it nearly did. */
export type Reading = {
  readonly meanings: readonly Meaning[]
  readonly missed: readonly string[]
  /** Where something is at the path whose bytes were not on record: that it is so. */
  readonly unknown?: string
}

export type Context = {
  readonly moment: Moment
  readonly store: ReadableStore
  readonly surroundings: Surroundings
  /** The command that asks, where it takes one reference and could be asked of another. */
  readonly question?: string
  /** Where the reference stands in what was asked, where that is not `/reference`. */
  readonly field?: string
  /** Under which of its names content is meant that a reference by its id leaves open. */
  readonly called?: string | undefined
}

/** The field that an error about a reference names. */
export const fieldOf = ({ field = '/reference' }: Context) => ({ field })

export const nothing: Reading = { meanings: [], missed: [] }
