import type { Role } from '../domain/role.ts'
import type { NewToken, Token } from '../domain/token.ts'
import type { Found } from '../lineage/answers/found.ts'
import type { History } from '../lineage/answers/history.ts'
import type { Home } from '../lineage/answers/home.ts'
import type { Live } from '../lineage/answers/live.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import type { Paths } from '../lineage/answers/paths.ts'
import type { Approved, Attached, Deployed, Registered, Retired, Retracted } from '../lineage/answers/said.ts'
import type { Shown } from '../lineage/answers/shown.ts'
import type { Diff } from '../lineage/diff/difference.ts'
import type { Lineage } from '../lineage/lineage.ts'
import type { Deployment } from './deploy.ts'
import type { ReadableLog } from './log.ts'
import type { Times } from './moment.ts'
import type { Registration } from './register.ts'
import type { Question } from './trace.ts'

// What can be asked of a record and said to it, whether it lies on this machine or at a server.

export type Referring = Times & { readonly reference: string }
export type Between = Times & { readonly a: string; readonly b: string }
type At = { readonly at?: string | undefined }

export type Questions = AsyncDisposable & {
  readonly home: () => Promise<Home>
  readonly trace: (question: Question) => Promise<Lineage>
  readonly impact: (question: Question) => Promise<Lineage>
  readonly diff: (question: Between) => Promise<Diff>
  readonly path: (question: Between) => Promise<Paths>
  readonly show: (question: Referring) => Promise<Shown>
  readonly find: (question: Times & { text: string; limit?: number | undefined }) => Promise<Found>
  readonly history: (question: Referring) => Promise<History>
  readonly live: (question: Times & { name?: string | undefined }) => Promise<Live>
}

export type Approval = At & { readonly reference: string; readonly note?: string | undefined }
export type Tagging = At & { readonly reference: string; readonly key: string; readonly value: string }
export type Noting = At & { readonly reference: string; readonly text: string }
export type Retiring = At & { readonly reference: string }
export type Retracting = { readonly statement: string; readonly reason: string }

export type Sayings = AsyncDisposable & {
  readonly register: (registration: Registration) => Promise<Registered>
  readonly deploy: (deployment: Deployment) => Promise<Deployed>
  readonly retire: (retiring: Retiring) => Promise<Retired>
  readonly approve: (approval: Approval) => Promise<Approved>
  readonly tag: (tagging: Tagging) => Promise<Attached>
  readonly note: (noting: Noting) => Promise<Attached>
  readonly retract: (retracting: Retracting) => Promise<Retracted>
}

export type Tokens = {
  readonly create: (asked: { readonly name: string; readonly role: Role }) => Promise<NewToken>
  readonly list: () => Promise<readonly Token[]>
  readonly revoke: (id: string) => Promise<Token>
}

export type Logs = {
  /** All logs of the record, the newest last. */
  readonly heads: () => Promise<readonly LogHead[]>
  /** Does something with the newest log as it is at one moment. */
  readonly newest: <T>(use: (log: ReadableLog) => Promise<T>) => Promise<T>
  readonly exportTo: (folder: string) => Promise<readonly { name: string; path: string; size: number }[]>
}
