import { isWhole, type Meant } from '../domain/completeness.ts'
import { PedigreeError } from '../domain/error.ts'
import type { Listed } from '../lineage/answers/listed.ts'
import { pageMax } from '../operations/page.ts'
import type { Connection } from './connection.ts'

type Asked = {
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** So many items are enough. */
  readonly most?: number
}

/** A list of a record at a server, page by page. `complete` where there is no more than that. */
export async function listAt<Item, Whole extends object = object>(
  { json, told, origin }: Connection,
  { path, query = {}, most = Number.POSITIVE_INFINITY }: Asked,
): Promise<Whole & { readonly items: Item[]; readonly complete: boolean }> {
  const limitOf = (left: number) => String(Math.min(left, pageMax))
  const first = await told<Listed<Item> & Meant & Whole>({ path, query: { ...query, limit: limitOf(most) } })
  if (!Array.isArray(first.items)) throw noList(origin)
  const items = [...first.items]
  let { next } = first
  while (next !== undefined && items.length < most) {
    const page: Listed<Item> = await json({
      path,
      query: { ...query, limit: limitOf(most - items.length), after: next },
    })
    if (!Array.isArray(page.items) || page.items.length === 0) throw noList(origin)
    items.push(...page.items)
    next = page.next
  }
  return { ...first, items, complete: isWhole(next, first) }
}

const noList = (origin: string) =>
  new PedigreeError('unavailable', `${origin} answers with what is no list, as no Pedigree server does`)
