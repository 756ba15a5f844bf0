import { expect, test } from 'vitest'
import { type NodeId, nodeTypeOf } from '../../src/domain/id.ts'
import { tableText } from '../../src/export/table.ts'
import type { LineageEdge } from '../../src/lineage/lineage.ts'
import { indexLineage } from '../../src/lineage/lineage-index.ts'
import { kindTextOf } from '../../web/src/lineage/node-facts.ts'
import { versionSentences } from '../../web/src/node/version-sentence.ts'

const sha = (digit: string): NodeId => `sha256:${digit.repeat(64)}`
const [train, serve] = ['run:test/train', 'run:test/serve']
const edge = (kind: LineageEdge['edge'], source: NodeId, target: NodeId, role = 'data'): LineageEdge => ({
  ...{ edge: kind, source, target, role, origin: 'observed', statements: [] },
})

/** Made of the two files of a model that a run wrote as a folder, from one table. */
const edges = [
  edge('used', train, sha('0')),
  edge('generated', train, sha('f')),
  ...['1', '2'].flatMap((file) => [edge('part-of', sha(file), sha('f'), 'member'), edge('used', serve, sha(file))]),
  edge('generated', serve, sha('9')),
]
const indexOf = (root: NodeId, of: LineageEdge[] = edges) =>
  indexLineage({
    ...{ question: 'trace', root, asked: root, asOf: '2026-01-02T00:00:00.000Z', knownAt: 1, complete: true },
    ...{ withheld: { nodes: 0, edges: 0 }, edges: of, facts: [] },
    nodes: [...new Set(of.flatMap(({ source, target }) => [source, target]))].map((id) => ({
      ...{ id, type: nodeTypeOf(id), depth: 1 },
    })),
  })
const nobody = { asset: undefined, version: undefined }

test('the files of a folder that a run wrote are no raw sources, and were made by that run', () => {
  expect(versionSentences(indexOf(sha('9')), sha('9'), nobody)[0]).toMatch(/^Made with .*, from 1 raw source\.$/)
  expect(versionSentences(indexOf(sha('1')), sha('1'), nobody)[0]).toMatch(/^Made with .*, from 1 raw source\.$/)
})

test('a raw source is one also where a run copied it first, and a list says from where', () => {
  const at = (path: string, hour: number) => ({
    ...{ selector: { path }, place: `file://machine/${path}`, at: `2026-01-01T0${hour}:00:00.000Z` },
  })
  const copied = [
    { ...edge('used', 'run:test/fetch', sha('3')), ...at('raw/customers.csv', 1) },
    { ...edge('generated', 'run:test/fetch', sha('3')), ...at('staged.csv', 2) },
    { ...edge('used', train, sha('3')), ...at('staged.csv', 3) },
    { ...edge('used', train, sha('0')), ...at('raw/orders.csv', 3) },
    { ...edge('generated', train, sha('9')), ...at('m.bin', 4) },
  ]
  const index = indexOf(sha('9'), copied)

  expect(versionSentences(index, sha('9'), nobody)[0]).toMatch(/, from 2 raw sources\.$/)
  expect(kindTextOf(index, sha('3'), 'staged.csv')).toMatch(/ · source · copied from raw\/customers\.csv$/)
  expect(kindTextOf(index, sha('3'), 'raw/customers.csv')).toMatch(/ · source$/)
  expect(tableText(index.lineage, { colour: false, width: 200 })).toContain('staged.csv, copied from raw/customers.csv')
})
