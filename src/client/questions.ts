import type { ListedFound, ListedHistory, ListedLive } from '../lineage/answers.ts'
import type { Times } from '../operations/moment.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import type { Between, Questions, Referring } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'
import { seenHere } from './seen.ts'
import { tryToSendWaiting } from './waiting.ts'

/** What a server takes as a number: nine digits. */
const limitMax = 999_999_999

type Query = Readonly<Record<string, string | undefined>>

/** The questions of a record at a server. What waits for it is sent first, so that an answer has it. */
export async function questionsAt(connection: Connection, surroundings: Surroundings): Promise<Questions> {
  await tryToSendWaiting(connection, surroundings)
  const ask = <T extends object>(name: string, query: Query): Promise<T> =>
    connection.told<T>({ path: `/pedigree/v1/${name}`, query })
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
    history: async (question) => {
      const { items, ...same } = await about<ListedHistory>('history', question)
      return { ...same, events: items }
    },
    find: async ({ text, limit = 50, ...times }) => {
      const query = { text, limit: limitText(limit), ...queryOf(times) }
      const { items, ...same } = await ask<ListedFound>('find', query)
      return { ...same, nodes: items }
    },
    live: async ({ name, ...times }) => {
      const query = { name, ...queryOf(times) }
      const { items, complete: _, ...same } = await ask<ListedLive>('live', query)
      return { ...same, live: items }
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}

const limitText = (limit: number | undefined) => (limit === undefined ? undefined : String(Math.min(limit, limitMax)))
const queryOf = ({ asOf, knownAt }: Times): Query => ({ 'as-of': asOf, 'known-at': knownAt })
