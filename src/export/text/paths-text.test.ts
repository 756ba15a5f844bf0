import { expect, test } from 'vitest'
import type { Paths } from '../../lineage/answers/paths.ts'
import type { LineageNode } from '../../lineage/lineage.ts'
import { pathsText } from './paths-text.ts'

const node = (id: string, type: LineageNode['type'], name?: string): LineageNode =>
  ({ id, type, depth: 0, ...(name === undefined ? {} : { name }) }) as LineageNode
const paths = (told: Partial<Paths> = {}): Paths => ({
  from: 'sha256:a1',
  to: 'sha256:b2',
  called: { from: 'raw.csv', to: 'delay@1' },
  names: { 'sha256:a1': 'raw.csv', 'run:x/1': 'train.py', 'sha256:b2': 'delay@1' },
  asOf: '2026-11-24T10:02:00.000Z',
  knownAt: 7,
  complete: true,
  ways: [['sha256:a1', 'run:x/1', 'sha256:b2']],
  nodes: [node('sha256:a1', 'artifact', 'raw.csv'), node('run:x/1', 'run', 'train.py'), node('sha256:b2', 'artifact')],
  edges: [],
  ...told,
})
const text = (told?: Partial<Paths>, width = 100) => pathsText(paths(told), { colour: false, width })

test('each way is a line from the thing upstream on, by names where there are any', () => {
  expect(text()).toBe(
    [
      'delay@1 comes from raw.csv, 1 shortest way',
      '',
      'raw.csv → train.py → delay@1',
      '',
      'complete · record read up to entry 7 · as of 2026-11-24 10:02 UTC',
      '',
    ].join('\n'),
  )
})

test('one content under two names is the same', () => {
  const ways = [['sha256:a1']]

  expect(text({ ways, called: { from: 'risk@1', to: 'fraud@1' } })).toMatch(/^fraud@1 is the same as risk@1\n/)
})

test('that there are others, or none, is said', () => {
  expect(text({ complete: false })).toMatch('not complete: there are others as short')
  expect(text({ ways: [] })).toMatch(/^raw\.csv · delay@1\n\nno way on record leads from one to the other · /)
  expect(text({ ways: [], complete: false })).toMatch('as far as was looked')
})

test('a long way is broken, and no name moves the cursor', () => {
  const way = Array.from({ length: 20 }, () => 'sha256:a1')
  const names = { 'sha256:a1': 'a\u001b[2Jfile.csv' }
  const lines = text({ ways: [way], names }, 40).split('\n')

  expect(lines.every((line) => line.length <= 40)).toBe(true)
  expect(lines.join('')).not.toContain('\u001b')
})
