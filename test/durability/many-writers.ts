import { openToRead } from '../../src/operations/store.ts'
import { verify } from '../../src/operations/verify.ts'
import { sql } from '../../src/store/sql.ts'
import type { Project } from './project.ts'
import { startWriter } from './writer-process.ts'

export type WaitFigures = {
  writers: number
  acknowledged: number
  lost: number
  longestWaitMs: number
  medianWaitMs: number
}

/**
 * Several processes write into one record at once, each request on its own. The first of them make it.
 * @throws Error saying what does not hold.
 */
export async function writeTogether(project: Project, writers: number, count: number): Promise<WaitFigures> {
  const ends = await Promise.all(Array.from({ length: writers }, () => startWriter(project, { count }).ended))
  const said = ends.flatMap((end) => [...end.said, end.error].filter((line) => line !== ''))
  if (said.length > 0) throw new Error(`the writers said: ${said.join('; ')}`)
  const acknowledged = ends.flatMap((end) => end.acknowledged)
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
  const waits = acknowledged.map(({ waitedMs }) => waitedMs).sort((a, b) => a - b)
  return {
    writers,
    acknowledged: acknowledged.length,
    lost: lost.length,
    longestWaitMs: Math.round(waits.at(-1) ?? 0),
    medianWaitMs: waits[Math.floor(waits.length / 2)] ?? 0,
  }
}
