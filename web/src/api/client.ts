import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Refusal } from './ask.ts'

/** Answers are asked for again when the event stream says that something is new, and whenever nobody could tell us. */
export function makeClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // Whoever is no longer let in is asked to sign in, once.
      onError: (error, { queryKey }) => {
        if (isRefused(error, 401) && queryKey[0] !== 'session') void client.invalidateQueries({ queryKey: ['session'] })
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        // What the server refuses it refuses again; only what is busy or away is worth a second try.
        retry: (count, error) => count < 2 && (!(error instanceof Refusal) || error.status === 503),
        retryDelay: 1_000,
      },
    },
  })
  return client
}

export const isRefused = (error: unknown, status: number): boolean =>
  error instanceof Refusal && error.status === status
