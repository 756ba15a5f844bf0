import type { AgentId } from '../domain/id.ts'
import type { Role, Token } from '../domain/role.ts'
import type {
  Home,
  Listed,
  ListedFound,
  ListedHistory,
  ListedLive,
  ListedModel,
  ListedRun,
  LogHead,
  Paths,
  Shown,
} from '../lineage/answers.ts'
import type { Diff } from '../lineage/diff/difference.ts'
import type { Lineage } from '../lineage/lineage.ts'

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
  readonly find: ListedFound
  readonly history: ListedHistory
  readonly live: ListedLive
  readonly runs: Listed<ListedRun> & AsOf
  readonly models: Listed<ListedModel> & AsOf
}
export type Question = keyof Answers
export type ListQuestion = 'find' | 'history' | 'live' | 'runs' | 'models'
export type Noted<Name extends Question> = Answers[Name] & { readonly notes?: readonly string[] }

/** The lists under `/pedigree/v1` that no question narrows. */
export type Lists = { readonly tokens: Listed<Token>; readonly logs: Listed<LogHead> }

/** What the event stream says of a new entry. One that broke off is told that it `missed` something. */
export type EntryEvent = { readonly entry: number; readonly missed?: true }
