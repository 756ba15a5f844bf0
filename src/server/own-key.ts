import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * What shows that somebody may read the files of the user who runs the server, where the system does not say whose a
 * connection is. In memory alone, for as long as the server runs and nobody was given a token.
 */
export type OwnKey = { readonly text: string; readonly isIt: (text: string) => boolean }

/** The id that no token in the store has: theirs are random. */
export const ownId = '0'.repeat(16)

export function ownKey(): OwnKey {
  const text = `pdg_${ownId}_${randomBytes(32).toString('base64url')}`
  const digest = digestOf(text)
  return { text, isIt: (other) => timingSafeEqual(digestOf(other), digest) }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
