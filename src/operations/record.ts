import assert from 'node:assert'
import type { Entered } from '../lineage/answers/said.ts'
import { rightmostTiles, type TileRow } from '../log/tiles.ts'
import { type FoldedEntry, foldEntries, namesIn } from '../store/fold.ts'
import type { Port, Row, Transaction } from '../store/port.ts'
import {
  readAgents,
  readHead,
  readNumbers,
  readRequests,
  readStatements,
  readTiles,
  readVersions,
} from '../store/recording.ts'
import * as tables from '../store/tables.ts'
import { type Decision, type Drawn, deciding, type State } from './recording/decide.ts'
import type { Refusal, Request } from './recording/request.ts'
import { nextTurn, requestsATurn } from './recording/turns.ts'

/** What a group added, once it is durable: its entries with the graph's rows that were written for them, by table. */
export type Recorded = {
  readonly entries: readonly FoldedEntry[]
  readonly rows: ReadonlyMap<tables.Table, readonly Row[]>
}

/**
 * Makes durable what each request of the group decides, log and graph together. A refusal is an answer, not an
 * error, and writes nothing. A fixed number of reads, one pure decision, one write a table and one fsync, whatever the
 * group's size.
 * @param recorded hears of what was added, for who keeps the graph in memory.
 */
export async function record(
  store: Port,
  group: readonly Request[],
  drawn: Drawn,
  recorded?: (added: Recorded) => void,
): Promise<readonly (Entered | Refusal)[]> {
  const { answers, added } = await store.write(async (transaction) => {
    const state = await load(transaction, group)
    const isLarge = group.length > requestsATurn
    const decision = await decided(group, state, drawn)
    for (const { table, rows } of logRows(decision, state)) await transaction.put(table, rows)
    const names = namesIn(decision.entries)
    const numbers = await readNumbers(transaction, names.nodes, names.places)
    const folded = foldEntries(decision.entries, numbers)
    for (const { table, rows } of folded) {
      await transaction.put(table, rows)
      if (isLarge) await nextTurn()
    }
    await transaction.put(tables.tokens, tokensIn(group, decision))
    const rows = new Map(folded.map(({ table, rows: list }) => [table, list]))
    return { answers: decision.answers, added: { entries: decision.entries, rows } }
  })
  if (added.entries.length > 0) recorded?.(added)
  return answers
}

/** A large group takes tens of milliseconds to decide; questions are answered in between. */
async function decided(group: readonly Request[], state: State, drawn: Drawn): Promise<Decision> {
  const { take, decision } = deciding(state, drawn)
  for (const [index, request] of group.entries()) {
    if (index % requestsATurn === requestsATurn - 1) await nextTurn()
    take(request)
  }
  return decision()
}

async function load(transaction: Transaction, group: readonly Request[]): Promise<State> {
  const head = await readHead(transaction)
  assert(head, 'a store has a log from the moment it is made')
  const needs = group.flatMap((request) => request.needs)
  const versions = new Map<string, { number: number; artifact: string }[]>()
  for (const { need, of } of needs) if (need === 'versions') versions.set(of, await readVersions(transaction, of))
  return {
    head,
    rightmost: await tilesAt(transaction, head.log, head.size),
    recorded: await readRequests(transaction, group),
    versions,
    statements: await readStatements(
      transaction,
      needs.filter(({ need }) => need === 'statement').map(({ of }) => of),
    ),
    agents: await readAgents(
      transaction,
      needs.filter(({ need }) => need === 'producer').map(({ of }) => of),
    ),
  }
}

async function tilesAt(transaction: Transaction, log: number, size: number): Promise<TileRow[]> {
  const rows = await readTiles(transaction, log, rightmostTiles(size))
  return rows.map(({ level, index, hashes }) => ({ level, index, hashes: Buffer.from(hashes) }))
}

const tokensIn = (group: readonly Request[], { answers }: Decision): Row[] =>
  group.flatMap(({ token }, place) => {
    const answer = answers[place]
    return token === undefined || answer === undefined || 'refused' in answer || answer.repeated ? [] : [token]
  })

function logRows({ entries, tiles, checkpoint }: Decision, { head }: State): { table: tables.Table; rows: Row[] }[] {
  if (entries.length === 0) return []
  return [
    {
      table: tables.entries,
      rows: entries.map(({ number, log, index, producer, sequence, timeMs, leaf }) => ({
        number,
        log,
        leaf_index: index,
        producer,
        sequence,
        time: timeMs,
        leaf,
      })),
    },
    { table: tables.bodies, rows: entries.map(({ number, body }) => ({ entry: number, bytes: body })) },
    {
      table: tables.tiles,
      rows: tiles.map(({ level, index, hashes }) => ({
        log: head.log,
        level,
        tile_index: index,
        width: hashes.length / 32,
        hashes,
      })),
    },
    { table: tables.checkpoints, rows: [{ log: head.log, ...checkpoint }] },
  ]
}
