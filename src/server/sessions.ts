import { createHash, randomBytes } from 'node:crypto'

/** Who signed in by a browser, in memory alone: a restart of the server ends every session. */
export type Sessions = {
  /** @returns the cookie's value, 256 random bits in Base64url. */
  readonly begin: (token: string, nowMs: number) => string
  /** The id of the token that a session was begun with. Undefined for one that is unknown or too old. */
  readonly tokenOf: (value: string, nowMs: number) => string | undefined
  readonly end: (value: string) => void
  /** The cookie that holds a session's value, or that ends the one that the browser has. */
  readonly cookieFor: (value: string | undefined) => string
  /** The value in a request's cookies. None where several are called so: one of them is somebody else's. */
  readonly valueIn: (cookies: string | undefined) => string | undefined
}

export const sessionHours = 12
const lifetimeMs = sessionHours * 3_600_000
/** The oldest gives way, so that nobody who signs in again and again fills the memory. */
const sessionsMax = 10_000

/**
 * @param isSecure whether people reach the server by https. Then its cookie has a name that no other host of the same domain
 * can set (`__Host-`, RFC 6265bis), and no other is read, also of who comes over loopback: what a proxy hands on looks so.
 */
export function sessions(isSecure: boolean): Sessions {
  const name = isSecure ? '__Host-pedigree' : 'pedigree'
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
    cookieFor: (value) => {
      const age = value === undefined ? 0 : lifetimeMs / 1000
      return `${name}=${value ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
    },
    valueIn: (cookies = '') => {
      const pairs = cookies.split(';').map((pair) => pair.trim())
      const [own, ...others] = pairs.filter((pair) => pair.startsWith(`${name}=`))
      const value = own?.slice(name.length + 1) ?? ''
      return others.length === 0 && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined
    },
  }
}

const digestOf = (value: string): string => createHash('sha256').update(value).digest('base64')
