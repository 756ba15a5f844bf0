import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryLineage } from '../../../test/graph/arbitrary-lineages.ts'
import type { Lineage } from '../lineage.ts'
import { diffLineages } from './diff.ts'
import type { Change, Measurement } from './difference.ts'

const times = { numRuns: 2_000 }
/** The trace of any content that is in a lineage: what two traces lead to can be two contents. */
const ofAnyRoot = fc
  .tuple(arbitraryLineage, fc.nat(5))
  .map(([lineage, digit]): Lineage => ({ ...lineage, root: `sha256:${String(digit).repeat(64)}` }))

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(ofAnyRoot, (lineage) => {
      const { causes, consequences, measurements } = diffLineages(lineage, lineage)

      expect([causes, consequences]).toEqual([[], []])
      expect(measurements.every(({ before, after, likeForLike }) => before === after && likeForLike)).toBe(true)
    }),
    times,
  )
})

test('swapping the two swaps before and after, and changes nothing else', () => {
  fc.assert(
    fc.property(ofAnyRoot, ofAnyRoot, (a, b) => {
      const forth = diffLineages(a, b)
      const back = diffLineages(b, a)

      expect(back.causes.map(swapped)).toEqual(forth.causes.map(told))
      expect(back.consequences.map(swapped)).toEqual(forth.consequences.map(told))
      expect(back.measurements.map(swappedMeasurement)).toEqual(forth.measurements)
      expect([back.knownAt, back.complete]).toEqual([forth.knownAt, forth.complete])
    }),
    times,
  )
})

test('each difference is told once, as a cause or as a consequence, and both sides of it differ', () => {
  fc.assert(
    fc.property(ofAnyRoot, ofAnyRoot, (a, b) => {
      const { causes, consequences, sideBySide } = diffLineages(a, b)
      const keys = [...causes, ...consequences].map(({ side, subject, before, after }) =>
        JSON.stringify([side, subject, before && [before.value], after && [after.value]]),
      )

      expect(new Set(keys).size).toBe(keys.length)
      expect(causes.every(({ cause }) => cause)).toBe(true)
      expect(consequences.every(({ cause, why }) => !cause && why !== undefined)).toBe(true)
      if (a.root !== b.root && sideBySide === undefined) expect(keys).not.toEqual([])
      for (const { before, after, steps } of [...causes, ...consequences]) {
        // What was only moved has the same bytes at two paths.
        const found = (side: typeof before) => side && JSON.stringify([side.value, side.path])
        expect(found(before)).not.toBe(found(after))
        // What was asked for and no run made shows in no step.
        expect(steps.length > 0 || (before?.value === a.root && after?.value === b.root)).toBe(true)
      }
    }),
    times,
  )
})

test('where data, code, parameters and packages are the same, only what a step made without a reason is a cause', () => {
  fc.assert(
    fc.property(arbitraryLineage, (any) => {
      // Who reads what a run made reads something else where that made something else: here nobody does.
      const lineage = renamed(any, 'used', 'read')
      const other = renamed(inOtherRuns(lineage, 'other'), 'generated', 'made')

      const { causes } = diffLineages(lineage, other)

      expect(causes.every(({ side, why }) => side === 'data' && why?.includes('was given the same'))).toBe(true)
    }),
    times,
  )
})

test('the same once more in other runs differs in nothing, and made twice in nothing more', () => {
  fc.assert(
    fc.property(arbitraryLineage, arbitraryLineage, (a, b) => {
      const again = inOtherRuns(b, 'again')
      const twice = {
        ...b,
        nodes: [...b.nodes, ...again.nodes.filter(({ type }) => type === 'run')],
        edges: [...b.edges, ...again.edges],
        facts: [...b.facts, ...again.facts],
      }

      expect(diffLineages(b, again)).toMatchObject({ causes: [], consequences: [] })
      expect(diffLineages(a, twice)).toEqual(diffLineages(a, b))
    }),
    times,
  )
})

/** The same lineage with other content on all edges of one kind, and as its root where that is on one of them. */
function renamed(lineage: Lineage, kind: 'used' | 'generated', how: string): Lineage {
  const isRenamed = ({ edge }: Lineage['edges'][number]) => edge === kind
  const isRoot = lineage.edges.some(
    (edge) => isRenamed(edge) && edge.edge === 'generated' && edge.target === lineage.root,
  )
  const root = isRoot ? `${lineage.root} ${how}` : lineage.root
  return {
    ...lineage,
    root,
    edges: lineage.edges.map((edge) => (isRenamed(edge) ? { ...edge, target: `${edge.target} ${how}` } : edge)),
  }
}

/** The same lineage by other runs, later ones. */
function inOtherRuns(lineage: Lineage, name: string): Lineage {
  const other = (id: string) => (id.startsWith('run:') ? `${id}-${name}` : id)
  return {
    ...lineage,
    nodes: lineage.nodes.map((node) => ({ ...node, id: other(node.id), ...(node.from && { from: later(node.from) }) })),
    edges: lineage.edges.map((edge) => ({ ...edge, source: other(edge.source) })),
    facts: lineage.facts.map((fact) => ({ ...fact, subject: other(fact.subject) })),
  }
}

const later = (instant: string) => instant.replace(/^\d{4}/, (year) => String(Number(year) + 1))

/** `why` names the direction in which a default moved. */
const told = ({ why: _, ...change }: Change) => change
function swapped({ before, after, ...change }: Change) {
  return told({
    ...change,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  })
}

function swappedMeasurement({ before, after, on, ...same }: Measurement): Measurement {
  return {
    ...same,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(on === undefined ? {} : { on: on.toReversed() }),
  }
}
