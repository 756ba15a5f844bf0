import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, useEffect, useState } from 'react'
import { listen } from './shared-stream.ts'

/** Whether the page hears of what is new: undefined while it does, else why it does not. */
export type Trouble = string | undefined

/** What a page says of it. */
export const TroubleContext = createContext<Trouble>(undefined)

/** Much can be recorded at once; asking again so often is enough to show a run within two seconds. */
const askAgainMs = 500
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
  let again: ReturnType<typeof setTimeout> | undefined
  let hasMissed = false
  const refresh = () => {
    again ??= setTimeout(() => {
      again = undefined
      void client.invalidateQueries()
    }, askAgainMs)
  }
  const stop = listen((report) => {
    switch (report.kind) {
      case 'open':
        if (hasMissed) refresh()
        hasMissed = false
        return say(undefined)
      case 'news':
        return refresh()
      case 'trouble':
        return say(`The server cannot follow the record: ${report.problem}`)
      case 'lost':
        hasMissed = true
        return say(lost)
      case 'handed':
        hasMissed = true
    }
  })
  return () => {
    stop()
    clearTimeout(again)
  }
}
