import type { AgentId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import type { Token } from '../domain/token.ts'
import type { FoundNode } from '../lineage/answers/found.ts'
import type { History, HistoryEvent } from '../lineage/answers/history.ts'
import type { Home } from '../lineage/answers/home.ts'
import type { Listed } from '../lineage/answers/listed.ts'
import type { ListedModel } from '../lineage/answers/listed-model.ts'
import type { ListedRun } from '../lineage/answers/listed-run.ts'
import type { Live, LiveVersion } from '../lineage/answers/live.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import type { Paths } from '../lineage/answers/paths.ts'
import type { Shown } from '../lineage/answers/shown.ts'
import type { Diff } from '../lineage/diff/difference.ts'
import type { Lineage } from '../lineage/lineage.ts'

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
  readonly find: Listed<FoundNode>
  readonly history: Listed<HistoryEvent> & Pick<History, 'subject'>
  readonly live: Listed<LiveVersion> & Pick<Live, 'gaps'>
  readonly runs: Listed<ListedRun>
  readonly models: Listed<ListedModel>
}
export type Question = keyof Answers
export type ListQuestion = 'find' | 'history' | 'live' | 'runs' | 'models'
export type Noted<Name extends Question> = Answers[Name] & { readonly notes?: readonly string[] }

/** The lists under `/pedigree/v1` that no question narrows. */
export type Lists = { readonly tokens: Listed<Token>; readonly logs: Listed<LogHead> }

/** What the event stream says of a new entry. One that broke off is told that it `missed` something. */
export type EntryEvent = { readonly entry: number; readonly missed?: true }
