import { parseStatementId, type StatementId } from '../domain/statement-number.ts'
import { parseLeaf, statementCount } from '../log/leaf.ts'
import type { Numbers } from './fold.ts'
import type { Snapshot } from './port.ts'
import { sql } from './sql.ts'

/** The newest log of a store: what an append must know. `size` is the number of its entries. */
export type Head = {
  readonly log: number
  readonly logName: string
  readonly verifierKey: string
  readonly size: number
  readonly checkpoint: string
  readonly lastEntry: number
  readonly lastTimeMs: number
}

/** @returns undefined for a store without a log, which only exists while it is being made. */
export async function readHead(snapshot: Snapshot): Promise<Head | undefined> {
  const [row] = await snapshot.all<Head>(sql`
    select log.id as log, log.name as "logName", log.verifier_key as "verifierKey",
      checkpoint.size as size, checkpoint.note as checkpoint,
      coalesce((select max(number) from entry), 0) as "lastEntry",
      coalesce((select time from entry where number = (select max(number) from entry)), 0) as "lastTimeMs"
    from log join checkpoint on checkpoint.log = log.id
    order by log.id desc limit 1`)
  return row
}

export type TileRecord = { readonly level: number; readonly index: number; readonly hashes: Uint8Array }

/** The tiles at the given places of a log. */
export async function readTiles(
  snapshot: Snapshot,
  log: number,
  places: readonly { readonly level: number; readonly index: number }[],
): Promise<TileRecord[]> {
  const found: TileRecord[] = []
  for (const level of new Set(places.map((place) => place.level))) {
    const indexes = places.filter((place) => place.level === level).map(({ index }) => index)
    const rows = await snapshot.all<TileRecord>(sql`
      select level, tile_index as "index", hashes from tile
      where log = ${log} and level = ${level} and tile_index in ${indexes}`)
    found.push(...rows)
  }
  return found
}

/** An entry that stands already, by the request that made it. */
export type RecordedRequest = {
  readonly producer: string
  readonly sequence: number
  readonly entry: number
  readonly log: string
  readonly index: number
  readonly leaf: Uint8Array
  readonly body: Uint8Array
}

/**
 * Which of the given requests stand already. The first look-up is by producers and sequences apart, which an index
 * answers alone; it finds pairs that nobody asked for, and of those no body is read.
 */
export async function readRequests(
  snapshot: Snapshot,
  requests: readonly { readonly producer: string; readonly sequence: number }[],
): Promise<RecordedRequest[]> {
  const pairOf = (producer: string, sequence: number) => `${producer}/${sequence}`
  const asked = new Set(requests.map(({ producer, sequence }) => pairOf(producer, sequence)))
  const near = await snapshot.all<{ producer: string; sequence: number; number: number }>(sql`
    select producer, sequence, number from entry
    where producer in ${requests.map(({ producer }) => producer)}
      and sequence in ${[...new Set(requests.map(({ sequence }) => sequence))]}`)
  const found = near.filter(({ producer, sequence }) => asked.has(pairOf(producer, sequence)))
  if (found.length === 0) return []
  return snapshot.all<RecordedRequest>(sql`
    select producer, sequence, number as entry, log.name as log, leaf_index as "index", leaf, body.bytes as body
    from entry join log on log.id = entry.log join body on body.entry = entry.number
    where number in ${found.map(({ number }) => number)}`)
}

/** The numbers of the names that the store knows, and the next free ones. One look-up a table. */
export async function readNumbers(
  snapshot: Snapshot,
  nodes: readonly string[],
  places: readonly string[],
): Promise<Numbers> {
  const known = await snapshot.all<Named>(sql`select id, name from node where name in ${nodes}`)
  const knownPlaces = await snapshot.all<Named>(sql`select id, name from place where name in ${places}`)
  const [next] = await snapshot.all<{ node: number; place: number; listed: number }>(sql`
    select coalesce((select max(id) from node), 0) + 1 as node, coalesce((select max(id) from place), 0) + 1 as place,
      coalesce((select max(id) from listed), 0) + 1 as listed`)
  return {
    nodes: new Map(known.map(({ id, name }) => [name, id])),
    places: new Map(knownPlaces.map(({ id, name }) => [name, id])),
    nextNode: next?.node ?? 1,
    nextPlace: next?.place ?? 1,
    nextListed: next?.listed ?? 1,
  }
}
type Named = { readonly id: number; readonly name: string }

/** The versions of an asset that stand, of every time: what a new number must not collide with. */
export function readVersions(snapshot: Snapshot, asset: string): Promise<{ number: number; artifact: string }[]> {
  return snapshot.all(sql`
    select edge.number as number, artifact.name as artifact
    from node as asset join edge on edge.downstream = asset.id and edge.flow = 7
      join node as artifact on artifact.id = edge.upstream
    where asset.name = ${asset} and edge.number is not null
    order by edge.number`)
}

/**
 * Which of the given statements (`<producer>/<sequence>/<position>`) are on record. The item behind an entry's
 * statements is its sender, which is none.
 */
export async function readStatements(snapshot: Snapshot, ids: readonly string[]): Promise<Set<string>> {
  const wanted = ids.map((id) => ({ id, ...parseStatementId(id) }))
  const rows = await snapshot.all<{ producer: string; sequence: number; leaf: Uint8Array }>(sql`
    select producer, sequence, leaf from entry
    where producer in ${wanted.map(({ producer }) => producer)} and sequence in ${wanted.map(({ sequence }) => sequence)}`)
  const counts = new Map(
    rows.map(({ producer, sequence, leaf }) => [`${producer}/${sequence}`, statementCount(parseLeaf(leaf)) - 1]),
  )
  const isThere = ({ producer, sequence, position }: StatementId) =>
    position < (counts.get(`${producer}/${sequence}`) ?? 0)
  return new Set(wanted.filter(isThere).map(({ id }) => id))
}

/**
 * Who sent the first request of each producer that has one. Most count from 0, and are found together; of others the
 * first is looked up singly, since a look through all that a producer sent would make each request dearer than the last.
 */
export async function readAgents(snapshot: Snapshot, producers: readonly string[]): Promise<Map<string, string>> {
  if (producers.length === 0) return new Map()
  const firsts = await snapshot.all<{ producer: string; agent?: string }>(sql`
    select entry.producer as producer, node.name as agent
    from entry join speaker on speaker.entry = entry.number left join node on node.id = speaker.agent
    where entry.producer in ${producers} and entry.sequence = 0`)
  const found = new Map(firsts.map(({ producer, agent }) => [producer, agent]))
  for (const producer of new Set(producers)) {
    if (found.has(producer)) continue
    const [first] = await snapshot.all<{ agent?: string }>(sql`
      select node.name as agent
      from entry join speaker on speaker.entry = entry.number left join node on node.id = speaker.agent
      where entry.producer = ${producer}
      order by entry.sequence
      limit 1`)
    found.set(producer, first?.agent)
  }
  return new Map([...found].flatMap(([producer, agent]) => (agent === undefined ? [] : [[producer, agent]])))
}
