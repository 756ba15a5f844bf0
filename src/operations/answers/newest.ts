import { erasedIn } from '../../domain/completeness.ts'
import { instantOf } from '../../domain/time.ts'
import type { Scope } from '../../lineage/answers/scope.ts'
import { type Hit, readNewest } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import { type Moment, momentOf, type Times } from '../moment.ts'
import { numberIn, type Page, type Paged, pageFrom } from '../page.ts'
import { begun, lateRecord } from '../references/presence.ts'
import type { ReadableStore } from '../store.ts'
import type { Surroundings } from '../surroundings.ts'

/** A question for a part of a list, in one snapshot: what `read` gives, and for which moment that is. */
export function pageOfMoment<Item>(
  read: (snapshot: Snapshot, moment: Moment, page: Page) => Promise<Paged<Item>>,
): (
  store: ReadableStore,
  question: Times & { readonly page: Page },
  surroundings: Surroundings,
) => Promise<Paged<Item> & Scope> {
  return (store, { page, ...times }, surroundings) =>
    store.port.read(async (snapshot) => {
      const moment = await momentOf(snapshot, times, surroundings.nowMs())
      const { asOf, knownAt } = moment
      return { ...(await read(snapshot, moment, page)), asOf: instantOf(asOf), knownAt, ...erasedIn(moment) }
    })
}

/**
 * A part of all nodes of a type that were on record and had begun, the last to come first.
 * @param read those among them that are meant, with a number below one, the last first
 */
export async function newestPage(
  snapshot: Snapshot,
  type: string,
  moment: Moment,
  { limit, after }: Page,
  read = (before: number, most: number): Promise<Hit[]> => readNewest(snapshot, type, most, before),
): Promise<Paged<Hit>> {
  let before = after === undefined ? await firstUnknown(snapshot, type, moment) : numberIn(after)
  const found: Hit[] = []
  for (;;) {
    const hits = await read(before, limit + 1)
    found.push(...(await begun(snapshot, hits, moment)))
    before = hits.at(-1)?.node ?? 0
    if (found.length > limit || hits.length <= limit) return pageFrom(found, ({ node }) => String(node), limit)
  }
}

/** The number from which on nodes came too late. Nodes are numbered as they come, so it is found by halving. */
async function firstUnknown(snapshot: Snapshot, type: string, moment: Moment): Promise<number> {
  if (!moment.asked.knownAt) return Number.MAX_SAFE_INTEGER
  const [newest] = await readNewest(snapshot, type, 1, Number.MAX_SAFE_INTEGER)
  let [known, unknown] = [0, (newest?.node ?? 0) + 1]
  while (known < unknown) {
    const middle = Math.floor((known + unknown) / 2)
    const [hit] = await readNewest(snapshot, type, 1, middle + 1)
    if (hit === undefined || (await lateRecord(snapshot, hit, moment)) === undefined) known = middle + 1
    else unknown = hit.node
  }
  return unknown
}
