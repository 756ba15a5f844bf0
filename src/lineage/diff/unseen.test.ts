import { expect, test } from 'vitest'
import { diffText } from '../../export/text/diff-text.ts'
import type { Lineage } from '../lineage.ts'
import { chainOf } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

/** A step by a shell, of which a run without a tracer says what it wrote, and not what it read. */
const prepared = (grade: 'A' | 'C', made: string, lr: number): Lineage => {
  const seen = { reads: { 'raw.csv': 'raw' }, code: { 'prep.sh': 'p1' } }
  const chain = chainOf([
    {
      name: 'prep.sh',
      hour: 1,
      writes: { 'clean.csv': made },
      ...(grade === 'A' ? seen : { parameters: { quiet: 1 } }),
    },
    {
      name: 'train.py',
      hour: 3,
      reads: { 'clean.csv': made },
      writes: { 'm.bin': `${made} ${lr}` },
      parameters: { lr },
    },
  ])
  const subject = chain.nodes.find(({ name }) => name === 'prep.sh')?.id ?? ''
  const captured = { type: 'facet', subject, name: 'capture', body: { grade, blind: [] }, origin: 'observed' } as const
  return { ...chain, facts: [...chain.facts.filter((fact) => fact.name !== 'quiet'), captured] }
}

test('what nobody could see is neither gone nor new, and the answer says that it is not complete', () => {
  for (const [a, b] of [
    [prepared('A', 'clean', 1), prepared('C', 'clean', 2)],
    [prepared('C', 'clean', 1), prepared('A', 'clean', 2)],
  ] as const) {
    const difference = diffLineages(a, b)

    expect(difference.causes.map(({ subject }) => subject)).toEqual(['lr'])
    expect(difference).toMatchObject({ complete: false, unseen: ['prep.sh'] })
    expect(diffText(difference, { colour: false, width: 100 })).toMatch(
      /^not complete: nobody saw what prep\.sh read \(capture grade C\)/m,
    )
  }
})

test('a step of which nobody saw what it read was not given the same, as far as anybody knows', () => {
  const { causes, complete } = diffLineages(prepared('C', 'clean 1', 1), prepared('C', 'clean 2', 1))

  expect(causes.map(({ why }) => why)).toEqual(['what prep.sh read was not seen (capture grade C)'])
  expect(complete).toBe(false)
})
