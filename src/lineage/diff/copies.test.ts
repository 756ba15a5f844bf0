import { expect, test } from 'vitest'
import type { Lineage } from '../lineage.ts'
import { chainOf, type WrittenRun } from './chain.test-lineage.ts'
import { diffLineages } from './diff.ts'
import type { Change } from './difference.ts'

const told = (changes: readonly Change[]) => changes.map(({ side, subject }) => `${side} ${subject}`)
const bothWays = (a: Lineage, b: Lineage) => [diffLineages(a, b), diffLineages(b, a)]

type Named = Readonly<Record<string, string>>
/** A program that copies one file; the content is called after where it came from. */
const copy = (hour: number, from: string, to: string, how: Partial<WrittenRun> = {}): WrittenRun => ({
  name: 'cp',
  hour,
  reads: { [from]: from },
  writes: { [to]: from },
  command: ['cp', from, to],
  ...how,
})
const train = (hour: number, reads: Named, model = `model of ${Object.values(reads)}`): WrittenRun => ({
  name: 'train.py',
  hour,
  reads,
  writes: { 'm.bin': model },
  code: { 'train.py': 't1' },
})

/** As a version that was registered at a place. */
const at = (place: string, lineage: Lineage): Lineage => ({ ...lineage, place: `file://machine/${place}` })

test('of a copy from another name the file in the place of the other is the cause, however it was copied', () => {
  const version = (hour: number, from: string, how?: Partial<WrittenRun>) =>
    chainOf([copy(hour, from, 'data/a.csv', how), train(hour + 2, { 'data/a.csv': from })])
  const a = version(1, 'in/jan.csv')
  const script = { name: 'import.py', code: { 'import.py': 'i' }, command: ['python', 'import.py', 'in/feb.csv'] }

  for (const how of [{}, { name: 'mv', command: ['mv', 'in/feb.csv', 'data/a.csv'] }, script]) {
    for (const { causes, consequences } of bothWays(a, version(5, 'in/feb.csv', how))) {
      expect(told(causes)).toEqual(['data in/feb.csv and in/jan.csv'])
      expect(told(consequences)).toContain('data data/a.csv')
    }
  }
})

test('of several files that were copied in the one from elsewhere is the cause, and of one more what came', () => {
  const version = (hour: number, sources: readonly string[]) =>
    chainOf([
      ...sources.map((from, index) => copy(hour, from, `data/${index}.csv`)),
      train(hour + 2, Object.fromEntries(sources.map((from, index) => [`data/${index}.csv`, from]))),
    ])
  const a = version(1, ['in/1.csv', 'in/2.csv', 'in/3.csv'])

  for (const { causes } of bothWays(a, version(5, ['in/1.csv', 'in/2.csv', 'in/3b.csv'])))
    expect(told(causes)).toEqual(['data in/3.csv and in/3b.csv'])
  for (const { causes, consequences } of bothWays(a, version(5, ['in/1.csv', 'in/2.csv', 'in/3.csv', 'in/4.csv']))) {
    expect(told(causes)).toEqual(['data in/4.csv'])
    expect(told(consequences)).toContain('code cp')
  }
})

test('a copy of a model is no cause, and is compared with no copy of anything else', () => {
  const version = (hour: number, raw: string, ...more: readonly WrittenRun[]) =>
    chainOf([train(hour, { 'raw.csv': raw }, `model of ${raw}`), ...more], `model of ${raw}`)
  const promoted = (hour: number, raw: string) => ({
    ...copy(hour, 'm.bin', 'prod.bin'),
    ...{ reads: { 'm.bin': `model of ${raw}` }, writes: { 'prod.bin': `model of ${raw}` } },
  })
  const inUse = (hour: number, raw: string) => at('prod.bin', version(hour, raw, promoted(hour + 2, raw)))
  const brought = chainOf([copy(1, 'in/1.csv', 'raw.csv'), train(3, { 'raw.csv': 'in/1.csv' }, 'model of 1')])

  for (const { causes, consequences } of bothWays(version(1, 'raw1'), inUse(5, 'raw2'))) {
    expect(told(causes)).toEqual(['data raw.csv'])
    expect(told(consequences)).toContain('code cp')
  }
  for (const { causes } of bothWays(brought, inUse(5, 'raw2'))) {
    expect(told(causes)).toEqual(['data raw.csv'])
    expect(causes[0]?.why).toContain('cp copied it from in/1.csv ')
  }
})

test('where one run made several candidates, the one that was copied in the place of the other is the cause', () => {
  const sweep = { id: 'sweep', name: 'sweep.py', hour: 1, reads: { 'raw.csv': 'raw' } }
  const promoted = (hour: number, candidate: string) => {
    const writes = { [`out/${candidate}.bin`]: candidate }
    const chosen = {
      ...copy(hour, `out/${candidate}.bin`, 'prod.bin'),
      reads: writes,
      writes: { 'prod.bin': candidate },
    }
    return at('prod.bin', chainOf([{ ...sweep, writes }, chosen]))
  }
  const byHand = chainOf([{ ...sweep, writes: { 'out/c2.bin': 'c2' } }], 'c2')

  for (const { causes } of bothWays(promoted(3, 'c1'), promoted(5, 'c3'))) {
    expect(causes).toMatchObject([{ subject: 'out/c1.bin and out/c3.bin', why: 'sweep.py made both' }])
  }
  // Of one that nobody saw copied, nobody knows more than that one run made both.
  for (const { causes, sideBySide } of bothWays(promoted(3, 'c1'), byHand)) {
    expect([causes, sideBySide?.name]).toEqual([[], 'sweep.py'])
  }
})

test('a copy of what nobody made, in the place of what a run made, is told with where it came from', () => {
  const prepare = { name: 'prepare.py', hour: 1, reads: { 'raw.csv': 'raw' }, writes: { 'data/a.csv': 'made' } }
  const a = chainOf([prepare, train(3, { 'data/a.csv': 'made' })])
  const b = chainOf([copy(5, 'in/feb.csv', 'data/a.csv'), train(7, { 'data/a.csv': 'in/feb.csv' })])

  for (const { causes, consequences } of bothWays(a, b)) {
    expect(told(causes)).toEqual(['data data/a.csv'])
    const copied = ['cp copied it from in/feb.csv', ', which no recorded run made']
    expect([
      `prepare.py made it before; ${copied.join(' after')}`,
      `${copied.join(' before')}; prepare.py made it after`,
    ]).toContain(causes[0]?.why)
    expect(told(consequences)).toEqual(['data m.bin'])
  }
})
