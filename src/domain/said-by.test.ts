import { expect, test } from 'vitest'
import { asSaidBy } from './said-by.ts'
import type { Statement } from './statement.ts'

const ann = 'agent:user/ann'
const origin = 'observed'
const approval: Statement = {
  type: 'edge',
  edge: 'acted-for',
  source: ann,
  target: `unpinned:a/b`,
  role: 'approver',
  origin,
}

test.each([
  ['an approval', approval],
  ['a name', { type: 'node', node: 'agent', id: ann, name: 'Ann', origin }],
  ['a fact', { type: 'facet', subject: ann, name: 'office', body: 1, origin }],
] as const)('%s of another agent is declared, and of oneself as it was said', (_, statement) => {
  expect(asSaidBy(statement, 'agent:user/bo')).toEqual({ ...statement, origin: 'declared' })
  expect(asSaidBy(statement, undefined).origin).toBe('declared')
  expect(asSaidBy(statement, ann)).toBe(statement)
})

test.each([
  ['an approval', approval],
  ['a name', { type: 'node', node: 'agent', id: ann, name: 'Ann' }],
  ['a model', { type: 'node', node: 'artifact', id: 'unpinned:a/b', kind: 'model' }],
  ['what the record says of itself', { type: 'facet', subject: ann, name: 'token:0123456789abcdef:created', body: {} }],
] as const)(
  '%s that is said to be signed is declared, whoever says so, as long as nothing holds a signature against it',
  (_, said) => {
    const statement: Statement = { ...said, origin: 'attested' }

    for (const speaker of [ann, 'agent:user/bo', undefined])
      expect(asSaidBy(statement, speaker)).toEqual({ ...said, origin: 'declared' })
  },
)

test('what is concluded stays so, and what is said of no agent, and what the record says of itself', () => {
  const others: readonly Statement[] = [
    { ...approval, origin: 'inferred' },
    { type: 'node', node: 'run', id: 'run:a/b', origin },
    { type: 'facet', subject: ann, name: 'token:0123456789abcdef:created', body: {}, origin },
  ]

  for (const statement of others) expect(asSaidBy(statement, 'agent:user/bo')).toBe(statement)
})
