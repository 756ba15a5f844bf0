import { erasedIn, isWhole } from '../domain/completeness.ts'
import { instantOf } from '../domain/time.ts'
import type { Found, FoundNode } from '../lineage/answers/found.ts'
import type { LineageNode } from '../lineage/lineage.ts'
import { scannedNames } from '../store/searching.ts'
import { defined } from './answers/defined.ts'
import { describeNodes } from './answers/describe.ts'
import { withKinds } from './answers/kinds.ts'
import { momentOf, type Times } from './moment.ts'
import { noSuchPlace, numberIn, type Page, type Paged, pageFrom } from './page.ts'
import { foundAsSaid } from './search/found-as-said.ts'
import { foundById, foundByName, foundByPath, type Match, type Search } from './search/found-by-name.ts'
import { foundWhole } from './search/found-whole.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** Nodes whose name holds a text, or whose digest begins with it: the last to be named first. */
export async function find(
  store: ReadableStore,
  { limit = 50, ...question }: Times & { text: string; limit?: number | undefined },
  surroundings: Surroundings,
): Promise<Found> {
  const { items: nodes, next, ...same } = await findPage(store, { ...question, page: { limit } }, surroundings)
  return { ...same, complete: isWhole(next, same), nodes }
}

/**
 * A part of what is found: what the text means as a whole or is the beginning of, then what bears a name that holds it,
 * people, names and content without digest by their ids, listed paths, and at last runs by what was said of them.
 */
export function findPage(
  store: ReadableStore,
  { text, page, ...times }: Times & { text: string; page: Page },
  surroundings: Surroundings,
): Promise<Paged<FoundNode> & Omit<Found, 'nodes' | 'complete'>> {
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
      items: nodes.map((node, index) => withFoundName(node, items[index])),
      next,
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      ...erasedIn(moment),
    }
  })
}

/** The ways to find something, in the order in which they are told; the first ones are short lists. */
const ways = ['digest', 'name', 'id', 'path', 'said'] as const
type Way = (typeof ways)[number]

/** The matches after a key, one more than the page takes. */
async function matchesAfter(search: Search, { limit, after = 'digest ' }: Page): Promise<Match[]> {
  const [, way = '', place = ''] = /^(\w+) (.*)$/s.exec(after) ?? []
  const first = ways.indexOf(way as Way)
  if (first < 0) throw noSuchPlace()
  const whole = await foundWhole(search)
  const known = new Set(whole.map(({ node }) => node))
  const matches: Match[] = []
  for (const [index, each] of ways.entries()) {
    const lack = limit + 1 - matches.length
    if (index < first || lack === 0) continue
    matches.push(...(await matchesBy(search, each, index === first ? place : undefined, { lack, whole, known })))
  }
  return matches
}

type Sought = { readonly lack: number; readonly whole: readonly Match[]; readonly known: ReadonlySet<number> }

/** By one way, from its start or after a place in it. */
async function matchesBy(search: Search, way: Way, place: string | undefined, { lack, whole, known }: Sought) {
  const range = () => ({ start: place === undefined ? Number.MAX_SAFE_INTEGER : numberIn(place), most: lack, known })
  switch (way) {
    case 'digest':
      return afterPlace(whole, way, place ?? '').slice(0, lack)
    case 'name':
      return foundByName(search, range())
    case 'id':
      return foundById(search, range())
    case 'path':
      return foundByPath(search, range())
    case 'said':
      return foundAsSaid(search, range())
  }
}

const afterPlace = (matches: readonly Match[], way: Way, place: string) =>
  matches.slice(matches.findIndex(({ key }) => key === `${way} ${place}`) + 1)

/** Content can bear several names: it is shown under one that was looked for; a run by what was said of it, with that. */
function withFoundName(node: LineageNode, match: Match | undefined): FoundNode {
  const { called = [], said, reference } = match ?? {}
  const [first] = called
  // A listing names a file by its path in the folder.
  const isShown = called.some((name) => node.name === name || node.name?.endsWith(`/${name}`))
  const shown = first === undefined || isShown ? node : { ...node, name: first }
  return { ...shown, ...defined({ said, reference }) }
}
