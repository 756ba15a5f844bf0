import { PedigreeError } from './error.ts'

/** RFC 3339 in UTC with milliseconds: text order is time order. `schema.ts` has the pattern. */
export type Instant = string

/** Milliseconds since 1970 as an `Instant`. Fractions are cut. */
export const instantOf = (ms: number): Instant => new Date(Math.floor(ms)).toISOString()

/**
 * What a person typed as a time: a date, a date with a time (UTC unless it says a zone), or `now`.
 * @param others what is taken besides times, for the sentence that says what is.
 * @throws PedigreeError `invalid-input` naming the forms that are taken.
 */
export function parseInstant(text: string, now: Instant, what: string, others = ''): Instant {
  if (text === 'now') return now
  const [, day = '', time = '00:00', zone = 'Z'] = written.exec(text) ?? []
  const ms = Date.parse(`${day}T${time}${zone}`)
  if (Number.isNaN(ms) || !isOnCalendar(`${day}T${time}`)) {
    throw new PedigreeError(
      'invalid-input',
      `${what}: "${text}" is not a time. Write 2026-11-24, 2026-11-24T10:02 (UTC), 2026-11-24T10:02:11+01:00 or now${others}.`,
    )
  }
  return instantOf(ms)
}

const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/

/** `Date` reads 30 February as 2 March, and 24:00 as the next day: what does not come back as it was is no time. */
function isOnCalendar(text: string): boolean {
  const ms = Date.parse(`${text}Z`)
  return !Number.isNaN(ms) && instantOf(ms).startsWith(text)
}
