import { PedigreeError } from './error.ts'

/** RFC 3339 in UTC with milliseconds: text order is time order. `schema.ts` has the pattern. */
export type Instant = string

/** Milliseconds since 1970 as an `Instant`. Fractions are cut. */
export const instantOf = (ms: number): Instant => new Date(Math.floor(ms)).toISOString()

/**
 * What a person typed as a time: a date, a date with a time (UTC unless it says a zone), or `now`.
 * @throws PedigreeError `invalid-input` naming the forms that are taken.
 */
export function parseInstant(text: string, now: Instant, what: string): Instant {
  if (text === 'now') return now
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text)
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`)
  if (Number.isNaN(ms)) {
    throw new PedigreeError(
      'invalid-input',
      `${what}: "${text}" is not a time. Write 2026-11-24, 2026-11-24T10:02 (UTC), 2026-11-24T10:02:11+01:00 or now.`,
    )
  }
  return instantOf(ms)
}
