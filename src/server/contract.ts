import type { AgentId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import type {
  History,
  HistoryEvent,
  Home,
  ListedModel,
  ListedRun,
  Live,
  LiveVersion,
  Paths,
  Shown,
} from '../lineage/answers.ts'
import type { Diff } from '../lineage/difference.ts'
import type { Lineage, LineageNode } from '../lineage/lineage.ts'

/**
 * A part of a list: `complete` where it ends with it, else `next` is what to ask `after`. `withheld` is how many items no
 * part has.
 */
export type Listed<Item> = {
  readonly items: readonly Item[]
  readonly next?: string
  readonly complete: boolean
  readonly withheld: number
  readonly knownAt: number
}

/** Who asks, and whether by a session that they can end. */
export type Session = { readonly agent: AgentId; readonly role: Role; readonly isSession: boolean }

type AsOf = { readonly asOf: string }

/** What each question under `/pedigree/v1` answers; `notes` say where the answer is about something near. */
export type Answers = {
  readonly home: Home
  readonly trace: Lineage
  readonly impact: Lineage
  readonly diff: Diff
  readonly path: Paths
  readonly show: Shown
  readonly find: Listed<LineageNode> & AsOf
  readonly history: Listed<HistoryEvent> & Omit<History, 'events'>
  readonly live: Listed<LiveVersion> & Omit<Live, 'live'>
  readonly runs: Listed<ListedRun> & AsOf
  readonly models: Listed<ListedModel> & AsOf
}
export type Question = keyof Answers
export type ListQuestion = 'find' | 'history' | 'live' | 'runs' | 'models'
export type Noted<Name extends Question> = Answers[Name] & { readonly notes?: readonly string[] }

/** What the event stream says of a new entry. One that broke off is told that it `missed` something. */
export type EntryEvent = { readonly entry: number; readonly missed?: true }
