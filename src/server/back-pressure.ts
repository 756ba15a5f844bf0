import { Refused } from './problem.ts'

/** How many writes may wait at once, and how many bytes of requests may be in memory. */
export type BackPressure = {
  /** @returns what to call when the write has ended. @throws Refused 503 with Retry-After, instead of a growing queue. */
  readonly enter: () => () => void
  /** Room for one request's body, which is taken as its bytes come, whatever the request says of its length. */
  readonly room: () => Room
}
export type Room = {
  /** @throws Refused 503 with Retry-After where there is none left. */
  readonly take: (bytes: number) => void
  readonly leave: () => void
}

export function backPressure(requestsMax = 512, bytesMax = 64 * 1024 * 1024): BackPressure {
  let requests = 0
  let held = 0
  const busy = () =>
    new Refused(503, 'busy', 'more is being written than the disk takes; send it again', { retryAfter: 1 })
  return {
    enter: () => {
      if (requests >= requestsMax) throw busy()
      requests++
      return () => void requests--
    },
    room: () => {
      let own = 0
      return {
        take: (bytes) => {
          if (held + bytes > bytesMax) throw busy()
          held += bytes
          own += bytes
        },
        leave: () => {
          held -= own
          own = 0
        },
      }
    },
  }
}

/** A request's write, which counts until it has ended. @throws Refused as `enter` does. */
export async function withinBounds<T>({ enter }: BackPressure, write: () => Promise<T>): Promise<T> {
  const leave = enter()
  try {
    return await write()
  } finally {
    leave()
  }
}
