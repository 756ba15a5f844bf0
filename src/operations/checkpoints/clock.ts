import { durationText, timeText } from '../../domain/quantities.ts'
import { instantOf } from '../../domain/time.ts'

/** Clocks of one network differ by less, and so do those of processes that write together. */
const ordinaryMs = 5_000

/**
 * What to say where the newest entry was recorded at a time that is still to come: the clock was ahead then, or is behind
 * now. Undefined where it is in order. An entry never has an earlier time than the one before it, so this time goes on.
 */
export function clockRemark(newestMs: number | undefined, nowMs: number): string | undefined {
  if (newestMs === undefined || newestMs - nowMs < ordinaryMs) return undefined
  const [newest, now] = [newestMs, nowMs].map((ms) => timeText(instantOf(ms)))
  return `the newest entry was recorded at ${newest}, and the clock here says ${now}, ${durationText(newestMs - nowMs)} before: it was ahead then, or is behind now. Until the clock gets there, every entry has that time as the time at which it was recorded`
}
