import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { sql } from '../../src/store/sql.ts'
import type { Project } from './project.ts'
import { type Acknowledged, startWriter } from './writer-process.ts'

export type KillFigures = { rounds: number; acknowledged: number; lost: number; onRecord: number; writing: number }

/**
 * Kills a writer at a random moment, from its start on, again and again on one record. After each kill: what was
 * acknowledged is there under the number that was said, and the log, the tables and the copies agree.
 * @param random gives numbers from 0 up to 1.
 * @throws Error saying what does not hold.
 */
export async function killRounds(project: Project, rounds: number, random: () => number): Promise<KillFigures> {
  const figures: KillFigures = { rounds: 0, acknowledged: 0, lost: 0, onRecord: 0, writing: 0 }
  const all: Acknowledged[] = []
  for (; figures.rounds < rounds; figures.rounds++) {
    const writer = startWriter(project, { together: 1 + Math.floor(random() * 8) })
    // Some are killed while they make or open the store, some before their first request is durable, half while they write.
    const moment = random()
    if (moment < 0.5) await writer.writing()
    else if (moment < 0.8) await writer.opened()
    await sleep(random() * 120)
    writer.kill()
    const { acknowledged, said, error } = await writer.ended
    if (said.length > 0 || error !== '') throw new Error(`the writer said: ${said.join('; ')} ${error}`)
    all.push(...acknowledged)
    figures.acknowledged += acknowledged.length
    if (acknowledged.length > 0) figures.writing++
    if (!existsSync(project.record.store)) continue
    const { lost, onRecord } = await look(project, all)
    figures.lost += lost
    figures.onRecord = onRecord
  }
  return figures
}

async function look(project: Project, acknowledged: readonly Acknowledged[]) {
  await using store = await openToRead(project.surroundings)
  const rows = await store.port.read((snapshot) =>
    snapshot.all<{ producer: string; sequence: number; number: number }>(
      sql`select producer, sequence, number from entry`,
    ),
  )
  const there = new Set(rows.map(({ producer, sequence, number }) => `${producer} ${sequence} ${number}`))
  const lost = acknowledged.filter(({ producer, sequence, entry }) => !there.has(`${producer} ${sequence} ${entry}`))
  const verdict = await verify(store, [], project.surroundings)
  if (!verdict.intact) throw new Error(verdict.reason)
  if (verdict.entries !== rows.length) throw new Error(`${verdict.entries} entries verified of ${rows.length}`)
  return { lost: lost.length, onRecord: rows.length }
}
