import { hashQuietly } from '../files/hash-quietly.ts'
import { isSameState, type Kept, stateAt } from './release-looks.ts'

/** Hashes files that were released, as long as that takes a hundredth of the run's time. */
export type ReleasedHashes = {
  ask(file: Kept): void
  /** Hashes those for which there is time by now. */
  go(): void
}

// In microseconds: what a file takes, and what there is at the start, as most runs are short and write little.
const fileUs = 50
const bytesPerUs = 1_500
const firstUs = 20_000
const usPerMs = 10
/** What is larger is hashed when the run has ended, if it is still there. */
const bytesMax = 256 * 1024 * 1024
const waitingMax = 1_000

export function hashAsTimeAllows(nowMs: () => number): ReleasedHashes {
  const began = nowMs()
  const waiting = new Set<Kept>()
  let spentUs = 0
  let isBusy = false

  const hashAll = async () => {
    for (const file of waiting) {
      const us = fileUs + file.bytes / bytesPerUs
      if (us > firstUs + usPerMs * (nowMs() - began) - spentUs) continue
      waiting.delete(file)
      if (!isAsItWas(file)) continue
      spentUs += us
      const digest = await hashQuietly(file.path)
      if (digest !== undefined && isAsItWas(file)) file.digest = digest
    }
  }
  return {
    ask(file) {
      if (file.bytes <= bytesMax && waiting.size < waitingMax) waiting.add(file)
    },
    go() {
      if (isBusy || waiting.size === 0) return
      isBusy = true
      const rest = () => {
        isBusy = false
      }
      hashAll().then(rest, rest)
    },
  }
}

function isAsItWas(file: Kept): boolean {
  const state = stateAt(file.path)
  return state !== undefined && isSameState(state, { ...file, size: file.bytes })
}
