import { flows } from '../domain/flow.ts'
import type { Snapshot } from './port.ts'
import { type Sql, sql } from './sql.ts'

// Where runs read and wrote content, and under which names.

type Asked = { readonly node: number; readonly asOf: number; readonly knownBefore: number }

/** The edges by which runs met content, by a time as they were known. */
const metBy = ({ node, asOf, knownBefore }: Asked): Sql => sql`
  ((edge.upstream = ${node} and edge.flow = ${flows.used}) or (edge.downstream = ${node} and edge.flow = ${flows.generated}))
    and edge.at <= ${asOf} and edge.statement < ${knownBefore}`

const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

type Meeting = { readonly path: string; readonly place: string; readonly at: number; readonly statement: number }
const columns = sql`edge.selector as selector, edge.statement as statement, edge.at as at, place.name as place`

/** Where content was met under a name, the last first. */
export async function findPlacesCalled(
  snapshot: Snapshot,
  { name, ...asked }: Asked & { readonly name: string },
): Promise<Meeting[]> {
  const found = await meetingsIn(
    snapshot,
    sql`
    select ${columns} from edge join place on place.id = edge.place
    where ${metBy(asked)} and edge.selector like ${`%"path":${literally(JSON.stringify(name))}%`} escape '\\'
    order by edge.at desc, edge.statement desc limit 20`,
  )
  // SQLite's `like` takes no notice of case.
  return found.filter(({ path }) => path === name)
}

/** What content was called at a place, the last first. */
export const findPathsAt = (snapshot: Snapshot, { place, ...asked }: Asked & { readonly place: string }) =>
  meetingsIn(
    snapshot,
    sql`
    select ${columns} from place join edge on edge.place = place.id
    where place.name = ${place} and ${metBy(asked)} and edge.selector like '%"path":%'
    order by edge.at desc, edge.statement desc limit 20`,
  )

/** What content was called first. */
export const findFirstPaths = (snapshot: Snapshot, asked: Asked) =>
  meetingsIn(
    snapshot,
    sql`
    select ${columns} from edge join place on place.id = edge.place
    where ${metBy(asked)} and edge.selector like '%"path":%'
    order by edge.at, edge.statement limit 20`,
  )

async function meetingsIn(snapshot: Snapshot, query: Sql): Promise<Meeting[]> {
  const rows = await snapshot.all<Omit<Meeting, 'path'> & { selector: string }>(query)
  return rows.flatMap(({ selector, ...same }) => {
    const { path } = JSON.parse(selector) as { readonly path?: unknown }
    return typeof path === 'string' && path !== '' ? [{ ...same, path }] : []
  })
}
