import { expect, test } from 'vitest'
import type { Lineage } from '../lineage/lineage.ts'
import { flightLineage } from './example.test-lineage.ts'
import { mermaidText } from './mermaid.ts'

const hostile = [
  '<img src=x onerror=alert(1)>',
  '"]; click n0 href "javascript:alert(1)"',
  '#quot; &quot;',
  'style:x#y;',
  '1. list',
  '%%{init: {}}%%',
  '`code` **bold**',
  'end',
  'line\nbreak',
  '/very/long/'.repeat(372),
]
const hostileLineage: Lineage = {
  ...flightLineage(1),
  nodes: hostile.map((name, depth) => ({ id: `run:x/${name}`, type: 'run', depth, name })),
  edges: hostile.map((role) => ({
    edge: 'used',
    source: `run:x/${role}`,
    target: `run:x/${hostile[0]}`,
    role,
    origin: 'observed',
    statements: [],
  })),
  facts: [],
}

const label = /"(?:[\p{L}\p{N}\p{M} ./,·-]|#\d+;|<br\/>)*"/u.source
const node = `n\\d+(?:\\[${label}\\]|\\(\\[${label}\\]\\)|\\{\\{${label}\\}\\}|\\[\\(${label}\\)\\])`
const line = new RegExp(`^ {2}(?:${node}|n\\d+ (?:-->|-\\.->)\\|${label}\\| n\\d+|%% [\\w :,-]+)$`, 'u')

test.each([
  ['the example', flightLineage(1)],
  ['hostile names', hostileLineage],
])('%s is nothing but nodes and edges with labels in quotes', (_, lineage) => {
  const [first, ...rest] = mermaidText(lineage).trimEnd().split('\n')

  expect(first).toBe('flowchart LR')
  expect(rest.filter((each) => !line.test(each))).toEqual([])
})

test('kinds of nodes have their shapes, and data flows from left to right', () => {
  const text = mermaidText(flightLineage(1))

  expect(text).toContain('n0["flight-delay#64;1<br/>model · 1.2 MB<br/>sha256#58;e3d0a1b2"]')
  expect(text).toContain('n11(["train.py<br/>train · succeeded · 2 min 29 s"])')
  expect(text).toContain('n15[("flight-delay<br/>model")]')
  expect(text).toContain('n17{{"bo"}}')
  expect(text).toContain('n1 -->|"data"| n11\n  n11 -->|"model"| n0')
})

test('markup, entities and Markdown of a name stay text', () => {
  const text = mermaidText(hostileLineage)

  expect(text).toContain('"#60;img src#61;x onerror#61;alert#40;1#41;#62;"')
  expect(text).toContain('"#35;quot#59; #38;quot#59;"')
  expect(text).toContain('"#49;. list"')
})
