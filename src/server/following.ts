import type { GraphInMemory, News } from '../operations/graph-in-memory.ts'
import type { ReadableStore } from '../operations/store.ts'

/** Follows the log while the server runs, and tells who listens what is new. */
export type Following = {
  /** Looks now. Resolves when the graph has everything that is committed. */
  readonly look: () => Promise<void>
  /** Hears of each entry from now on, and when nothing more will come. @returns ends it. */
  readonly listen: (listener: Listener) => () => void
  readonly isReady: () => boolean
  /** Why following does not work at the moment. */
  readonly problem: () => string | undefined
  readonly stop: () => Promise<void>
}

export type Listener = { readonly news: (news: News) => void; readonly end: () => void }

/** How often the store is asked whether another process wrote: what a run leaves shows within that time. */
const everyMs = 500

export function following(store: ReadableStore, graph: GraphInMemory): Following {
  const listeners = new Set<Listener>()
  let isReady = false
  let problem: string | undefined
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const look = () => {
    running = running.then(async () => {
      try {
        const news = await store.port.read(graph.follow)
        isReady = true
        problem = undefined
        for (const each of news) for (const listener of listeners) listener.news(each)
      } catch (error) {
        problem = (error as Error).message
      }
    })
    return running
  }
  const again = async () => {
    await look()
    if (!isStopped) timer = setTimeout(again, everyMs)
  }
  void again()
  return {
    look,
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    isReady: () => isReady,
    problem: () => problem,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      for (const listener of listeners) listener.end()
      await running
    },
  }
}
