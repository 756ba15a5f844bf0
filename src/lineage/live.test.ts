import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flows } from '../domain/flow.ts'
import { assignmentsOf, liveAt } from './live.ts'
import { type StatedEdge, standingEdges } from './standing.ts'

type Deployment = {
  version: number
  from: number
  share?: number
  until?: number | undefined
  slot?: string
  asset?: number
}

/** A statement that points a slot to a version; version n is node n. */
const deployed = (
  { version, from, share = 1, until, slot = 'production', asset = 100 }: Deployment,
  statement: number,
) =>
  ({
    statement,
    mirror: 0,
    flow: flows.points,
    upstream: version,
    downstream: asset,
    role: 'deployment',
    slot,
    selector: JSON.stringify({ version }),
    share,
    since: from,
    until,
    origin: 1,
  }) satisfies StatedEdge

const historyOf = (deployments: readonly Deployment[]) =>
  assignmentsOf(standingEdges(deployments.map(deployed), () => true))
const told = (deployments: readonly Deployment[]) =>
  historyOf(deployments).map(({ from, until, targets }) => [
    from,
    until,
    ...targets.map(({ target, share }) => (share === 1 ? target : [target, share])),
  ])

test('deploying 1, then 2, then 1 again is three intervals', () => {
  expect(
    told([
      { version: 1, from: 10 },
      { version: 2, from: 20 },
      { version: 1, from: 30 },
    ]),
  ).toEqual([
    [10, 20, 1],
    [20, 30, 2],
    [30, undefined, 1],
  ])
})

test('90 % here and 10 % there is one assignment', () => {
  expect(
    told([
      { version: 1, from: 10 },
      { version: 1, from: 20, share: 0.9 },
      { version: 2, from: 20, share: 0.1 },
    ]),
  ).toEqual([
    [10, 20, 1],
    [20, undefined, [1, 0.9], [2, 0.1]],
  ])
})

test('an assignment of nothing retires the slot', () => {
  const deployments = [
    { version: 1, from: 10 },
    { version: 1, from: 20, share: 0 },
  ]

  expect(told(deployments)).toEqual([[10, 20, 1]])
  expect(liveAt(historyOf(deployments), 19)).toHaveLength(1)
  expect(liveAt(historyOf(deployments), 20)).toEqual([])
})

test('an end that is said of one version ends that one alone', () => {
  const canary = [
    { version: 1, from: 10, share: 0.9 },
    { version: 2, from: 10, share: 0.1, until: 15 },
  ]

  expect(told(canary)).toEqual([
    [10, undefined, [1, 0.9]],
    [10, 15, [2, 0.1]],
  ])
  expect(liveAt(historyOf(canary), 15).flatMap(({ targets }) => targets.map(({ target }) => target))).toEqual([1])
})

test('slots and assets do not replace one another', () => {
  expect(
    told([
      { version: 1, from: 10 },
      { version: 2, from: 20, slot: 'staging' },
      { version: 3, from: 30, asset: 101 },
    ]),
  ).toEqual([
    [10, undefined, 1],
    [20, undefined, 2],
    [30, undefined, 3],
  ])
})

test('what is recorded late changes what was true, whatever order it came in', () => {
  const share = fc.constantFrom(0, 0.5, 1)
  const deployment = fc.record({
    version: fc.integer({ min: 1, max: 3 }),
    from: fc.nat(5),
    share,
    slot: fc.constantFrom('production', 'staging'),
    until: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  })
  const arrivals = fc
    .array(deployment, { maxLength: 8 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
  const live = (list: readonly Deployment[], asOf: number) =>
    liveAt(historyOf(list), asOf)
      .flatMap(({ slot, from, until, targets }) =>
        targets.map(({ target, share: part }) => [slot, from, until, target, part].join(' ')),
      )
      .sort()

  fc.assert(
    fc.property(arrivals, fc.nat(6), ([one, other], asOf) => {
      expect(live(other, asOf)).toEqual(live(one, asOf))
    }),
    { numRuns: 1_000 },
  )
})

test('at any time a slot means what was assigned last, and nothing twice', () => {
  const deployment = fc.record({ version: fc.integer({ min: 1, max: 3 }), from: fc.nat(5) })

  fc.assert(
    fc.property(fc.array(deployment, { maxLength: 8 }), fc.nat(6), (deployments, asOf) => {
      const started = deployments.filter(({ from }) => from <= asOf)
      const last = Math.max(...started.map(({ from }) => from))
      const expected = new Set(started.filter(({ from }) => from === last).map(({ version }) => version))

      const live = liveAt(historyOf(deployments), asOf).flatMap(({ targets }) => targets.map(({ target }) => target))

      expect(live.toSorted()).toEqual([...expected].toSorted())
    }),
  )
})
