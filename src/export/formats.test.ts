import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NodeId, nodeTypeOf } from '../domain/id.ts'
import { shortId } from '../domain/short-id.ts'
import { displayWidth, visible } from '../domain/visible-text.ts'
import { type EdgeKind, edgeKinds, origins } from '../domain/vocabulary.ts'
import type { Lineage, LineageEdge, LineageFact, LineageNode } from '../lineage/lineage.ts'
import { formatLineage, lineageFormats } from './formats.ts'

const hostile = fc.oneof(
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    '=cmd|" /C calc"!A0',
    '@SUM(1)',
    '-2+3',
    '\x1b]0;owned\x07',
    '\x1b[2J\x9b31m',
    'line\r\nbreak\u2028and\u2029more',
    'models/\u202egpj.exe',
    'a "quoted\\" name\\',
    '#quot; &quot; &#34;',
    '"]; click n0 href "javascript:alert(1)"',
    'end',
    'style n0 fill:#f00;',
    '1. list',
    '数据/模型 версия é👩‍🔬',
    'e'.concat('\u0301'.repeat(300)),
    '/very/long/'.repeat(372),
    '\ud800 half',
    '%00%zz',
    '`code` **bold** $x$',
  ),
  fc.string({ unit: 'binary', maxLength: 30, minLength: 1 }),
)

/** Lineages of any shape over few nodes, circles and foreign pairs included, with names from `name`. */
function lineages(name: fc.Arbitrary<string>): fc.Arbitrary<Lineage> {
  const ids = fc.uniqueArray(
    fc.oneof(
      fc.nat(40).map((number) => `sha256:${number.toString(16).padStart(2, '0').repeat(32)}`),
      name.map((text) => `run:here/${text}`),
      name.map((text) => `unpinned:warehouse/${text}`),
      name.map((text) => `agent:user/${text}`),
      name.map((text) => `asset:acme/${text}`),
      fc.nat(9).map((number) => `git-tree:${String(number).repeat(40)}`),
    ),
    { minLength: 1, maxLength: 9 },
  )
  return ids.chain((all) => {
    const id = fc.constantFrom(...all)
    return fc.record({
      question: fc.constantFrom('trace' as const, 'impact' as const),
      root: id,
      asked: name,
      asOf: fc.constant('2026-12-03T08:00:00.000Z'),
      knownAt: fc.nat(1000),
      complete: fc.boolean(),
      withheld: fc.record({ nodes: fc.nat(2), edges: fc.nat(2) }),
      nodes: fc.tuple(...all.map((each) => nodes(each, name))),
      edges: fc.array(edges(id, name), { maxLength: 14 }),
      facts: fc.array(facts(id, name), { maxLength: 8 }),
    })
  })
}

const optional = { requiredKeys: [] as never[] }
const instant = fc.constantFrom('2026-11-24T10:02:11.120Z', '2026-11-24T10:04:40.002Z')

function nodes(id: NodeId, name: fc.Arbitrary<string>): fc.Arbitrary<LineageNode> {
  const type = /^(run|agent|asset):/.exec(id)?.[1] ?? 'artifact'
  const attributes = fc.record(
    {
      kind: fc.oneof(fc.constantFrom('model', 'dataset', 'train'), name),
      state: fc.constantFrom('running', 'succeeded', 'failed', 'interrupted'),
      from: instant,
      until: instant,
      bytes: fc.nat(),
      origin: fc.constantFrom(...origins),
      beside: fc.constant(true as const),
    },
    optional,
  )
  return fc.tuple(attributes, fc.nat(6)).map(([{ beside, ...rest }, depth]) => ({
    id,
    type,
    depth,
    ...rest,
    ...(beside && type === 'run' ? { beside } : {}),
  })) as fc.Arbitrary<LineageNode>
}

function edges(id: fc.Arbitrary<NodeId>, name: fc.Arbitrary<string>): fc.Arbitrary<LineageEdge> {
  const needed = { edge: fc.constantFrom(...edgeKinds), source: id, target: id, origin: fc.constantFrom(...origins) }
  const free = {
    role: fc.oneof(fc.constantFrom('data', 'code', 'configuration', 'member', 'approver', 'deployment'), name),
    slot: name,
    number: fc.integer({ min: 1, max: 9 }),
    share: fc.constantFrom(0, 0.1, 1),
    selector: fc.record({ path: name, files: fc.dictionary(name, name, { maxKeys: 3 }), version: fc.nat(9) }, optional),
    from: instant,
    sameBytes: fc.constant(true as const),
  }
  return fc
    .tuple(fc.record(needed), fc.record(free, optional))
    .filter(([{ edge, source, target }]) => isLikely(edge, source, target))
    .map(([one, other]) => ({ ...one, ...other, statements: [] })) as fc.Arbitrary<LineageEdge>
}

/** Any pair is allowed, but nobody makes one thing of a run and a person, a version of what has no versions, or reads a run. */
function isLikely(edge: EdgeKind, source: NodeId, target: NodeId): boolean {
  if (edge === 'same-as') return nodeTypeOf(source) === nodeTypeOf(target)
  if (edge === 'version-of') return nodeTypeOf(target) === 'asset'
  return (edge !== 'used' && edge !== 'generated') || nodeTypeOf(target) === 'artifact'
}

function facts(subject: fc.Arbitrary<NodeId>, name: fc.Arbitrary<string>): fc.Arbitrary<LineageFact> {
  const origin = fc.constantFrom(...origins)
  const facet = fc.constantFrom('code', 'environment', 'capture', 'tag:owner', 'else')
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record({ commit: name, branch: name, patched: fc.array(name), dirty: fc.boolean() }, optional),
    fc.record(
      { python: fc.record({ version: name }), imported: fc.dictionary(name, name), system: fc.jsonValue() },
      optional,
    ),
    fc.record({ grade: name, blind: fc.array(name) }, optional),
  )
  return fc.oneof(
    fc.record({ type: fc.constant('facet'), subject, name: facet, body, origin }),
    fc.record({ type: fc.constant('parameter'), subject, name, value: fc.jsonValue(), from: name, origin }),
    fc.record({
      type: fc.constant('metric'),
      subject,
      name,
      value: fc.oneof(fc.double(), fc.constant({ number: 'NaN' })),
      step: fc.nat(),
      points: fc.nat(),
      at: instant,
      on: subject,
      of: subject,
      origin,
    }),
  ) as fc.Arbitrary<LineageFact>
}

const textFormats = lineageFormats.filter((format) => format !== 'json')

describe.each(textFormats)('%s', (format) => {
  test('names every node of a lineage of any shape', () => {
    const plain = fc.stringMatching(/^[a-z]{4,9}\.csv$/)

    fc.assert(
      fc.property(lineages(plain), (lineage) => {
        const text = formatLineage(lineage, format, { colour: false, width: 400 })

        // Mermaid writes the colon of a digest as an entity code.
        const found = text.replaceAll('#58;', ':')
        for (const node of lineage.nodes)
          expect(
            namesOf(format, node).some((name) => found.includes(name)),
            node.id,
          ).toBe(true)
      }),
    )
  })

  test('sends a terminal nothing but text, whatever was recorded', () => {
    fc.assert(
      fc.property(lineages(hostile), (lineage) => {
        const text = formatLineage(lineage, format, { colour: false })

        for (const line of text.split(/\r?\n/)) expect(visible(line)).toBe(line)
      }),
    )
  })
})

/** What may stand for a node in a text: its short id, in tables the digits alone; a run's kind where it has no name. */
function namesOf(format: string, { id, type, kind }: LineageNode): string[] {
  const short = shortId(id)
  if (type === 'run' && kind !== undefined) return [kind, short]
  return format === 'table' && /^(sha256|git-tree):/.test(id) ? [short.split(':')[1] ?? short] : [short]
}

test.each(['tree', 'table'] as const)('a line of a %s is never wider than asked for', (format) => {
  fc.assert(
    fc.property(lineages(hostile), fc.integer({ min: 40, max: 160 }), (lineage, width) => {
      const text = formatLineage(lineage, format, { colour: false, width })

      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    }),
  )
})

test('colours change nothing but colours', () => {
  fc.assert(
    fc.property(lineages(hostile), (lineage) => {
      const coloured = formatLineage(lineage, 'tree', { colour: true })
      const plain = formatLineage(lineage, 'tree', { colour: false })

      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours.
      expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(plain)
    }),
  )
})

test('JSON is the same lineage, and shows on a terminal', () => {
  fc.assert(
    fc.property(lineages(hostile), (lineage) => {
      const text = formatLineage(lineage, 'json', { colour: false })

      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(lineage)))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is the point.
      expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})
