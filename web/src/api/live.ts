import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, useEffect, useState } from 'react'

/** Whether the page hears of what is new: undefined while it does, else why it does not. */
export type Trouble = string | undefined

/** What a page says of it. */
export const TroubleContext = createContext<Trouble>(undefined)

/** Much can be recorded at once; asking again so often is enough to show a run within two seconds. */
const askAgainMs = 500
const healthEveryMs = 5_000
const lost = 'The connection to the server is lost. What you see may be out of date; trying again …'

/** Follows the record while the page can be seen, asks again for what it shows when something is new, and says when that fails. */
export function useLive(isOn: boolean): Trouble {
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<Trouble>()
  useEffect(() => {
    if (!isOn) return
    let stop = document.hidden ? undefined : follow(client, setTrouble)
    const turn = () => {
      stop?.()
      stop = document.hidden ? undefined : follow(client, setTrouble)
      // Nobody told what happened while the page was hidden.
      if (!document.hidden) void client.invalidateQueries()
    }
    document.addEventListener('visibilitychange', turn)
    return () => {
      document.removeEventListener('visibilitychange', turn)
      stop?.()
    }
  }, [client, isOn])
  return trouble
}

function follow(client: QueryClient, say: (trouble: Trouble) => void): () => void {
  let source: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  let reopening: ReturnType<typeof setTimeout> | undefined
  let health: ReturnType<typeof setInterval> | undefined
  let wasLost = false
  const refresh = () => {
    again ??= setTimeout(() => {
      again = undefined
      void client.invalidateQueries()
    }, askAgainMs)
  }
  const mended = () => {
    clearInterval(health)
    health = undefined
    say(undefined)
  }
  const open = () => {
    source = new EventSource('/pedigree/v1/events')
    source.addEventListener('open', () => {
      if (wasLost) refresh()
      wasLost = false
      mended()
    })
    source.addEventListener('message', refresh)
    source.addEventListener('trouble', ({ data }) => {
      say(`The server cannot follow the record: ${JSON.parse(data).problem}`)
      health ??= setInterval(
        () =>
          void fetch('/health')
            .then(({ ok }) => ok && mended())
            .catch(() => undefined),
        healthEveryMs,
      )
    })
    source.addEventListener('error', () => {
      wasLost = true
      say(lost)
      // A browser gives up for good on an answer that is no stream, such as 401 or 503.
      if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, healthEveryMs)
    })
  }
  open()
  return () => {
    source.close()
    clearTimeout(again)
    clearTimeout(reopening)
    clearInterval(health)
  }
}
