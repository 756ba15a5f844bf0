import type { Snapshot } from '../../store/port.ts'
import { type Names, readNamesHolding, readPathsHolding } from '../../store/searching.ts'
import type { Moment } from '../moment.ts'
import { begun, lateRecord } from '../references/presence.ts'

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
  /** How to ask for it as what it was found as, where that is a version or what is in a slot. */
  readonly reference?: string
}

/** How far a search has come, and what of it is known already. */
export type Range = { readonly start: number; readonly most: number; readonly known: ReadonlySet<number> }

/** One way to search: hits before a key, newest first, and which of them are matches. */
type Way<Hit> = {
  readonly read: (before: number, limit: number) => Promise<readonly Hit[]>
  readonly keyOf: (hit: Hit) => number
  readonly matchesIn: (hits: readonly Hit[]) => Promise<readonly Match[]>
}

/** So many hits at least are looked at together. */
const batchMin = 64

/** Matches by one way, batch after batch of hits, until there are enough or no more hits. */
export async function inBatches<Hit>({ start, most }: Range, { read, keyOf, matchesIn }: Way<Hit>): Promise<Match[]> {
  const batch = Math.max(batchMin, most)
  const matches: Match[] = []
  for (let before = start; ; ) {
    const hits = await read(before, batch)
    matches.push(...(await matchesIn(hits)))
    const last = hits.at(-1)
    before = last === undefined ? 0 : keyOf(last)
    if (matches.length >= most || hits.length < batch) return matches.slice(0, most)
  }
}

/**
 * A node is found at the last of its names that hold the text: at each other one it was found before. What began after the
 * moment is read past.
 */
export function foundByName({ snapshot, moment, text, names }: Search, range: Range): Promise<Match[]> {
  const looked = new Map<number, { last: number; called: string[] }>()
  const isNew = (node: number) => !looked.has(node) && !range.known.has(node)
  return inBatches(
    { ...range, start: Math.min(range.start, moment.knownBefore) },
    {
      read: (before, limit) => names.named(snapshot, text, before, limit),
      keyOf: ({ statement }) => statement,
      matchesIn: async (hits) => {
        const fresh = [...new Set(hits.map(({ node }) => node))].filter(isNew)
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
        return begun(snapshot, found, moment)
      },
    },
  )
}

export function foundByPath({ snapshot, moment, text, names }: Search, range: Range): Promise<Match[]> {
  return inBatches(range, {
    read: (before, limit) => names.listed(snapshot, text, before, limit),
    keyOf: ({ line }) => line,
    matchesIn: async (hits) => {
      const lines = hits.map(({ line }) => line)
      const rows = lines.length === 0 ? [] : await readPathsHolding(snapshot, lines, text, moment)
      const found = rows.map(({ line, node, path }): Match => ({ node, key: `path ${line}`, called: [path] }))
      return begun(
        snapshot,
        found.filter(({ node }) => !range.known.has(node)),
        moment,
      )
    },
  })
}

/** People, names and content without digest by the end of their ids, where no name that they were given holds the text. */
export function foundById({ snapshot, moment, text, names }: Search, range: Range): Promise<Match[]> {
  return inBatches(range, {
    read: (before, limit) => names.ended(snapshot, text, before, limit),
    keyOf: ({ node }) => node,
    matchesIn: async (hits) => {
      const nodes = hits.map(({ node }) => node)
      const named = new Set((await readNamesHolding(snapshot, nodes, text, moment)).map(({ node }) => node))
      const matches: Match[] = []
      for (const { node, id } of await begun(snapshot, hits, moment)) {
        const isFound = named.has(node) || range.known.has(node)
        if (isFound || (await lateRecord(snapshot, { node, id }, moment)) !== undefined) continue
        matches.push({ node, key: `id ${node}`, called: [] })
      }
      return matches
    },
  })
}
