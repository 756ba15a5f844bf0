import { PedigreeError } from '../domain/error.ts'

/** A part of a list: so many items at most, after the one with this key. */
export type Page = { readonly limit: number; readonly after?: string | undefined }

/** `next` is the key of the last item, where more follow. */
export type Paged<Item> = { readonly items: Item[]; readonly next: string | undefined }

/** At most this many are read and answered at once. */
export const pageMax = 1_000

/** A history that is told at once is told of so many events, the last ones. */
export const eventsShown = 1_000

/**
 * A page of a list that is known as a whole; items of one key lie together.
 * @throws PedigreeError `invalid-input` for a key that is not in it.
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, after }: Page,
): Paged<Item> {
  const last = after === undefined ? -1 : items.findLastIndex((item) => keyOf(item) === after)
  if (after !== undefined && last < 0) throw noSuchPlace()
  return pageFrom(items.slice(last + 1, last + 2 + limit), keyOf, limit)
}

/** A page of items that were read up to one beyond its limit. */
export function pageFrom<Item>(items: readonly Item[], keyOf: (item: Item) => string, limit: number): Paged<Item> {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown, next: items.length > limit && last !== undefined ? keyOf(last) : undefined }
}

/** @throws PedigreeError `invalid-input` for what counts nothing. */
export function numberIn(after: string): number {
  if (!/^\d{1,16}$/.test(after)) throw noSuchPlace()
  return Number(after)
}

export const noSuchPlace = () =>
  new PedigreeError('invalid-input', '/after is no place in this list; take `next` of an answer as it is')
