import { expect, test } from 'vitest'
import type { EdgeStatement } from '../../src/domain/statement.ts'
import { answersOf } from './answers.ts'
import { artifacts, hour, runs, type Said } from './arbitrary-statements.ts'
import { recordOf } from './recorded.ts'

const [model = '', older = '', data = ''] = artifacts
const [prepare = '', train = ''] = runs

async function traceOf(root: string, statements: Said['statements']) {
  const store = await recordOf([{ producer: 'a'.repeat(32), sequence: 0, statements }])
  try {
    return (await answersOf(store)).find((answer) => answer.root === root && answer.question === 'trace')
  } finally {
    await store.close()
  }
}

test('a name that near and far content have is as far away as from the nearest', async () => {
  const named = (source: string, number: number): EdgeStatement => ({
    type: 'edge',
    edge: 'version-of',
    source,
    target: 'asset:acme/model',
    number,
  })
  const derived: EdgeStatement = { type: 'edge', edge: 'derived', source: model, target: older }

  const answer = await traceOf(model, [named(older, 1), derived, named(model, 2)])

  expect(answer?.nodes.map(({ id, depth }) => [id, depth])).toEqual([
    [model, 0],
    [older, 1],
    ['asset:acme/model', 1],
  ])
})

test('an edge that is said twice is as well known as its best statement, whichever decides the way', async () => {
  const place = 'file://h/data'
  const wrote: EdgeStatement = { type: 'edge', edge: 'generated', source: prepare, target: data, place }
  const read: EdgeStatement = { type: 'edge', edge: 'used', source: train, target: data, place, at: hour(3) }
  const made: EdgeStatement = { type: 'edge', edge: 'generated', source: train, target: model }

  const answer = await traceOf(model, [
    { ...wrote, at: hour(1), origin: 'observed' },
    { ...wrote, at: hour(2), origin: 'declared' },
    read,
    made,
  ])

  const told = answer?.edges.filter(({ source, edge }) => source === prepare && edge === 'generated')
  expect(told).toMatchObject([{ origin: 'observed', at: hour(1), statements: { length: 2 } }])
})
