import { readNamesHolding, readRunsOfCommits, readRunsOfWord, readWordsHolding } from '../../store/searching.ts'
import { begun } from '../references/presence.ts'
import type { Match, Search } from './found-by-name.ts'

/** A shorter text is in most names of parameters. */
const charactersMin = 3

type Said = { readonly run: number; readonly text: string }

/** Runs by a commit, a parameter or a metric that was said of them: of each the newest run, once, with what that was. */
export async function foundAsSaid(search: Search, known: ReadonlySet<number>): Promise<Match[]> {
  if (search.text.length < charactersMin) return []
  const all = [...(await byCommit(search)), ...(await byWord(search, 'parameter')), ...(await byWord(search, 'metric'))]
  const fresh = all.filter(({ run }) => !known.has(run))
  const named = await readNamesHolding(
    search.snapshot,
    fresh.map(({ run }) => run),
    search.text,
    search.moment,
  )
  const isNamed = new Set(named.map(({ node }) => node))
  const byRun = Map.groupBy(
    fresh.filter(({ run }) => !isNamed.has(run)),
    ({ run }) => run,
  )
  return [...byRun]
    .sort(([a], [b]) => b - a)
    .map(([node, said]) => ({ node, key: `said ${node}`, called: [], said: said.map(({ text }) => text).join(', ') }))
}

async function byCommit(search: Search): Promise<Said[]> {
  const { snapshot, text } = search
  if (!/^[0-9a-f]{6,64}$/i.test(text)) return []
  const rows = await readRunsOfCommits(snapshot, text.toLowerCase())
  const newest = await newestOf(
    search,
    Map.groupBy(rows, ({ commit }) => commit),
  )
  return newest.map(({ run, word }) => ({ run, text: `commit ${word.slice(0, 12)}` }))
}

async function byWord(search: Search, kind: 'parameter' | 'metric'): Promise<Said[]> {
  const { snapshot, text } = search
  const words = await readWordsHolding(snapshot, kind, text)
  const rows = new Map<string, { run: number; statement: number }[]>()
  for (const { name } of words) rows.set(name, await readRunsOfWord(snapshot, kind, name))
  return (await newestOf(search, rows)).map(({ run, word }) => ({ run, text: `${kind} ${word}` }))
}

/** Of each word the newest run of which it was said by then and still stands. */
async function newestOf(
  { snapshot, moment }: Search,
  rows: ReadonlyMap<string, readonly { readonly run: number; readonly statement: number }[]>,
) {
  const standing = [...rows].flatMap(([word, said]) =>
    said.filter(({ statement }) => moment.stands(statement)).map(({ run }) => ({ word, run, node: run })),
  )
  const there = await begun(snapshot, standing, moment)
  return [...Map.groupBy(there, ({ word }) => word).values()].flatMap(([newest]) => newest ?? [])
}
