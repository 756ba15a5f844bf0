import { randomBytes } from 'node:crypto'
import { PedigreeError } from '../domain/error.ts'
import type { NoteKey } from '../log/note-key.ts'
import type { Port } from '../store/port.ts'
import { record } from './record.ts'
import type { Answer, Refusal, Request } from './request.ts'

/** Records one request; resolves when it is durable. @throws PedigreeError when it is refused, or cannot be stored. */
export type Recorder = (request: Request) => Promise<Answer>

type Waiting = {
  readonly request: Request
  readonly resolve: (outcome: Answer | Refusal) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit without a timer: requests that arrive while a group is being written, or in the same turn of the event
 * loop, make the next group and share its fsync.
 */
export function recorder(store: Port, key: NoteKey, nowMs: () => number) {
  const waiting: Waiting[] = []
  let written = 0
  let running: Promise<void> | undefined

  const one: Recorder = async (request) => {
    const outcome = await new Promise<Answer | Refusal>((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      running ??= run()
    })
    if ('refused' in outcome) throw outcome.refused
    return outcome
  }

  const run = async () => {
    while (waiting.length > 0) {
      await new Promise(setImmediate)
      const group = waiting.splice(0, groupMax)
      await commit(group)
    }
    running = undefined
  }

  /** One request's data must not fail the others: a group that an engine refuses is tried one by one. */
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const drawn = { nowMs: nowMs(), key, salt: () => randomBytes(16) }
      const answers = await record(
        store,
        group.map(({ request }) => request),
        drawn,
      )
      written += answers.length
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer | Refusal)
    } catch (error) {
      if (group.length === 1 || error instanceof PedigreeError) for (const { reject } of group) reject(error)
      else for (const each of group) await commit([each])
    }
  }

  return { one, settled: async () => running, hasWritten: () => written > 0 }
}

/** So that one commit's rows stay within memory, and the wait for one within reason. */
const groupMax = 256
