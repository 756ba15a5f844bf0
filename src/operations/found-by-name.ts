import type { Snapshot } from '../store/port.ts'
import { type Names, readNamesHolding, readPathsHolding } from '../store/searching.ts'
import type { Moment } from './moment.ts'
import { begun, lateRecord } from './presence.ts'

export type Search = {
  readonly snapshot: Snapshot
  readonly moment: Moment
  readonly text: string
  readonly names: Names
}

/**
 * A node that was found, with what it is called that holds the text, or what was said of it that does. By its key the
 * search goes on behind it.
 */
export type Match = {
  readonly node: number
  readonly key: string
  readonly called: readonly string[]
  readonly said?: string
}

/** So many names are looked at together. */
const batchOf = (lack: number) => Math.max(64, lack)

/**
 * A node is found at the last of its names that hold the text: at each other one it was found before. What began after the
 * moment is read past.
 */
export async function foundByName(
  { snapshot, moment, text, names }: Search,
  start: number,
  most: number,
  known: ReadonlySet<number>,
): Promise<Match[]> {
  const matches: Match[] = []
  const looked = new Map<number, { last: number; called: string[] }>()
  let before = Math.min(start, moment.knownBefore)
  for (;;) {
    const hits = await names.named(snapshot, text, before, batchOf(most))
    const fresh = [...new Set(hits.map(({ node }) => node))].filter((node) => !looked.has(node) && !known.has(node))
    for (const node of fresh) looked.set(node, { last: -1, called: [] })
    for (const { node, name, statement } of await readNamesHolding(snapshot, fresh, text, moment)) {
      const of = looked.get(node)
      if (of === undefined) continue
      of.last = Math.max(of.last, statement)
      of.called.push(name)
    }
    const found = hits.flatMap(({ node, statement }): Match[] => {
      const of = looked.get(node)
      return of?.last === statement ? [{ node, key: `name ${statement}`, called: of.called }] : []
    })
    matches.push(...(await begun(snapshot, found, moment)))
    before = hits.at(-1)?.statement ?? 0
    if (matches.length >= most || hits.length < batchOf(most)) return matches.slice(0, most)
  }
}

export async function foundByPath(
  { snapshot, moment, text, names }: Search,
  start: number,
  most: number,
  known: ReadonlySet<number>,
): Promise<Match[]> {
  const matches: Match[] = []
  let before = start
  for (;;) {
    const hits = await names.listed(snapshot, text, before, batchOf(most))
    const lines = hits.map(({ line }) => line)
    const rows = lines.length === 0 ? [] : await readPathsHolding(snapshot, lines, text, moment)
    const found = rows.map(({ line, node, path }): Match => ({ node, key: `path ${line}`, called: [path] }))
    const unseen = found.filter(({ node }) => !known.has(node))
    matches.push(...(await begun(snapshot, unseen, moment)))
    before = lines.at(-1) ?? 0
    if (matches.length >= most || hits.length < batchOf(most)) return matches.slice(0, most)
  }
}

/** People, names and content without digest by the end of their ids, where no name that they were given holds the text. */
export async function foundById(
  { snapshot, moment, text, names }: Search,
  start: number,
  most: number,
  known: ReadonlySet<number>,
): Promise<Match[]> {
  const matches: Match[] = []
  let before = start
  for (;;) {
    const hits = await names.ended(snapshot, text, before, batchOf(most))
    const nodes = hits.map(({ node }) => node)
    const named = new Set((await readNamesHolding(snapshot, nodes, text, moment)).map(({ node }) => node))
    for (const { node, id } of await begun(snapshot, hits, moment)) {
      const isFound =
        named.has(node) || known.has(node) || (await lateRecord(snapshot, { node, id }, moment)) !== undefined
      if (!isFound) matches.push({ node, key: `id ${node}`, called: [] })
    }
    before = nodes.at(-1) ?? 0
    if (matches.length >= most || hits.length < batchOf(most)) return matches.slice(0, most)
  }
}
