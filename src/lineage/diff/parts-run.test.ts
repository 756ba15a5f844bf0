import { expect, test } from 'vitest'
import type { Lineage } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'

const told = ({ causes }: ReturnType<typeof diffLineages>) =>
  causes.map(({ side, subject, before, after }) => [side, subject, before?.value, after?.value])
const bothWays = (a: Lineage, b: Lineage) => [told(diffLineages(a, b)), told(diffLineages(b, a))]

const raw = { 'raw.csv': 'raw' }
const whole: WrittenRun = {
  ...{ id: 'whole', name: 'run.sh', hour: 1, reads: raw, writes: { 'clean.csv': 'clean', 'm.bin': 'm1' } },
  parameters: { least: 0.1, alpha: 0.5 },
}
const part: WrittenRun = {
  ...{ name: 'run.sh', hour: 5, reads: { 'clean.csv': 'clean' }, writes: { 'm.bin': 'm2' } },
  parameters: { alpha: 2 },
}
const [first, second] = [chainOf([whole], 'm1'), chainOf([whole, part], 'm2')]

test('what a program did not ask for again, since it left out what was up to date, is not gone', () => {
  expect(bothWays(first, second)).toEqual([[['parameters', 'alpha', 0.5, 2]], [['parameters', 'alpha', 2, 0.5]]])
})

test('what it asks for anew is compared with what the part was given that it had left out', () => {
  const again: WrittenRun = {
    ...{ name: 'run.sh', hour: 9, reads: raw, writes: { 'clean.csv': 'other', 'm.bin': 'm3' } },
    parameters: { least: 0.2, alpha: 2 },
  }

  expect(bothWays(second, chainOf([again], 'm3'))).toEqual([
    [['parameters', 'least', 0.1, 0.2]],
    [['parameters', 'least', 0.2, 0.1]],
  ])
})

test('what another run beside it was given says nothing of a run', () => {
  const trained = (hour: number, made: string, parameters: Readonly<Record<string, unknown>>): WrittenRun => ({
    ...{ name: 'train.py', hour, reads: raw, writes: { [made]: `${made} ${JSON.stringify(parameters)}` }, parameters },
  })
  const blended = (one: WrittenRun, other: WrittenRun, model: string) =>
    chainOf([
      one,
      other,
      { name: 'blend.py', hour: 9, reads: { ...one.writes, ...other.writes }, writes: { m: model } },
    ])
  const one = trained(1, 'one.bin', { alpha: 1, depth: 3 })

  expect(
    bothWays(
      blended(one, trained(3, 'two.bin', { alpha: 2, depth: 3 }), 'm1'),
      blended(one, trained(3, 'two.bin', { alpha: 2 }), 'm2'),
    ),
  ).toEqual([[['parameters', 'depth', 3, undefined]], [['parameters', 'depth', undefined, 3]]])
})

test('a value of a file that another step was given alike on both sides says so, since nobody knows whose it is', () => {
  const from = 'params.yaml:1'
  const cleaned = (hour: number, alpha: number, made: string): WrittenRun => ({
    ...{ name: 'clean.py', hour, reads: raw, writes: { 'clean.csv': made }, parameters: { alpha }, from },
  })
  const trained = (hour: number, read: string, model: string): WrittenRun => ({
    ...{
      name: 'train.py',
      hour,
      reads: { 'clean.csv': read },
      writes: { 'm.bin': model },
      parameters: { alpha: 2 },
      from,
    },
  })

  const { causes } = diffLineages(
    chainOf([cleaned(1, 0.5, 'clean'), trained(5, 'clean', 'm2')]),
    chainOf([cleaned(7, 2, 'other'), trained(9, 'other', 'm3')]),
  )

  expect(causes).toMatchObject([{ subject: 'alpha', steps: ['clean.py'], why: 'train.py was given 2 on both sides' }])
})
