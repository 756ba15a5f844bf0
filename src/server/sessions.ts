import { createHash, randomBytes } from 'node:crypto'

/** Who signed in by a browser, in memory alone: a restart of the server ends every session. */
export type Sessions = {
  /** @returns the cookie's value, 256 random bits in Base64url. */
  readonly begin: (token: string, nowMs: number) => string
  /** The id of the token that a session was begun with. Undefined for one that is unknown or too old. */
  readonly tokenOf: (value: string, nowMs: number) => string | undefined
  readonly end: (value: string) => void
}

export const sessionHours = 12
const lifetimeMs = sessionHours * 3_600_000
/** The oldest gives way, so that nobody who signs in again and again fills the memory. */
const sessionsMax = 10_000

export function sessions(): Sessions {
  // By digest, so that no comparison tells how much of a guess was right.
  const begun = new Map<string, { readonly token: string; readonly untilMs: number }>()
  return {
    begin: (token, nowMs) => {
      const value = randomBytes(32).toString('base64url')
      begun.set(digestOf(value), { token, untilMs: nowMs + lifetimeMs })
      const [oldest] = begun.keys()
      if (begun.size > sessionsMax && oldest !== undefined) begun.delete(oldest)
      return value
    },
    tokenOf: (value, nowMs) => {
      const session = begun.get(digestOf(value))
      return session === undefined || nowMs >= session.untilMs ? undefined : session.token
    },
    end: (value) => void begun.delete(digestOf(value)),
  }
}

const digestOf = (value: string): string => createHash('sha256').update(value).digest('base64')

/** On https the prefix `__Host-` keeps other hosts of the same domain from setting it (RFC 6265bis). */
const nameOf = (isSecure: boolean) => (isSecure ? '__Host-pedigree' : 'pedigree')

export function cookieFor(value: string | undefined, isSecure: boolean): string {
  const age = value === undefined ? 0 : lifetimeMs / 1000
  const secure = isSecure ? '; Secure' : ''
  return `${nameOf(isSecure)}=${value ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`
}

/** The session that a request's cookies name. */
export function cookieIn(header: string | undefined): string | undefined {
  return /(?:^|;\s*)(?:__Host-)?pedigree=([A-Za-z0-9_-]{43})(?:;|$)/.exec(header ?? '')?.[1]
}
