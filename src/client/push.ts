import { randomBytes } from 'node:crypto'
import { PedigreeError } from '../domain/error.ts'
import { isReserved } from '../domain/said-by.ts'
import { version } from '../domain/version.ts'
import type { LogHead } from '../lineage/answers/log-head.ts'
import type { Shown } from '../lineage/answers/shown.ts'
import { logHeads } from '../operations/log.ts'
import type { Progress } from '../operations/progress.ts'
import { entryCount, type Logged, loggedAfter } from '../operations/recording/logged.ts'
import type { Recorder } from '../operations/recording/recorder.ts'
import { stating } from '../operations/recording/request.ts'
import type { ReadableStore } from '../operations/store.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { type Connection, ignoring } from './connection.ts'
import { recorderAt, sendWaiting } from './waiting.ts'

export type Pushed = {
  /** Entries that were sent now, and those that the server had before. */
  readonly sent: number
  readonly before: number
  /** What the server did not take, by the number of the entry here. */
  readonly refused: readonly { readonly entry: number; readonly reason: string }[]
}

const tool = 'agent:tool/pedigree'
const sentAtOnce = 8

/**
 * Sends a store's record to a server: each entry as its producer said it, so that it is there once, however often and by
 * whomever it is sent. Where it stood, in which log and since when, goes along as a facet with the log's checkpoint: the
 * entry can be proven there, too.
 */
export async function pushTo(
  connection: Connection,
  store: ReadableStore,
  surroundings: Surroundings,
  progress: Progress,
): Promise<Pushed> {
  await sendWaiting(connection, surroundings)
  const record = recorderAt(connection)
  const facets = facetsOf(await logHeads(store))
  const known = await knownAt(connection)
  const count = await entryCount(store)
  const pushed = { sent: 0, before: 0, refused: [] as { entry: number; reason: string }[] }
  const late: Logged[] = []
  const sendAll = async (entries: readonly Logged[]) => {
    const taken: Logged[] = []
    for (let start = 0; start < entries.length; start += sentAtOnce) {
      const outcomes = await Promise.all(entries.slice(start, start + sentAtOnce).map((entry) => send(entry, record)))
      for (const { entry, refused, repeated } of outcomes) {
        if (refused !== undefined) pushed.refused.push({ entry: entry.number, reason: refused })
        else taken.push(entry)
        if (refused === undefined && repeated) pushed.before++
        else if (refused === undefined) pushed.sent++
      }
    }
    // What was sent before and then cut off is told now, too: only the facet says that it is known.
    for (const statements of facets(taken)) await record(requestOf(statements))
  }
  for (
    let page = await loggedAfter(store, 0);
    page.length > 0;
    page = await loggedAfter(store, page.at(-1)?.number ?? 0)
  ) {
    const sendable = page.filter((entry) => !saysOfItself(entry))
    const fresh = sendable.filter((entry) => !known.has(keyOf(entry)))
    pushed.before += sendable.length - fresh.length
    late.push(...fresh.filter(retracts))
    await sendAll(fresh.filter((entry) => !retracts(entry)))
    progress('sent', page.at(-1)?.number ?? 0, count)
  }
  // Whose a statement is, and who may take it back, is known there once it is there.
  await sendAll(late)
  return pushed
}

const keyOf = ({ producer, sequence }: Pick<Logged, 'producer' | 'sequence'>) => `${producer}/${sequence}`

const statementsOf = ({ statements }: Logged) =>
  statements.map((statement) => (statement ?? {}) as Record<string, unknown>)
const retracts = (entry: Logged) => statementsOf(entry).some(({ type }) => type === 'retraction')
/** Who has a token here, and which log goes on here from which, is nothing that another record could say. */
const saysOfItself = (entry: Logged) =>
  statementsOf(entry).some(({ type, name }) => type === 'facet' && typeof name === 'string' && isReserved(name))

async function send(entry: Logged, record: Recorder) {
  if (entry.statements.includes(undefined)) return { entry, refused: 'a statement of it was erased', repeated: false }
  const { producer, sequence, via, statements } = entry
  try {
    const { repeated } = await record({ producer, sequence, agent: undefined, via, ...stating(statements) })
    return { entry, refused: undefined, repeated }
  } catch (error) {
    if (!(error instanceof PedigreeError) || !['conflict', 'invalid-input'].includes(error.code)) throw error
    return { entry, refused: error.message, repeated: false }
  }
}

/** Where entries stood, a facet for those of each log. */
const facetsOf = (heads: readonly LogHead[]) => (entries: readonly Logged[]) =>
  [...Map.groupBy(entries, ({ log }) => log)].map(([log, of]) => {
    const { key, checkpoint } = heads.find(({ name }) => name === log) ?? {}
    const told = of.map(({ producer, sequence, index, time, agent, via }) => ({
      producer,
      sequence,
      index,
      time,
      agent,
      via,
    }))
    const name = `pushed:${log}:${of[0]?.index ?? 0}`
    return [{ type: 'facet', subject: tool, name, body: { log, key, checkpoint, entries: told }, origin: 'declared' }]
  })

const requestOf = (statements: readonly unknown[]) => ({
  producer: randomBytes(16).toString('hex'),
  sequence: 0,
  agent: undefined,
  via: `pedigree push ${version}`,
  ...stating(statements),
})

/** What the server says that it has from a push before. */
async function knownAt({ json }: Connection): Promise<ReadonlySet<string>> {
  const query = { reference: tool }
  const shown = await ignoring('not-found', json<Shown>({ path: '/pedigree/v1/show', query }))
  const bodies = (shown?.facts ?? []).flatMap((fact) =>
    fact.type === 'facet' && fact.name.startsWith('pushed:') ? [fact.body as { entries?: unknown }] : [],
  )
  const entries = bodies.flatMap(({ entries: told }) => (Array.isArray(told) ? (told as Logged[]) : []))
  return new Set(entries.map(keyOf))
}
