import type { NodeId } from '../domain/id.ts'
import type { Instant } from '../domain/time.ts'
import type { Origin } from '../domain/vocabulary.ts'
import type { Lineage } from '../lineage/lineage.ts'
import type { GlyphName } from './glyphs.ts'
import type { Lane } from './lanes.ts'

/** Words below a card that must not be missed: a gap in the record, something that went wrong, neighbours not drawn. */
export type Mark = { readonly text: string; readonly tone: 'gap' | 'alert' | 'stub' }

/** A card or a pill. All its texts are visible and not yet cut to a width. */
export type DrawnNode = {
  /** Stays the same from answer to answer: the id, or for a stack that of its first member. */
  readonly key: string
  /** The nodes of the answer that it stands for. A deployment or an environment is none: edges and facts tell of it. */
  readonly members: readonly NodeId[]
  readonly form: 'card' | 'pill'
  readonly isStack: boolean
  /** The key of the stack that it was drawn out of, since the reader opened that. */
  readonly outOf: string | undefined
  /** How many things lead here and come from here at once, drawn or not, each member of a stack for itself. */
  readonly inputs: number
  readonly outputs: number
  readonly isRoot: boolean
  /** Code, environment and configuration. */
  readonly isAside: boolean
  readonly glyph: GlyphName
  readonly kind: string
  readonly name: string
  readonly fact: string
  /** How the thing itself is known, where that is not by observation. */
  readonly origin: Exclude<Origin, 'observed'> | undefined
  readonly marks: readonly Mark[]
  readonly lane: Lane
  /** All of it in words, for those who do not see it. */
  readonly label: string
}

/** A line in the direction in which data flows, for one edge of the answer or for `count` of them. */
export type DrawnEdge = {
  readonly from: string
  readonly to: string
  readonly count: number
  /** Nothing flows along it: somebody approved, something is live, a run was part of another. */
  readonly isAside: boolean
  /** The best that is known of its edges; those that only bytes join count as inferred. */
  readonly origin: Origin
  readonly label: string
}

/** What became of the nodes, or edges, of the answer: each is in one of the four. */
export type Tally = {
  readonly drawn: number
  /** Said in the words of another card: the name of a version, the author of a run. */
  readonly told: number
  /** Counted in a stack, or in a line that stands for several. */
  readonly folded: number
  readonly hidden: number
}

/** What is drawn of a lineage, before anything has a place. */
export type Drawn = Pick<
  Lineage,
  'question' | 'complete' | 'withheld' | 'unfollowed' | 'knownAt' | 'note' | 'instead'
> & {
  readonly asked: string
  readonly asOf: Instant
  /** In the order of their keys. */
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
  readonly tally: { readonly nodes: Tally; readonly edges: Tally }
}

export type DrawnOptions = {
  /** The most cards and pills. */
  readonly nodesMax?: number
  /** Keys of stacks that the reader opened: their members are drawn singly. */
  readonly opened?: readonly string[]
}
