import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lineage } from '../../src/lineage/lineage.ts'
import { answersOf } from './answers.ts'
import { arbitraryRequests, hour, type Said } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

const asOf = fc.option(fc.nat(7).map(hour), { nil: undefined })
const bounded = ({ nodes }: Lineage) => nodes.filter(({ type }) => type === 'artifact' || type === 'run')

/**
 * Without single sources, which a trace leaves out where it tells no maker of them: one that is cut counts them, since it cannot
 * know who made what it does not show.
 */
const withoutSources = (requests: readonly Said[]): Said[] =>
  requests.map((request) => ({
    ...request,
    statements: request.statements.map((statement) =>
      statement.type === 'edge' && statement.role === 'code' ? { ...statement, role: 'data' } : statement,
    ),
  }))

test('an answer never has more artifacts and runs than its limit, and one that was cut says so', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRequests(), asOf, fc.integer({ min: 1, max: 5 }), async (requests, time, limit) => {
      const store = await recordOf(withoutSources(requests))
      const wholes = await answersOf(store, { asOf: time })
      const parts = await answersOf(store, { asOf: time }, limit)
      await store.close()

      for (const [index, whole] of wholes.entries()) {
        const part = parts[index] ?? whole
        const ids = new Set(part.nodes.map(({ id }) => id))
        const isCut = whole.nodes.length > part.nodes.length
        // What an impact cannot follow is counted apart from what was cut.
        const follows = whole.unfollowed === undefined
        expect(whole).toMatchObject({ complete: follows, withheld: { nodes: 0, edges: 0 } })
        expect(bounded(part).length).toBeLessThanOrEqual(limit)
        expect([part.complete, part.withheld.nodes > 0]).toEqual([follows && !isCut, isCut])
        expect(part.edges.every(({ source, target }) => ids.has(source) && ids.has(target))).toBe(true)
        expect(whole.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]))
        expect(part.nodes[0]?.id).toBe(part.root)
      }
    }),
    { numRuns: 60 },
  )
})
