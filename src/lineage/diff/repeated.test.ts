import { expect, test } from 'vitest'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import type { Change } from './difference.ts'

const told = (changes: readonly Change[]) => changes.map(({ side, subject }) => `${side} ${subject}`)

/** What was there by then, and so many months put behind it, the last of which is trained with. */
function monthly(months: readonly string[], base = 'base') {
  let hour = 0
  let content = base
  const appends = months.map((month): WrittenRun => {
    const reads = { 'base.csv': content, 'new.csv': month }
    content = `${content}+${month}`
    hour += 2
    return { name: 'append.py', hour, reads, writes: { 'base.csv': content }, code: { 'append.py': 'a' } }
  })
  const train = { name: 'train.py', hour: 20, reads: { 'base.csv': content }, writes: { 'm.bin': `m of ${content}` } }
  return chainOf([...appends, train])
}

test.each([
  [['jan', 'feb'], ['jan', 'feb', 'mar'], 'it ran 2 times before, 3 after'],
  [['jan'], ['jan', 'feb', 'mar', 'apr'], 'it ran 1 time before, 4 after'],
  [['jan', 'feb', 'mar'], ['jan', 'feb'], 'it ran 3 times before, 2 after'],
])('of months that were appended, %s and then %s, those more are the cause', (before, after, why) => {
  const { causes, consequences } = diffLineages(monthly(before), monthly(after))

  expect(causes).toMatchObject([{ subject: 'append.py', step: true, why }])
  const isOfBoth = ({ subject, before: one, after: other }: Change) => subject === 'new.csv' && one && other
  expect(consequences.filter(isOfBoth)).toEqual([])
})

test('a month in the place of another is compared with it, and what was appended to another base month by month', () => {
  const [a, b] = [monthly(['jan', 'feb']), monthly(['jan', 'mar'])]

  for (const { causes } of [diffLineages(a, b), diffLineages(b, a)]) expect(told(causes)).toEqual(['data new.csv'])
  expect(diffLineages(a, b).causes).toMatchObject([{ before: { value: 'feb' }, after: { value: 'mar' } }])
  for (const [one, other] of [
    [monthly(['jan']), monthly(['feb', 'mar'], 'other')],
    [monthly(['feb', 'mar'], 'other'), monthly(['jan'])],
  ] as const) {
    const { causes } = diffLineages(one, other)
    expect(told(causes)).toEqual(['data base.csv', 'data new.csv', 'code append.py'])
    expect([causes[1]?.before?.value, causes[1]?.after?.value].sort()).toEqual(['feb', 'jan'])
  }
})

test('two steps that each ran once more on what the other had made are two that ran more', () => {
  const round = (hour: number, from: string): WrittenRun[] => [
    { name: 'double.py', hour, reads: { 'a.csv': from }, writes: { 'a.csv': `${from}, doubled` } },
    {
      ...{ name: 'append.py', hour: hour + 2, reads: { 'a.csv': `${from}, doubled`, 'b.csv': 'b' } },
      writes: { 'a.csv': `${from}, doubled, appended` },
    },
  ]
  const train = (data: string) => ({
    name: 'train.py',
    hour: 20,
    reads: { 'a.csv': data },
    writes: { 'm.bin': `m of ${data}` },
  })
  const once = 'raw, doubled, appended'
  const a = chainOf([...round(1, 'raw'), train(once)])
  const b = chainOf([...round(1, 'raw'), ...round(6, once), train(`${once}, doubled, appended`)])

  for (const { causes } of [diffLineages(a, b), diffLineages(b, a)])
    expect(told(causes)).toEqual(['code append.py', 'code double.py'])
})
