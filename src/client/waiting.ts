import type { Entered } from '../lineage/answers/said.ts'
import type { Recorder } from '../operations/recording/recorder.ts'
import { hasWaiting, orSayWhatWaits, patienceMs, recordWaiting } from '../operations/recording/spool.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { type Connection, jsonIn } from './connection.ts'

/** Records at a server, producer and sequence as they are: what got through before is only found again. */
export const recorderAt =
  ({ ask, origin }: Connection): Recorder =>
  async ({ producer, sequence, via, states = [] }) => {
    const body = { producer, sequence, statements: states }
    const received = await ask({ path: '/pedigree/v1/statements', body, via })
    return { ...jsonIn<Omit<Entered, 'repeated'>>(received, origin), repeated: received.status === 200 }
  }

/** Sends what waits for a server, before something is said to it. @throws PedigreeError where it does not take it. */
export async function sendWaiting(connection: Connection, surroundings: Surroundings): Promise<void> {
  const { origin } = connection
  if (hasWaiting(origin, surroundings)) await recordWaiting(origin, recorderAt(connection), surroundings)
}

/** The same before a question, which is answered all the same and says what it lacks. */
export async function tryToSendWaiting(connection: Connection, surroundings: Surroundings): Promise<void> {
  const { origin } = connection
  if (!hasWaiting(origin, surroundings)) return
  await orSayWhatWaits([origin], surroundings, () =>
    recordWaiting(origin, recorderAt(connection), surroundings, patienceMs),
  )
}
