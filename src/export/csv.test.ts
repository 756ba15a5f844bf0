import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lineage } from '../lineage/lineage.ts'
import { csvText } from './csv.ts'
import { flightLineage, sha } from './example.test-lineage.ts'

/** Reads CSV as RFC 4180 says, and refuses what it does not allow. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  let [row, at]: [string[], number] = [[], 0]
  while (at < text.length) {
    const [whole, quoted, bare = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(text.slice(at)) ?? ['']
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    at += whole.length
    if (text.startsWith('\r\n', at)) {
      rows.push(row)
      row = []
      at += 2
    } else if (text[at] === ',') at += 1
    else throw new Error(`no field ends at ${at}: ${text.slice(at, at + 20)}`)
  }
  if (row.length > 0) throw new Error('the last line does not end')
  return rows
}

function records(lineage: Lineage): Record<string, string>[] {
  const [header = [], ...rows] = parse(csvText(lineage))
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])))
}

test('a row holds a node with its attributes and what it was made from', () => {
  const found = records(flightLineage(1))

  expect(found.find(({ name }) => name === 'flight-delay@1')).toEqual({
    depth: '0',
    type: 'artifact',
    kind: 'model',
    name: 'flight-delay@1',
    id: sha('e3d0a1b2'),
    bytes: '1204331',
    media: '',
    state: '',
    from: '',
    until: '',
    origin: 'observed',
    beside: '',
    paths: 'models/delay.joblib',
    versions: 'flight-delay@1',
    live: 'flight-delay@production',
    agents: 'approver=agent:user/bo',
    upstream: 'run:ann-laptop/2026-11-24-train.py',
    gap: '',
  })
  expect(found.find(({ name }) => name === 'prepare.py')?.upstream?.split(' ')).toContain(sha('3e5a77b0'))
  expect(found.find(({ name }) => name === 'evaluate.py')?.beside).toBe('yes')
})

const named = (name: string): Lineage => ({
  ...flightLineage(1),
  nodes: [{ id: `unpinned:x/${name}`, type: 'artifact', depth: 0, kind: name }],
  edges: [],
  facts: [],
})

test.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1', '＠a'])(
  '30: %j is no formula, as a name or a kind',
  (name) => {
    const [record] = records(named(name))

    expect(record?.name).toMatch(/^'/)
    expect(record?.kind).toMatch(/^'/)
  },
)

test('any name is one field, and every row has every column', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
      const [header, ...rows] = parse(csvText(named(name)))

      expect(rows.map((row) => row.length)).toEqual([header?.length])
    }),
  )
})

test('ids in lists are told apart by blanks, and can be had back', () => {
  const odd = 'unpinned:x/a b%20\n\u202ec'
  const lineage = named('root')

  const found = records({
    ...lineage,
    nodes: [...lineage.nodes, { id: 'run:h/1', type: 'run', depth: 1 }],
    edges: [odd, 'unpinned:x/d'].map((target) => ({
      edge: 'used',
      source: 'run:h/1',
      target,
      origin: 'observed',
      statements: [],
    })),
  })

  const upstream = found.find(({ type }) => type === 'run')?.upstream?.split(' ')
  expect(upstream?.map(decodeURIComponent)).toEqual([odd, 'unpinned:x/d'])
})
