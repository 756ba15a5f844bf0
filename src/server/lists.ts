import { hash } from 'node:crypto'
import Type from 'typebox'
import { isWhole, type Meant } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import { instantOf } from '../domain/time.ts'
import type { Listed } from '../lineage/answers/listed.ts'
import type { Scope } from '../lineage/answers/scope.ts'
import type { Times } from '../operations/moment.ts'
import { noSuchPlace, type Page, type Paged, pageMax, pageOf } from '../operations/page.ts'
import { number, text } from './fields.ts'
import type { Heard } from './route.ts'
import type { ServedRecord } from './served-record.ts'

const pageItems = 100

/** What every list may be asked beside its own fields. */
export const paging = {
  limit: number(`the most items to answer, at most ${pageMax}; ${pageItems} without it`),
  after: Type.Optional(text('`next` of the answer before, with everything else as it was asked then', 2_000)),
}

/** A page of a list as an operation gives it, with the times that it speaks of. */
export type ListPage<Item> = Paged<Item> & Scope & Meant

/**
 * A part of a list. `next` stands for the question and for its two times: whoever goes on with it sees the rest of what
 * the first answer was a part of, whatever was recorded since. `ask` is told when that was.
 * @throws Refused 400 with the field `/after` for what was not given out for this question.
 */
export async function listed<Item>(
  name: string,
  heard: Heard,
  ask: (page: Page, times: Times, nowMs: number | undefined) => Promise<ListPage<Item>>,
): Promise<Listed<Item>> {
  const { limit, after, ...asked } = heard.query
  const of = hash('sha256', JSON.stringify([name, Object.entries(asked).sort()]), 'hex').slice(0, 16)
  const cursor = after === undefined ? undefined : cursorIn(after, of)
  const most = Math.min(limit === undefined ? pageItems : Number(limit), pageMax)
  const knownAt = cursor?.knownAt ?? asked['known-at']
  const page = { limit: most, after: cursor?.after }
  // Where nobody asked for a time it stays so: the first part has what says that it begins later, as all others must.
  const times = asked['as-of'] === undefined ? { knownAt } : { asOf: cursor?.asOf ?? asked['as-of'], knownAt }
  const nowMs = cursor === undefined ? undefined : Date.parse(cursor.asOf)
  const { items, next, ...same } = await orNoPlace(cursor, ask(page, times, nowMs))
  const place = { of, asOf: same.asOf, knownAt: String(same.knownAt) }
  return {
    items,
    ...(next === undefined ? {} : { next: textOf({ ...place, after: next }) }),
    complete: isWhole(next, same),
    withheld: 0,
    ...same,
  }
}

/** A part of a list that is no part of the graph, and is short. */
export const listedWhole = <Item>(
  name: string,
  heard: Heard,
  { graph, machine }: ServedRecord,
  items: readonly Item[],
  keyOf: (item: Item) => string,
) =>
  listed<Item>(name, heard, async (page) => ({
    ...pageOf(items, keyOf, page),
    asOf: instantOf(machine.nowMs()),
    knownAt: graph.entry(),
  }))

/** Where a list goes on: which question, at which two times, and the key of the last item that was answered. */
type Cursor = { readonly of: string; readonly asOf: string; readonly knownAt: string; readonly after: string }

const textOf = ({ of, asOf, knownAt, after }: Cursor): string =>
  Buffer.from(JSON.stringify([of, asOf, knownAt, after])).toString('base64url')

function cursorIn(told: string, of: string): Cursor {
  const parts = partsIn(told)
  const [question, asOf = '', knownAt = '', after = ''] = parts
  const isOurs = parts.length === 4 && question === of && /^\d{1,15}$/.test(knownAt)
  if (!isOurs || asOf !== instantIn(asOf)) throw noSuchPlace()
  return { of, asOf, knownAt, after }
}

function partsIn(told: string): string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(told, 'base64url').toString())
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : []
  } catch {
    return []
  }
}

const instantIn = (told: string) => (Number.isNaN(Date.parse(told)) ? undefined : instantOf(Date.parse(told)))

/** Who follows a cursor has asked nothing else: what is wrong then is wrong with that. */
async function orNoPlace<T>(cursor: Cursor | undefined, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (cursor !== undefined && error instanceof PedigreeError && error.code === 'invalid-input') throw noSuchPlace()
    throw error
  }
}
