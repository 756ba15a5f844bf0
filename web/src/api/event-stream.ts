/** What a page hears of the record: that something is new, and whether the server tells at all. */
export type Report =
  | { readonly kind: 'open' | 'news' | 'lost' }
  /** The server answers, and cannot read the record. */
  | { readonly kind: 'trouble'; readonly problem: string }
  /** Another page has the stream from now on: what was told between the two was told to nobody. */
  | { readonly kind: 'handed' }
export type Hear = (report: Report) => void

const againEveryMs = 5_000

/** Opens the event stream, and again whenever it ends. @returns ends it for good */
export function openStream(hear: Hear): () => void {
  let source: EventSource
  let reopening: ReturnType<typeof setTimeout> | undefined
  let health: ReturnType<typeof setInterval> | undefined
  const opened = () => {
    clearInterval(health)
    health = undefined
    hear({ kind: 'open' })
  }
  const open = () => {
    source = new EventSource('/pedigree/v1/events')
    source.addEventListener('open', opened)
    source.addEventListener('message', () => hear({ kind: 'news' }))
    source.addEventListener('trouble', ({ data }) => {
      hear({ kind: 'trouble', problem: JSON.parse(data).problem })
      health ??= setInterval(
        () =>
          void fetch('/health')
            .then(({ ok }) => ok && opened())
            .catch(() => undefined),
        againEveryMs,
      )
    })
    source.addEventListener('error', () => {
      hear({ kind: 'lost' })
      // A browser gives up for good on an answer that is no stream, such as 401 or 503.
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, againEveryMs)
    })
  }
  open()
  return () => {
    source.close()
    clearTimeout(reopening)
    clearInterval(health)
  }
}
