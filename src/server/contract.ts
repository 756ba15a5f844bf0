import Type, { type Static } from 'typebox'
import { roles } from '../domain/role.ts'
import { AgentId } from '../domain/schema.ts'
import { Token } from '../domain/token.ts'
import { FoundNode } from '../lineage/answers/found.ts'
import { History, HistoryEvent } from '../lineage/answers/history.ts'
import { Home } from '../lineage/answers/home.ts'
import { listOf } from '../lineage/answers/listed.ts'
import { ListedModel } from '../lineage/answers/listed-model.ts'
import { ListedRun } from '../lineage/answers/listed-run.ts'
import { Live, LiveVersion } from '../lineage/answers/live.ts'
import { LogHead } from '../lineage/answers/log-head.ts'
import { Meant } from '../lineage/answers/meant.ts'
import { Paths } from '../lineage/answers/paths.ts'
import { Shown } from '../lineage/answers/shown.ts'
import { Diff } from '../lineage/diff/difference.ts'
import { Lineage } from '../lineage/lineage.ts'
import type { Notes } from './notes.ts'

/** Who asks, and whether by a session that they can end. */
export const Session = Type.Object({ agent: AgentId, role: Type.Enum(roles), isSession: Type.Boolean() })
export type Session = Static<typeof Session>

/** The questions under `/pedigree/v1` whose answers are lists, which come in parts. */
const listQuestions = {
  find: listOf(FoundNode),
  history: listOf(HistoryEvent, {
    subject: History.properties.subject,
    name: History.properties.name,
    ...Meant.properties,
  }),
  live: listOf(LiveVersion, { gaps: Live.properties.gaps }),
  runs: listOf(ListedRun),
  models: listOf(ListedModel),
}

/** What each question under `/pedigree/v1` answers. */
export const answers = {
  home: Home,
  trace: Lineage,
  impact: Lineage,
  diff: Diff,
  path: Paths,
  show: Shown,
  ...listQuestions,
}
export type Answers = { readonly [Name in Question]: Static<(typeof answers)[Name]> }
export type Question = keyof typeof answers
export type ListQuestion = keyof typeof listQuestions
export type Noted<Name extends Question> = Answers[Name] & Notes

/** The lists under `/pedigree/v1` that no question narrows. */
export const lists = { tokens: listOf(Token), logs: listOf(LogHead) }

/** What the event stream says of a new entry. One that broke off is told that it `missed` something. */
export type EntryEvent = { readonly entry: number; readonly missed?: true }
