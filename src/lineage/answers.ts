import type { MayLack } from '../domain/completeness.ts'
import type { AgentId, NodeId } from '../domain/id.ts'
import type { LineageEdge, LineageFact, LineageMetric, LineageNode } from './lineage.ts'

// Answers that are lists rather than a graph: what operations find, views print and `--json` shows.

/** One version in one slot for a while. `until` is absent while nothing took its place. */
export type LiveVersion = {
  readonly asset: string
  readonly name: string
  readonly slot: string
  readonly role: string
  readonly version: number | undefined
  readonly artifact: string
  readonly share: number
  readonly from: string | undefined
  readonly until: string | undefined
  /** Nothing is that version any more; that it is live is another statement, which stands. */
  readonly takenBack?: TakenBack
}
/** A slot whose shares are not all of its traffic: `share` is what is missing, below 0 what is too much. */
export type LiveGap = {
  readonly asset: string
  readonly name: string
  readonly slot: string
  readonly share: number
  readonly text: string
}
/** `gaps` is absent where all the traffic of every slot is accounted for. */
export type Live = MayLack & {
  readonly asOf: string
  readonly knownAt: number
  readonly live: readonly LiveVersion[]
  readonly gaps?: readonly LiveGap[]
}

/** What took a statement back: who, when and why. `statement` is the retraction's own id. */
export type TakenBack = {
  readonly entry: number
  readonly at: string
  readonly agent: string | undefined
  readonly statement: string
  readonly reason: string
}

/** One statement about something, as a sentence. `at` is when it was true, `recordedAt` when it was recorded. */
export type HistoryEvent = {
  readonly at: string
  readonly recordedAt: string
  readonly entry: number
  readonly statement: string
  readonly agent: string | undefined
  readonly via: string
  readonly origin: string
  readonly sentence: string
  readonly retracted: TakenBack | undefined
}
export type History = MayLack & {
  readonly subject: string
  readonly asOf: string
  readonly knownAt: number
  readonly complete: boolean
  readonly events: readonly HistoryEvent[]
}

/** One node with everything that touches it directly. `conflicts` are coordinates that two digests claim. */
export type Shown = MayLack & {
  readonly node: LineageNode
  readonly asset: string | undefined
  readonly version: number | undefined
  readonly note: string | undefined
  readonly asOf: string
  readonly knownAt: number
  readonly edges: readonly LineageEdge[]
  readonly withheld: number
  readonly facts: readonly LineageFact[]
  readonly names: Readonly<Record<string, string>>
  readonly conflicts: readonly {
    readonly asset: string
    readonly number: number
    readonly artifacts: readonly string[]
  }[]
}

/**
 * The shortest ways by which one thing comes from another, each from `from` down to `to`; none where neither comes from the
 * other. `complete` says whether there are no others of that length.
 */
export type Paths = MayLack & {
  readonly from: NodeId
  readonly to: NodeId
  /** What the ends are called as they were asked for, and every node on the ways: as in `trace`. */
  readonly called: { readonly from: string; readonly to: string }
  readonly names: Readonly<Record<NodeId, string>>
  readonly asOf: string
  readonly knownAt: number
  readonly complete: boolean
  readonly ways: readonly (readonly NodeId[])[]
  readonly nodes: readonly LineageNode[]
  readonly edges: readonly LineageEdge[]
}

/** What a search found; `said` is what was said of it that holds the text, where no name of it does. */
export type FoundNode = LineageNode & { readonly said?: string }

export type Found = MayLack & {
  readonly asOf: string
  readonly knownAt: number
  readonly complete: boolean
  readonly nodes: readonly FoundNode[]
}

/**
 * What a store holds, at a glance. `copies` are those of the checkpoint outside the store, `contradiction` what they
 * show of a store that was cut, put back or written anew.
 */
export type Home = {
  /** Where it is, for who is on its machine; so are the paths of copies. */
  readonly folder?: string | undefined
  readonly namespace: string
  readonly log: string
  readonly entries: number
  readonly runs: number
  readonly artifacts: number
  /** Models and other names. */
  readonly names: number
  readonly lastRecorded: string | undefined
  readonly copies: readonly { readonly path?: string | undefined; readonly isThere: boolean }[]
  readonly contradiction: string | undefined
  /** What to say where the newest entry's time lies in the future. */
  readonly clock: string | undefined
  readonly latestRuns: readonly ListedRun[]
  readonly models: readonly ListedModel[]
}

/** A run with who did it. */
export type ListedRun = LineageNode & { readonly agents: readonly AgentId[] }

/** The newest version of a name: a metric of it that its run named, and who approved it, as far as that is on record. */
export type NewestVersion = {
  readonly version: number
  readonly artifact: string
  readonly metric?: Pick<LineageMetric, 'name' | 'value' | 'better' | 'origin'>
  readonly approvedBy: readonly { readonly agent: string; readonly origin: string }[]
}

/** A model or another name, with how many versions it has, the newest of them, and where they are live. */
export type ListedModel = {
  readonly name: string
  readonly kind: string | undefined
  readonly versions: number
  readonly newest: NewestVersion | undefined
  readonly live: readonly LiveVersion[]
}

/** A log as anybody may know it: its verifier key in the form to hand out, and its newest signed checkpoint. */
export type LogHead = {
  readonly name: string
  readonly key: string
  readonly size: number
  readonly checkpoint: string
  /**
   * Of a log that goes on from another: the statement that says so, as it was sealed, and what shows that it is the first of
   * the log's first entry. Salt and hashes are Base64.
   */
  readonly cites?: {
    readonly salt: string
    readonly statement: string
    readonly count: number
    readonly proof: readonly string[]
  }
}

/**
 * A part of a list as a server answers with it: `next` is what to ask `after` for the rest. `complete` where there
 * is no rest, and nothing was erased.
 * `withheld` is how many items no part has.
 */
export type Listed<Item> = MayLack & {
  readonly items: readonly Item[]
  readonly next?: string
  readonly complete: boolean
  readonly withheld: number
  readonly knownAt: number
}
export type ListedFound = Listed<FoundNode> & Omit<Found, 'nodes'>
export type ListedHistory = Listed<HistoryEvent> & Omit<History, 'events'>
export type ListedLive = Listed<LiveVersion> & Omit<Live, 'live'>
