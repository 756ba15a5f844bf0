import { expect, test } from 'vitest'
import type { Lineage, LineageMetric } from '../../lineage/lineage.ts'
import { indexLineage } from '../../lineage/lineage-index.ts'
import { otherModelsOf } from './other-models.ts'

const sha = (digit: number) => `sha256:${String(digit).repeat(64)}`
const run = 'run:test/1'

test('what an evaluation measured of a few others is named, of many counted', () => {
  const hidden = (others: number) => {
    const metrics = [1, ...Array.from({ length: others }, (_, index) => index + 2)].map(
      (digit): LineageMetric => ({
        ...{ type: 'metric', subject: run, name: `mae ${digit}`, value: digit, step: 0, points: 1 },
        ...{ at: '2026-01-01T00:00:00.000Z', of: sha(digit), origin: 'observed' },
      }),
    )
    const lineage = {
      ...{ question: 'trace', root: sha(1), asked: 'm', asOf: '2026-01-01T00:00:00.000Z', knownAt: 1, complete: true },
      withheld: { nodes: 0, edges: 0 },
      nodes: [
        { id: sha(1), type: 'artifact', depth: 0 },
        { id: run, type: 'run', depth: 1, beside: true },
      ],
      edges: [],
      facts: metrics,
    } satisfies Lineage
    const { count, hasMetric } = otherModelsOf(indexLineage(lineage), run)
    return [count, metrics.filter(hasMetric).length]
  }

  expect(hidden(2)).toEqual([2, 0])
  expect(hidden(5)).toEqual([5, 5])
})
