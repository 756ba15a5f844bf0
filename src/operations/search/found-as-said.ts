import {
  readCommitsOf,
  readNamesHolding,
  readRunsOfCommits,
  readRunsSaying,
  readWordsHolding,
  readWordsOf,
  wordKinds,
} from '../../store/searching.ts'
import { begun } from '../references/presence.ts'
import { inBatches, type Match, type Range, type Search } from './found-by-name.ts'

type Said = { readonly run: number; readonly statement: number; readonly text: string }

/** Runs by a commit, a parameter or a metric that was said of them, and not by a name; with what that was, the newest first. */
export async function foundAsSaid(search: Search, range: Range): Promise<Match[]> {
  const { snapshot, moment, text } = search
  const readers = await readersOf(search)
  return inBatches(range, {
    read: async (before, limit) => {
      const runs = await Promise.all(readers.map((reader) => reader.runs(before, limit)))
      return [...new Set(runs.flat())].sort((a, b) => b - a).slice(0, limit)
    },
    keyOf: (run) => run,
    matchesIn: async (hits) => {
      const fresh = hits.filter((run) => !range.known.has(run))
      const named = await readNamesHolding(snapshot, fresh, text, moment)
      const byName = new Set(named.map(({ node }) => node))
      const runs = fresh.filter((run) => !byName.has(run))
      const said = (await Promise.all(readers.map((reader) => reader.said(runs)))).flat()
      const standing = Map.groupBy(
        said.filter(({ statement }) => moment.stands(statement)),
        ({ run }) => run,
      )
      const found = runs.flatMap((run): Match[] => {
        const texts = [...new Set(standing.get(run)?.map((each) => each.text))]
        return texts.length === 0 ? [] : [{ node: run, key: `said ${run}`, called: [], said: listed(texts) }]
      })
      return begun(snapshot, found, moment)
    },
  })
}

const textsMax = 5

function listed(texts: readonly string[]): string {
  const more = texts.length - textsMax
  return more > 0 ? `${texts.slice(0, textsMax).join(', ')} and ${more} more` : texts.join(', ')
}

/** A kind of thing that is said of runs: the newest runs before one of which it is said, and what was said of some. */
type Reader = {
  readonly runs: (before: number, limit: number) => Promise<number[]>
  readonly said: (runs: readonly number[]) => Promise<Said[]>
}

/** A short text is searched like any other: `lr` is a name of a parameter. */
async function readersOf({ snapshot, text }: Search): Promise<Reader[]> {
  const words = wordKinds.map(async (kind): Promise<Reader> => {
    const holding = await readWordsHolding(snapshot, kind, text)
    return {
      runs: (before, limit) => readRunsSaying(snapshot, { kind, words: holding, text }, before, limit),
      said: async (runs) =>
        (await readWordsOf(snapshot, kind, runs, text)).map(({ name, ...row }) => ({
          ...row,
          text: `${kind} ${name}`,
        })),
    }
  })
  const digits = /^[0-9a-f]{6,64}$/i.test(text) ? text.toLowerCase() : undefined
  const commits: Reader[] =
    digits === undefined
      ? []
      : [
          {
            runs: (before, limit) => readRunsOfCommits(snapshot, digits, before, limit),
            said: async (runs) =>
              (await readCommitsOf(snapshot, runs, digits)).map(({ commit, ...row }) => ({
                ...row,
                text: `commit ${commit.slice(0, 12)}`,
              })),
          },
        ]
  return [...commits, ...(await Promise.all(words))]
}
