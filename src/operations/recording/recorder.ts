import { randomBytes } from 'node:crypto'
import { PedigreeError } from '../../domain/error.ts'
import type { Entered } from '../../lineage/answers/said.ts'
import { saltBytes } from '../../log/leaf.ts'
import type { NoteKey } from '../../log/note-key.ts'
import type { Port, Transaction } from '../../store/port.ts'
import { type Recorded, record } from '../record.ts'
import type { Refusal, Request } from './request.ts'
import { nextTurn, requestsATurn } from './turns.ts'

/** Records one request; resolves when it is durable. @throws PedigreeError when it is refused, or cannot be stored. */
export type Recorder = (request: Request) => Promise<Entered>

/** What belongs to a group beside its requests. */
export type Around = {
  /** Runs under the writer's lock before anything is decided. What it throws refuses the group. */
  readonly before?: (transaction: Transaction) => Promise<void>
  /** Hears of the checkpoint of each group that added to the log, once it is durable. */
  readonly after?: (checkpoint: string) => void
  /** Hears of what each group added. */
  readonly recorded?: (added: Recorded) => void
}

type Waiting = {
  readonly request: Request
  readonly resolve: (outcome: Entered | Refusal) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit without a timer: requests that arrive while a group is being written, or in the same turn of the event
 * loop, make the next group and share its fsync.
 */
export function recorder(store: Port, key: NoteKey, nowMs: () => number, { before, after, recorded }: Around = {}) {
  const waiting: Waiting[] = []
  const salt = salts()
  let written = 0
  let running: Promise<void> | undefined
  const guarded: Port =
    before === undefined
      ? store
      : {
          ...store,
          write: (body) => store.write(async (transaction) => before(transaction).then(() => body(transaction))),
        }

  const one: Recorder = async (request) => {
    const outcome = await new Promise<Entered | Refusal>((resolve, reject) => {
      waiting.push({ request, resolve, reject })
      running ??= run()
    })
    if ('refused' in outcome) throw outcome.refused
    return outcome
  }

  const run = async () => {
    while (waiting.length > 0) {
      await nextTurn()
      await commit(waiting.splice(0, groupLength(waiting)))
    }
    running = undefined
  }

  /** One request's data must not fail the others: a group that the engine does not take is parted until it is alone. */
  const commit = async (group: readonly Waiting[]): Promise<void> => {
    const drawn = { nowMs: nowMs(), key, salt }
    const requests = group.map(({ request }) => request)
    try {
      const answers = await record(guarded, requests, drawn, recorded)
      const fresh = answers.find((answer) => 'checkpoint' in answer && !answer.repeated)
      if (fresh !== undefined && 'checkpoint' in fresh) after?.(fresh.checkpoint)
      written += answers.length
      for (const [index, { resolve }] of group.entries()) {
        resolve(answers[index] as Entered | Refusal)
        if (index % requestsATurn === requestsATurn - 1) await nextTurn()
      }
    } catch (error) {
      if (group.length === 1 || isOfTheStore(error)) for (const { reject } of group) reject(error)
      else {
        const middle = Math.ceil(group.length / 2)
        await commit(group.slice(0, middle))
        await commit(group.slice(middle))
      }
    }
  }

  return { one, settled: async () => running, hasWritten: () => written > 0 }
}

/** Random salts, drawn by the hundred: asking the system for each one takes a twelfth of recording. */
function salts(): () => Buffer {
  let drawn = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(saltBytes * 256)
      used = 0
    }
    used += saltBytes
    return drawn.subarray(used - saltBytes, used)
  }
}

/** A full disk, a lost lock, an altered store: what would meet each request of the group in the same way. */
const isOfTheStore = (error: unknown) => error instanceof PedigreeError && error.code !== 'invalid-input'

/** So that one commit's rows stay within memory, and the wait for one within reason. */
const groupMax = 256
const groupBytesMax = 16 * 1024 * 1024

/** How many of those that wait make the next group: the first always, more while they stay within the limits. */
function groupLength(waiting: readonly Waiting[]): number {
  let bytes = 0
  for (const [length, { request }] of waiting.slice(0, groupMax).entries()) {
    bytes += bytesOf(request.states, groupBytesMax)
    if (bytes > groupBytesMax) return Math.max(1, length)
  }
  return Math.min(groupMax, waiting.length)
}

/** About the bytes of a value as JSON; not counted further once they are over `max`. What is only decided later is small. */
function bytesOf(value: unknown, max: number): number {
  const open = [value]
  let bytes = 0
  while (open.length > 0 && bytes <= max) {
    const item = open.pop()
    bytes += typeof item === 'string' ? item.length + 3 : 8
    if (typeof item !== 'object' || item === null) continue
    for (const [name, member] of Object.entries(item)) {
      bytes += name.length
      open.push(member)
    }
  }
  return bytes
}
