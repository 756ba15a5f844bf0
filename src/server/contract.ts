import type { AgentId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import type { History, HistoryEvent, Home, Live, LiveVersion, Paths, Shown } from '../lineage/answers.ts'
import type { Diff } from '../lineage/difference.ts'
import type { Lineage, LineageNode } from '../lineage/lineage.ts'

/** A list, `complete` where that is all of it. */
export type Listed<Item> = {
  readonly items: readonly Item[]
  readonly complete: boolean
  readonly knownAt: number
}

/** Who asks, and whether by a session that they can end. */
export type Session = { readonly agent: AgentId; readonly role: Role; readonly isSession: boolean }

/** What each question under `/pedigree/v1` answers; `notes` say where the answer is about something near. */
export type Answers = {
  readonly home: Home
  readonly trace: Lineage
  readonly impact: Lineage
  readonly diff: Diff
  readonly path: Paths
  readonly show: Shown
  readonly find: Listed<LineageNode>
  readonly history: Listed<HistoryEvent> & Omit<History, 'events'>
  readonly live: Listed<LiveVersion> & Omit<Live, 'live'>
}
export type Question = keyof Answers
export type Noted<Name extends Question> = Answers[Name] & { readonly notes?: readonly string[] }

/** What the event stream says of a new entry. One that broke off is told that it `missed` something. */
export type EntryEvent = { readonly entry: number; readonly missed?: true }
