import { erasedIn } from '../domain/completeness.ts'
import { instantOf } from '../domain/time.ts'
import type { Found } from '../lineage/answers.ts'
import type { LineageNode } from '../lineage/lineage.ts'
import { findByDigest, type Hit } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { type Names, readNamesHolding, readPathsHolding, scannedNames } from '../store/searching.ts'
import { runsWithCode } from './code-reference.ts'
import { describeNodes } from './describe.ts'
import { withKinds } from './kinds.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { noSuchPlace, numberIn, type Page, type Paged, pageFrom } from './page.ts'
import { begun, lateRecord } from './presence.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** Nodes whose name holds a text, or whose digest begins with it: the last to be named first. */
export async function find(
  store: ReadableStore,
  { limit = 50, ...question }: Times & { text: string; limit?: number | undefined },
  surroundings: Surroundings,
): Promise<Found> {
  const { items: nodes, next, ...same } = await findPage(store, { ...question, page: { limit } }, surroundings)
  return { ...same, complete: next === undefined && same.erased === undefined, nodes }
}

/** A part of what is found. Nodes by their digest come first, then by names that they were given, then by listed paths. */
export function findPage(
  store: ReadableStore,
  { text, page, ...times }: Times & { text: string; page: Page },
  surroundings: Surroundings,
): Promise<Paged<LineageNode> & Omit<Found, 'nodes' | 'complete'>> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const search: Search = { snapshot, moment, text, names: store.names ?? scannedNames }
    const { items, next } = pageFrom(await matchesAfter(search, page), ({ key }) => key, page.limit)
    const numbers = items.map(({ node }) => node)
    const described = await describeNodes(
      snapshot,
      moment,
      numbers.map((node) => ({ node, depth: 0 })),
    )
    const nodes = await withKinds(snapshot, moment, numbers, described)
    return {
      items: nodes.map((node, index) => withFoundName(node, items[index]?.called ?? [])),
      next,
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      ...erasedIn(moment),
    }
  })
}

type Search = {
  readonly snapshot: Snapshot
  readonly moment: Moment
  readonly text: string
  readonly names: Names
}

/** A node that was found, with what it is called that holds the text. By its key the search goes on behind it. */
type Match = { readonly node: number; readonly key: string; readonly called: readonly string[] }

const [byDigest, byName, byPath] = ['digest', 'name', 'path']

/** The matches after a key, one more than the page takes. */
async function matchesAfter(search: Search, { limit, after = `${byDigest} ` }: Page): Promise<Match[]> {
  const [, way = '', place = ''] = /^(digest|name|path) (.*)$/.exec(after) ?? []
  if (way === '') throw noSuchPlace()
  const content = await foundByDigest(search)
  const known = new Set(content.map(({ node }) => node))
  const matches: Match[] = []
  if (way === byDigest) {
    const from = content.findIndex(({ id }) => id === place) + 1
    matches.push(...content.slice(from).map(({ node, id }) => ({ node, key: `${byDigest} ${id}`, called: [] })))
  }
  const lack = () => limit + 1 - matches.length
  if (way !== byPath && lack() > 0)
    matches.push(...(await foundByName(search, way === byName ? numberIn(place) : beforeAll, lack(), known)))
  if (lack() > 0)
    matches.push(...(await foundByPath(search, way === byPath ? numberIn(place) : beforeAll, lack(), known)))
  return matches
}

/** A search from the newest on. */
const beforeAll = Number.MAX_SAFE_INTEGER

/** Content by its digest; where none has it, the runs that read code with it. */
async function foundByDigest({ snapshot, moment, text }: Search): Promise<Hit[]> {
  if (!/^[0-9a-f]{6,128}$/i.test(text)) return []
  const digits = text.toLowerCase()
  const contents = await findByDigest(snapshot, digits)
  if (contents.length === 0) return begun(snapshot, await runsWithCode(snapshot, digits, moment), moment)
  const known: Hit[] = []
  for (const hit of contents) if ((await lateRecord(snapshot, hit, moment)) === undefined) known.push(hit)
  return begun(snapshot, known, moment)
}

/** So many names are looked at together. */
const batchOf = (lack: number) => Math.max(64, lack)

/**
 * A node is found at the last of its names that hold the text: at each other one it was found before. What began after the
 * moment is read past.
 */
async function foundByName(
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
      return of?.last === statement ? [{ node, key: `${byName} ${statement}`, called: of.called }] : []
    })
    matches.push(...(await begun(snapshot, found, moment)))
    before = hits.at(-1)?.statement ?? 0
    if (matches.length >= most || hits.length < batchOf(most)) return matches.slice(0, most)
  }
}

async function foundByPath(
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
    const found = rows.map(({ line, node, path }): Match => ({ node, key: `${byPath} ${line}`, called: [path] }))
    const unseen = found.filter(({ node }) => !known.has(node))
    matches.push(...(await begun(snapshot, unseen, moment)))
    before = lines.at(-1) ?? 0
    if (matches.length >= most || hits.length < batchOf(most)) return matches.slice(0, most)
  }
}

/** Content can bear several names: it is shown under one that was looked for. */
function withFoundName(node: LineageNode, called: readonly string[]): LineageNode {
  const [first] = called
  // A listing names a file by its path in the folder.
  const isShown = called.some((name) => node.name === name || node.name?.endsWith(`/${name}`))
  return first === undefined || isShown ? node : { ...node, name: first }
}
