import type { NodeAddress } from '../address.ts'

/** What the reader folded or unfolded; a key may hold any character, also the comma between them. */
export const turnedIn = ({ turned }: NodeAddress): ReadonlySet<string> =>
  new Set(turned === undefined ? [] : turned.split(',').map(decodeURIComponent))

export const turnedText = (keys: readonly string[]): string => keys.map(encodeURIComponent).join(',')
