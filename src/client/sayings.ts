import type { Surroundings } from '../operations/surroundings.ts'
import type { Sayings } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'
import { seenHere } from './seen.ts'
import { sendWaiting } from './waiting.ts'

/** What is said to a record at a server, where it is said by whoever the token belongs to. */
export async function sayingsAt(connection: Connection, surroundings: Surroundings): Promise<Sayings> {
  await sendWaiting(connection, surroundings)
  const say =
    <Said extends object, Answer extends object>(name: string) =>
    async (said: Said): Promise<Answer> => {
      const { reference } = said as { reference?: string }
      const seen = reference === undefined ? {} : { seen: await seenHere([reference], connection, surroundings) }
      return connection.told<Answer>({ path: `/pedigree/v1/${name}`, body: { ...said, ...seen } })
    }
  return {
    register: say('register'),
    deploy: say('deploy'),
    retire: say('retire'),
    approve: say('approve'),
    tag: say('tag'),
    note: say('note'),
    retract: say('retract'),
    [Symbol.asyncDispose]: async () => undefined,
  }
}
