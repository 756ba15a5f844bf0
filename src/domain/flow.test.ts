import { expect, test } from 'vitest'
import { edgeOfFlow, flows, followedMax, stepsOf } from './flow.ts'
import type { EdgeStatement } from './statement.ts'
import { edgeKinds } from './vocabulary.ts'

const edge = (kind: EdgeStatement['edge'], role?: string): EdgeStatement => ({
  type: 'edge',
  edge: kind,
  source: 'source',
  target: 'target',
  ...(role === undefined ? {} : { role }),
})

test.each([
  ['used', 'target'],
  ['generated', 'source'],
  ['derived', 'target'],
  ['same-as', 'source'],
  ['points', 'target'],
] as const)('of %s the %s lies upstream', (kind, upstream) => {
  expect(stepsOf(edge(kind))[0]?.upstream).toBe(upstream)
})

test('what has the same bytes leads both ways, and so does a file in a folder, by different steps', () => {
  expect(stepsOf(edge('same-as'))).toEqual([
    { flow: flows.same, upstream: 'source', downstream: 'target' },
    { flow: flows.same, upstream: 'target', downstream: 'source' },
  ])
  expect(stepsOf(edge('part-of', 'member'))).toEqual([
    { flow: flows.member, upstream: 'source', downstream: 'target' },
    { flow: flows.folder, upstream: 'target', downstream: 'source' },
  ])
})

test('names, people, deployments and parts that are no files are not followed', () => {
  const followed = edgeKinds.filter((kind) => stepsOf(edge(kind)).every(({ flow }) => flow <= followedMax))

  expect(followed).toEqual(['used', 'generated', 'derived', 'same-as'])
})

test('the first step of an edge is read back as that edge', () => {
  for (const statement of [...edgeKinds.map((kind) => edge(kind)), edge('part-of', 'member')]) {
    const [step] = stepsOf(statement)
    const read = edgeOfFlow[step?.flow ?? flows.related]

    expect([read.edge, step?.[read.source]]).toEqual([statement.edge, 'source'])
  }
})

test('the numbers of flows are frozen, since stores hold them', () => {
  expect(flows).toEqual({
    used: 0,
    generated: 1,
    derived: 2,
    same: 3,
    member: 4,
    folder: 5,
    part: 6,
    version: 7,
    points: 8,
    acted: 9,
    related: 10,
  })
})
