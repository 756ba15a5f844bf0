import { expect, test } from 'vitest'
import type { Paths } from '../../lineage/answers/paths.ts'
import type { LineageNode } from '../../lineage/lineage.ts'
import { pathsText } from './paths-text.ts'

const node = (id: string, type: LineageNode['type'], name?: string): LineageNode =>
  ({ id, type, depth: 0, ...(name === undefined ? {} : { name }) }) as LineageNode
const paths = (told: Partial<Paths> = {}): Paths => ({
  from: 'sha256:a1',
  to: 'sha256:b2',
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
      'sha256:b2 comes from raw.csv, 1 shortest way',
      '',
      'raw.csv → train.py → sha256:b2',
      '',
      'complete · record read up to entry 7 · as of 2026-11-24 10:02 UTC',
      '',
    ].join('\n'),
  )
})

test('that there are others, or none, is said', () => {
  expect(text({ complete: false })).toMatch('not complete: there are others as short')
  expect(text({ ways: [] })).toMatch(/^raw\.csv · sha256:b2\n\nno way on record leads from one to the other · /)
  expect(text({ ways: [], complete: false })).toMatch('as far as was looked')
})

test('a long way is broken, and no name moves the cursor', () => {
  const way = Array.from({ length: 20 }, () => 'sha256:a1')
  const lines = text({ ways: [way], nodes: [node('sha256:a1', 'artifact', 'a\u001b[2Jfile.csv')] }, 40).split('\n')

  expect(lines.every((line) => line.length <= 40)).toBe(true)
  expect(lines.join('')).not.toContain('\u001b')
})
