import { countText } from '../domain/quantities.ts'
import type { Progress } from '../operations/progress.ts'

const everyMs = 2_000

/** Says on standard error how many entries are through, every two seconds; what is done sooner ends without a word. */
export function progressLines(nowMs: () => number = () => performance.now(), write = console.error): Progress {
  let since = nowMs()
  return (doing, done, of) => {
    const now = nowMs()
    if (now - since < everyMs) return
    since = now
    write(`pedigree: ${doing} ${countText(done)} of ${countText(of)} entries`)
  }
}
