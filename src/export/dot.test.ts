import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Lineage } from '../lineage/lineage.ts'
import { dotText } from './dot.ts'
import { flightLineage } from './example.test-lineage.ts'

const hostile = [
  'a "quoted\\" name\\',
  '\\N\\G',
  '"]; evil [label="',
  '<img src=x onerror=alert(1)>',
  '&amp;&#34;',
  'line\nbreak\x1b[2J',
  '/very/long/'.repeat(372),
]

const hostileLineage: Lineage = {
  ...flightLineage(1),
  asked: hostile.join(),
  nodes: hostile.map((name, depth) => ({ id: `unpinned:x/${name}`, type: 'artifact', depth, kind: name })),
  edges: hostile.map((role, index) => ({
    edge: 'derived',
    source: `unpinned:x/${role}`,
    target: `unpinned:x/${hostile[(index + 1) % hostile.length]}`,
    role,
    origin: 'observed',
    statements: [],
  })),
  facts: [],
}

const attribute = /[a-z]+=(?:"(?:[^"\\]|\\.)*"|[a-zA-Z0-9]+)/.source
const statement = new RegExp(`^ {2}(?:n\\d+(?: -> n\\d+)?|graph|node|edge) \\[${attribute}(?:, ${attribute})*\\]$`)

test.each([
  ['the example', flightLineage(1)],
  ['hostile names', hostileLineage],
])('%s is nothing but statements whose strings are closed', (_, lineage) => {
  const [first, ...rest] = dotText(lineage).trimEnd().split('\n')

  expect(first).toBe('digraph lineage {')
  expect(rest.pop()).toBe('}')
  expect(rest.filter((line) => !statement.test(line))).toEqual([])
})

test('data flows from left to right, and names and approvals are dashed', () => {
  const text = dotText(flightLineage(1))

  expect(text).toContain(
    'n0 [label="flight-delay@1\\nmodel · 1.2 MB\\nsha256:e3d0a1b2", shape=box, tooltip="sha256:e3d0a1b2',
  )
  expect(text).toMatch(/n1 -> n11 \[label="data"\]\n {2}n11 -> n0 \[label="model"\]/)
  expect(text).toContain('[label="points deployment production 100 % (declared)", style=dashed]')
})

test('text shows as it is: a backslash begins no escape, an ampersand no entity', () => {
  const text = dotText(hostileLineage)

  expect(text).toContain('label="\\\\N\\\\G\\n')
  expect(text).toContain('&amp;amp;&amp;#34;')
  expect(text).toContain('line\\\\nbreak\\\\x1b[2J')
})

const hasGraphviz = spawnSync('dot', ['-V']).status === 0

test.skipIf(!hasGraphviz)('Graphviz reads it (skipped where `dot` is not installed)', () => {
  for (const lineage of [flightLineage(1), hostileLineage]) {
    const { status, stderr } = spawnSync('dot', ['-Tsvg'], { input: dotText(lineage), encoding: 'utf8' })

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  }
})
