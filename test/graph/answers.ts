import type { Lineage } from '../../src/lineage/lineage.ts'
import { momentOf, type Times } from '../../src/operations/moment.ts'
import { lineageOf } from '../../src/operations/trace.ts'
import type { Reach } from '../../src/store/closure.ts'
import { findById } from '../../src/store/looking-up.ts'
import type { Port } from '../../src/store/port.ts'
import { nodes } from './arbitrary-statements.ts'

const now = Date.UTC(2026, 11, 1)

/**
 * What `trace` and `impact` answer about every thing that the statements can be about and that is on record.
 * @param reach where the edges come from, if not from the store's recursion.
 */
export function answersOf(port: Port, times: Times = {}, nodesMax = 1_000, reach?: Reach): Promise<Lineage[]> {
  return port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, now)
    const answers: Lineage[] = []
    for (const id of [...nodes].sort()) {
      const root = (await findById(snapshot, id))?.node
      if (root === undefined) continue
      for (const which of ['trace', 'impact'] as const) {
        answers.push(await lineageOf(snapshot, { which, root, id, asked: id, moment, nodesMax, reach }))
      }
    }
    return answers
  })
}

/** An answer without what says when and in which order things were recorded, its lists in one order. */
export function withoutArrival({ knownAt: _, nodes: list, edges, facts, ...same }: Lineage) {
  const texts = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort()
  return {
    ...same,
    nodes: texts(list),
    edges: texts(edges.map(({ statements: __, ...edge }) => edge)),
    facts: texts(facts),
  }
}
