import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Surroundings } from '../operations/surroundings.ts'
import type { Sayings } from '../operations/verbs.ts'
import type { Connection } from './connection.ts'
import { seenHere } from './seen.ts'
import { sendWaiting } from './waiting.ts'

const triesMax = 3
const waitMs = 300

/** A connection that breaks off leaves open what came of it; with its producer and sequence it is safely said again. */
async function untilHeard<T>(say: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await say()
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
      if (tried === triesMax || !['ECONNRESET', 'EPIPE', 'ECONNREFUSED'].includes(code ?? '')) throw error
      await sleep(waitMs * tried)
    }
  }
}

/** What is said to a record at a server, where it is said by whoever the token belongs to. */
export async function sayingsAt(connection: Connection, surroundings: Surroundings): Promise<Sayings> {
  await sendWaiting(connection, surroundings)
  const producer = randomBytes(16).toString('hex')
  let said = 0
  const say =
    <Said extends object, Answer extends object>(name: string) =>
    async (saying: Said): Promise<Answer> => {
      const { reference } = saying as { reference?: string }
      const seen = reference === undefined ? {} : { seen: await seenHere([reference], connection, surroundings) }
      const body = { ...saying, ...seen, producer, sequence: said++ }
      return untilHeard(() => connection.told<Answer>({ path: `/pedigree/v1/${name}`, body }))
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
