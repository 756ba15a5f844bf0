import { type Meant, meantIn } from '../domain/completeness.ts'
import type { History, HistoryEvent } from '../lineage/answers/history.ts'
import type { LiveVersion } from '../lineage/answers/live.ts'
import type { Scope } from '../lineage/answers/scope.ts'
import type { LineageNode } from '../lineage/lineage.ts'
import { gapsOf } from '../lineage/live.ts'
import type { Times } from '../operations/moment.ts'
import { eventsShown } from '../operations/page.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import type { Between, Questions, Referring } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'
import { listAt } from './lists.ts'
import { seenHere } from './seen.ts'
import { tryToSendWaiting } from './waiting.ts'

/** What a server takes as a number: nine digits. */
const limitMax = 999_999_999

const root = '/pedigree/v1'

type Query = Readonly<Record<string, string | undefined>>

/** The questions of a record at a server. What waits for it is sent first, so that an answer has it. */
export async function questionsAt(connection: Connection, surroundings: Surroundings): Promise<Questions> {
  await tryToSendWaiting(connection, surroundings)
  const ask = <T extends object>(name: string, query: Query): Promise<T> =>
    connection.told<T>({ path: `${root}/${name}`, query })
  const about = async <T extends object>(
    name: string,
    { reference, ...times }: Referring,
    more: Query = {},
  ): Promise<T> => ask(name, { reference, seen: await seenText([reference]), ...more, ...queryOf(times) })
  const seenText = async (references: readonly string[]) =>
    JSON.stringify(await seenHere(references, connection, surroundings))
  const between = async <T extends object>(name: string, { a, b, ...times }: Between): Promise<T> =>
    ask(name, { a, b, seen: await seenText([a, b]), ...queryOf(times) })
  return {
    home: () => ask('home', {}),
    trace: ({ nodesMax, ...question }) => about('trace', question, { limit: limitText(nodesMax) }),
    impact: ({ nodesMax, ...question }) => about('impact', question, { limit: limitText(nodesMax) }),
    diff: (question) => between('diff', question),
    path: (question) => between('path', question),
    show: (question) => about('show', question),
    history: async ({ reference, ...times }) => {
      const query = { reference, seen: await seenText([reference]), ...queryOf(times) }
      const path = `${root}/history`
      const { items, ...same } = await listAt<HistoryEvent, Scope & Meant & Pick<History, 'subject' | 'name'>>(
        connection,
        {
          path,
          query,
          most: eventsShown,
        },
      )
      const { subject, name, asOf, knownAt, complete } = same
      const called = name === undefined ? {} : { name }
      return {
        subject,
        ...called,
        asOf,
        knownAt,
        ...meantIn(same),
        ...lacking(same),
        complete,
        events: items.toReversed(),
      }
    },
    find: async ({ text, limit: most = 50, ...times }) => {
      const query = { text, ...queryOf(times) }
      const path = `${root}/find`
      const { items, ...same } = await listAt<LineageNode, Scope>(connection, { path, query, most })
      const { asOf, knownAt, complete } = same
      return { asOf, knownAt, ...lacking(same), complete, nodes: items }
    },
    live: async ({ name, ...times }) => {
      const query = { name, ...queryOf(times) }
      const { items, ...same } = await listAt<LiveVersion, Scope>(connection, { path: `${root}/live`, query })
      const gaps = gapsOf(items)
      const told = { asOf: same.asOf, knownAt: same.knownAt, ...lacking(same), live: items }
      return gaps.length > 0 ? { ...told, gaps } : told
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const lacking = ({ erased }: Scope): Pick<Scope, 'erased'> => (erased === undefined ? {} : { erased })

const limitText = (limit: number | undefined) => (limit === undefined ? undefined : String(Math.min(limit, limitMax)))
const queryOf = ({ asOf, knownAt }: Times): Query => ({ 'as-of': asOf, 'known-at': knownAt })
