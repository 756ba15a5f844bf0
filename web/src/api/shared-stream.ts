import { type Hear, openStream, type Report } from './event-stream.ts'

const name = 'pedigree-events'
type Told = Report | { readonly kind: 'ask' }

/**
 * Hears what the event stream says, by one stream for all pages that are seen: a browser opens six connections to a host at
 * most (HTTP/1.1), and seven windows with a stream each would leave none to ask anything by. Whoever has the lock has the
 * stream and tells the others; when that page is hidden or closed, the next one that waits for the lock goes on. Where there
 * are no locks, as without https beyond this machine, each page has a stream of its own.
 * @returns ends it
 */
export function listen(hear: Hear): () => void {
  const { locks } = navigator as Partial<Navigator>
  return locks === undefined ? openStream(hear) : listenTogether(locks, hear)
}

function listenTogether(locks: LockManager, hear: Hear): () => void {
  const channel = new BroadcastChannel(name)
  const stopping = new AbortController()
  const { signal } = stopping
  /** What a page that comes later is to know, of the one that has the stream. */
  let state: Report | undefined
  const tell = (report: Report) => {
    if (report.kind !== 'news') state = report
    channel.postMessage(report satisfies Told)
    hear(report)
  }
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.kind !== 'ask') hear(data)
    else if (state !== undefined) channel.postMessage(state)
  }
  const hold = () =>
    new Promise<void>((release) => {
      const close = openStream(tell)
      signal.addEventListener('abort', () => {
        close()
        release()
      })
    })
  const wait = async () => {
    const isFirst = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock !== null && !signal.aborted) await hold()
      return lock !== null
    })
    if (isFirst || signal.aborted) return
    await locks.request(name, { signal }, () => {
      tell({ kind: 'handed' })
      return hold()
    })
  }
  channel.postMessage({ kind: 'ask' } satisfies Told)
  // It is refused where the page does not wait any longer.
  void wait().catch(() => undefined)
  return () => {
    stopping.abort()
    channel.close()
  }
}
