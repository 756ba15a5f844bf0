import type { Statement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { decodeBody, encodeBody, type SealedItem } from '../../log/body.ts'
import { canonicalJson } from '../../log/canonical.ts'
import { encodeLeaf, statementDigest, statementsRoot } from '../../log/leaf.ts'
import type { FoldedEntry } from '../../store/fold.ts'
import type { Request } from './request.ts'

/** An entry to be written: its leaf is what the log hashes, its body what the leaf commits to. */
export type SealedEntry = FoldedEntry & {
  readonly log: number
  readonly index: number
  readonly producer: string
  readonly sequence: number
  readonly timeMs: number
  readonly leaf: Buffer
  readonly body: Buffer
}

type Unsealed = {
  readonly request: Request
  readonly statements: readonly Statement[]
  readonly log: number
  readonly index: number
  readonly number: number
  readonly timeMs: number
  readonly salt: () => Buffer
}

/**
 * Makes the bytes of an entry, once: they are stored and hashed as they are here. Behind the statements stands one item
 * more, who sent them and by which program, so that this can be proven or erased alone, too.
 */
export function seal({ request, statements, salt, timeMs, ...place }: Unsealed): SealedEntry {
  const { producer, sequence, agent, via, asked } = request
  const texts = [...statements, { agent, via, asked }].map((item) => Buffer.from(canonicalJson(item)))
  const items: SealedItem[] = texts.map((bytes) => ({ salt: salt(), bytes }))
  const leaf = encodeLeaf({
    version: 1,
    id: `${producer}/${sequence}`,
    time: instantOf(timeMs),
    producer,
    sequence,
    counts: { ...countsOf(statements), sender: 1 },
    root: statementsRoot(items.map(digestOf)),
  })
  return { ...place, producer, sequence, timeMs, agent, via, statements, leaf, body: encodeBody(items) }
}

/** What a stored body says: its statements by position (erased ones undefined), and who sent them. */
export function unseal(body: Uint8Array): Pick<SealedEntry, 'statements' | 'agent' | 'via'> {
  const items = decodeBody(body)
  const values = items.map((item) => ('erased' in item ? undefined : JSON.parse(item.bytes.toString())))
  const sender = values.pop() as Pick<SealedEntry, 'agent' | 'via'> | undefined
  return { statements: values as (Statement | undefined)[], agent: sender?.agent, via: sender?.via ?? 'erased' }
}

export const digestOf = (item: SealedItem): Buffer =>
  'erased' in item ? item.erased : statementDigest(item.salt, item.bytes)

/** Whether a request repeats what a body holds. A decided request is its pair; what was erased cannot be compared. */
export function saysTheSame({ states, asked }: Request, body: Uint8Array | undefined): boolean {
  if (asked !== undefined) return body === undefined || askedIn(body) === asked
  if (states === undefined || body === undefined) return true
  const items = decodeBody(body).slice(0, -1)
  if (items.length !== states.length) return false
  return items.every(
    (item, position) => 'erased' in item || item.bytes.equals(Buffer.from(canonicalJson(states[position]))),
  )
}

/** What the sender of a body asked for, by its digest. */
function askedIn(body: Uint8Array): string | undefined {
  const sender = decodeBody(body).at(-1)
  return sender === undefined || 'erased' in sender ? undefined : JSON.parse(sender.bytes.toString()).asked
}

function countsOf(statements: readonly Statement[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of statements) counts[type] = (counts[type] ?? 0) + 1
  return counts
}
