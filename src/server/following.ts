import type { GraphInMemory, News } from '../operations/answers/graph-in-memory.ts'
import type { Recorded } from '../operations/record.ts'
import type { NamesInMemory } from '../operations/search/names-in-memory.ts'
import type { ReadableStore } from '../operations/store.ts'

/** Follows the log while the server runs, and tells who listens what is new. */
export type Following = {
  /** Looks now. Resolves when the graph has everything that was committed when it was called. */
  readonly look: () => Promise<void>
  /** Takes what this process has just recorded. */
  readonly recorded: (added: Recorded) => void
  /** Hears of each entry from now on, and when nothing more will come. @returns ends it. */
  readonly listen: (listener: Listener) => () => void
  readonly isReady: () => boolean
  /** Why following does not work at the moment. */
  readonly problem: () => string | undefined
  /** Begins, once the store is there. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}
export type Listener = { readonly news: (news: News) => void; readonly end: () => void }

/** How often the store is asked whether another process wrote: what a run leaves shows within that time. */
const everyMs = 500

export function following(
  store: () => ReadableStore,
  graph: GraphInMemory,
  names: Pick<NamesInMemory, 'follow'>,
): Following {
  const listeners = new Set<Listener>()
  let isReady = false
  let problem: string | undefined
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const tell = (news: readonly News[]) => {
    for (const each of news) for (const listener of listeners) listener.news(each)
  }
  const lookOnce = async () => {
    // From here on, what is committed may be missed, and the next look is another one.
    next = undefined
    try {
      const news = await store().port.read(async (snapshot) => {
        await names.follow(snapshot)
        return graph.follow(snapshot)
      })
      isReady = true
      problem = undefined
      tell(news)
    } catch (error) {
      problem = (error as Error).message
    }
  }
  const look = () => {
    // However many ask while one is under way, one more look has it for all of them.
    next ??= running = running.then(lookOnce)
    return next
  }
  const again = async () => {
    await look()
    if (!isStopped) timer = setTimeout(again, everyMs)
  }
  return {
    look,
    recorded: (added) => {
      const news = graph.add(added)
      if (news !== undefined) tell(news)
      else if (isReady) void look()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isReady: () => isReady,
    problem: () => problem,
    start: () => void again(),
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      for (const listener of listeners) listener.end()
      await running
    },
  }
}
