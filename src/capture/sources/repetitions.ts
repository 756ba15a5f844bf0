import type { RemoteContent } from './remote-content.ts'

/**
 * One of each content at each place: of several reads the first, of several writes the last. Layers of libraries tell of
 * one thing each in its way: what was read in part and also whole was read whole, unless its ETags say that there were two
 * contents; of what was written, one knows the bytes and another the name that the store gave them.
 */
export function withoutRepetitions(contents: readonly RemoteContent[]): RemoteContent[] {
  const byPlace = Map.groupBy(contents, ({ edge, place }) => `${edge} ${place}`)
  return [...byPlace.values()].flatMap((same) => (same[0]?.edge === 'used' ? readsOf(same) : writesOf(same)))
}

function readsOf(reads: readonly RemoteContent[]): RemoteContent[] {
  const whole = new Set(reads.flatMap(({ problem, facts }) => (problem === undefined ? [facts.etag] : [])))
  const isNamed = reads.some(({ id }) => id?.startsWith('etag:') === true)
  const isWholeElsewhere = ({ facts: { etag } }: RemoteContent) =>
    etag === undefined ? whole.size > 0 || isNamed : whole.has(etag) || whole.has(undefined)
  return firstOfEach(reads.filter((read) => read.problem === undefined || !isWholeElsewhere(read)))
}

function writesOf(writes: readonly RemoteContent[]): RemoteContent[] {
  const bytes = writes.findLast(({ problem }) => problem === undefined)
  const named = writes.findLast(({ problem, id }) => problem !== undefined && id?.startsWith('etag:') === true)
  if (bytes === undefined || bytes.sameAs !== undefined || named?.id === undefined || bytes.kind !== 'object') {
    return firstOfEach(writes.toReversed()).toReversed()
  }
  const joined = {
    ...bytes,
    sameAs: named.id,
    at: Math.max(bytes.at, named.at),
    facts: { ...bytes.facts, ...named.facts },
  }
  return [
    ...writesOf(writes.filter((write) => write !== bytes && write !== named && write.problem === undefined)),
    joined,
  ]
}

function firstOfEach(contents: readonly RemoteContent[]): RemoteContent[] {
  return [...Map.groupBy(contents, ({ id, name }) => id ?? name).values()].flatMap(([first]) => first ?? [])
}
