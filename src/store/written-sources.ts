import { flows } from '../domain/flow.ts'
import { smallBytes } from '../domain/small-content.ts'
import { findRunsWithCode } from './looking-up.ts'
import type { Snapshot } from './port.ts'
import { sql } from './sql.ts'

type Source = { readonly id: string; readonly place: string; readonly bytes: number }

/**
 * The places of those sources that a run wrote: there, or, where the bytes say something, elsewhere. Who read the same bytes as
 * code only copied them: a training that keeps a copy of its own script made nothing.
 */
export async function readWrittenSources(snapshot: Snapshot, sources: readonly Source[]): Promise<string[]> {
  const rows = await snapshot.all<{ id: string; run: number; place?: string }>(sql`
    select distinct content.name as id, edge.upstream as run, place.name as place
    from node content join edge on edge.downstream = content.id and edge.flow = ${flows.generated}
      left join place on place.id = edge.place
    where content.name in ${[...new Set(sources.map(({ id }) => id))]}`)
  const writes = Map.groupBy(rows, ({ id }) => id)
  const found: string[] = []
  for (const { id, place, bytes } of sources) {
    const all = writes.get(id) ?? []
    const isThere = all.some((write) => write.place === place)
    if (isThere || (bytes >= smallBytes && (await isMade(snapshot, id, all)))) found.push(place)
  }
  return found
}

async function isMade(snapshot: Snapshot, id: string, writes: readonly { readonly run: number }[]): Promise<boolean> {
  if (writes.length === 0) return false
  const readers = await findRunsWithCode(snapshot, id.slice('sha256:'.length))
  const copied = new Set(readers.map(({ node }) => node))
  return writes.some(({ run }) => !copied.has(run))
}
