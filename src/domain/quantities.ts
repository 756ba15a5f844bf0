import type { Instant } from './time.ts'

const byteUnits = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

/** A size for people, in powers of 1,000: `312 B`, `48.1 MB`. Negative ones keep their sign. */
export function bytesText(bytes: number): string {
  if (Math.abs(bytes) < 1_000) return `${bytes} B`
  let scaled = bytes
  let unit = 'B'
  for (const next of byteUnits) {
    // What would be printed as 1000.0 belongs to the next unit.
    if (Math.abs(scaled) < 999.95) break
    scaled /= 1_000
    unit = next
  }
  return `${scaled.toFixed(1)} ${unit}`
}

/** A difference of sizes with its sign: `+3.2 MB`, `-312 B`, `±0 B`. */
export function bytesDifferenceText(bytes: number): string {
  if (bytes === 0) return '±0 B'
  return bytes > 0 ? `+${bytesText(bytes)}` : bytesText(bytes)
}

/** Milliseconds for people, in the two units that matter: `340 ms`, `12.3 s`, `2 min 29 s`, `1 h 4 min`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Milliseconds from one instant to another; undefined where one is missing or clocks ran backwards. */
export function msBetween(from: Instant | undefined, until: Instant | undefined): number | undefined {
  if (from === undefined || until === undefined) return undefined
  const ms = Date.parse(until) - Date.parse(from)
  return ms >= 0 ? ms : undefined
}

/** An instant to the minute: `2026-11-24 10:02 UTC`. */
export function timeText(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`
}

/** An instant to the second, where two in one minute must be told apart: `2026-11-24 10:02:11 UTC`. */
export function secondText(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`
}

/** A whole number with commas: `12,345`. */
export function countText(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A number of things: `1 cause`, `12,345 causes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

/** A share of 1 in per cent: `100 %`, `12.5 %`. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}

/** Larger ones are told in powers of ten. */
const wholeMax = 1e15

/** A measured number, to six digits at most: `12.31`, `0.796631`, `1.2e-9`. Digits before the point all show, as of a count. */
export function measureText(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < Number.MAX_SAFE_INTEGER) return countText(value)
  const rounded = Number(value.toPrecision(6))
  if (size >= wholeMax) return rounded.toExponential()
  return Math.abs(rounded) >= 1e5 ? countText(Math.round(value)) : String(rounded)
}

/** A recorded metric as a number: JSON has none for NaN, infinities and integers past 2^53, which are written out. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'object' || value === null || !('number' in value)) return undefined
  return typeof value.number === 'string' ? Number(value.number) : undefined
}
