import type { IncomingHttpHeaders } from 'node:http'
import { Refused } from './problem.ts'

/** How many writes, and bytes of them, may wait at once. */
export type BackPressure = {
  /** @returns what to call when the write has ended. @throws Refused 503 with Retry-After, instead of a growing queue. */
  readonly enter: (bytes: number) => () => void
}

export function backPressure(requestsMax = 512, bytesMax = 64 * 1024 * 1024): BackPressure {
  let requests = 0
  let waiting = 0
  return {
    enter: (bytes) => {
      if (requests >= requestsMax || waiting + bytes > bytesMax)
        throw new Refused(503, 'busy', 'more is being written than the disk takes; send it again', { retryAfter: 1 })
      requests++
      waiting += bytes
      return () => {
        requests--
        waiting -= bytes
      }
    },
  }
}

/** A request's write, which counts until it has ended. @throws Refused as `enter` does. */
export async function withinBounds<T>(
  { enter }: BackPressure,
  headers: IncomingHttpHeaders,
  write: () => Promise<T>,
): Promise<T> {
  const leave = enter(Number(headers['content-length'] ?? 0))
  try {
    return await write()
  } finally {
    leave()
  }
}
