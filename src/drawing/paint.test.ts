import { expect, test } from 'vitest'
import { flightLineage, weatherImpact } from '../export/example.test-lineage.ts'
import type { Lineage, LineageEdge } from '../lineage/lineage.ts'
import { generatedLineage } from './generated.test-lineage.ts'
import { layout } from './layout.ts'
import { lineageSvg } from './lineage-svg.ts'
import { stylesheet } from './looks.ts'
import { paint } from './paint.ts'
import type { SvgElement } from './svg-text.ts'
import { toDrawn } from './to-drawn.ts'
import { readXml } from './xml.test-reader.ts'

const hostile = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"/><a href="javascript:alert(1)">',
  'url(https://evil.example/x)',
  'line\nbreak\x1b[2J\0',
  'abc\u202efdp.exe',
  '/very/long/'.repeat(372),
]
const hostileLineage: Lineage = {
  ...flightLineage(1),
  asked: hostile.join(),
  nodes: hostile.flatMap((name, depth) => [
    { id: `unpinned:x/${name}`, type: 'artifact', depth, kind: name },
    { id: `run:x/${name}`, type: 'run', depth, kind: name, name },
  ]),
  edges: hostile.flatMap((role, index) => [
    {
      ...{ edge: 'used', source: `run:x/${role}`, target: `unpinned:x/${role}`, role, origin: 'observed' },
      statements: [],
    },
    {
      ...{ edge: 'generated', source: `run:x/${role}`, target: `unpinned:x/${hostile[index + 1] ?? 'end'}`, role },
      ...{ origin: 'inferred', statements: [] },
    },
  ]),
  facts: [],
}

const tags = ['svg', 'title', 'desc', 'g', 'rect', 'path', 'line', 'text']
const attributes =
  /^(?:xmlns|viewBox|width|height|role|aria-label|class|transform|x|y|x1|y1|x2|y2|rx|d|fill|stroke|stroke-(?:width|dasharray|linecap|linejoin)|font-(?:family|size|weight|style)|text-anchor|data-(?:node|edge))$/

test.each([
  ['the example', flightLineage(1)],
  ['an impact', weatherImpact()],
  ['hostile names', hostileLineage],
  ['a large one', generatedLineage(1, 300)],
])('%s as a file is XML of a few elements, none of which loads, links or runs anything', (_, lineage) => {
  for (const theme of ['light', 'dark'] as const) {
    const { elements } = readXml(lineageSvg(lineage, theme))

    expect(elements.filter(({ tag }) => !tags.includes(tag))).toEqual([])
    const said = elements.flatMap((of) => Object.entries(of.attributes))
    expect(said.filter(([name]) => !attributes.test(name))).toEqual([])
    const coloured = said.filter(([name]) => name === 'fill' || name === 'stroke')
    expect(coloured.filter(([, value]) => !/^(?:none|#[0-9a-f]{6})$/.test(value))).toEqual([])
  }
})

test('what hides or turns the direction of reading is shown as an escape, and nothing is longer than a reader hears out', () => {
  const { texts, elements } = readXml(lineageSvg(hostileLineage, 'light'))
  const all = [...texts, ...elements.map((of) => of.attributes['aria-label'] ?? '')]

  expect(all.filter((text) => /[\p{Cc}\p{Bidi_Control}]/u.test(text))).toEqual([])
  expect(all.some((text) => text.includes('abc\\u202efdp.exe'))).toBe(true)
  expect(Math.max(...all.map(({ length }) => length))).toBeLessThan(1_500)
})

test('each card says in words what it is', () => {
  const { elements } = readXml(lineageSvg(flightLineage(1), 'light'))
  const labels = elements.filter(({ attributes: { role } }) => role === 'img').map((of) => of.attributes['aria-label'])

  expect(labels).toContain('data/features/train.csv, Data set, 48.1 MB, 1 input, 1 output')
  expect(labels).toContain('train.py, Train, 2 min 29 s · by ann, began 2026-11-24 10:02:11 UTC, 4 inputs, 1 output')
  expect(labels).toContain('flight-delay@production, Deployment, 100 % since 2026-11-25 09:00 UTC, 1 input, declared')
})

test('a file says what it shows, how much of it is drawn, whether that is all, and as of when', () => {
  const whole = readXml(lineageSvg(flightLineage(1), 'light')).texts
  const cut = readXml(
    lineageSvg({ ...flightLineage(1), complete: false, withheld: { nodes: 3, edges: 4 } }, 'light'),
  ).texts

  expect(whole).toContain('flight-delay@1: where it comes from')
  expect(whole).toContain(
    'drawn 18 of 18 nodes (2 said on other cards) and 27 of 27 edges (5 said on other cards) · complete · record read up to entry 9 · as of 2026-12-03 08:00 UTC',
  )
  expect(cut.find((text) => text.startsWith('drawn'))).toContain('not complete: 3 nodes and 4 edges withheld')
})

test('light and dark differ in colours alone, and the model that was asked for is the only one in the colour of text', () => {
  const [light, dark] = [lineageSvg(flightLineage(1), 'light'), lineageSvg(flightLineage(1), 'dark')]
  const bare = (svg: string) => svg.replace(/#[0-9a-f]{6}/g, '#')

  expect(dark).not.toBe(light)
  expect(bare(dark)).toBe(bare(light))
  expect(light.match(/<rect [^>]*fill="#141d2e"/g)).toHaveLength(1)
})

test('what a card says is as dark against it as small text must be (WCAG 2.2, 1.4.3), also on that of what was asked for', () => {
  const asked = {
    ...flightLineage(1),
    nodes: flightLineage(1).nodes.map((node) => ({ ...node, origin: 'declared' as const })),
  }

  for (const theme of ['light', 'dark'] as const) {
    const weak = cardsIn(paint(layout(toDrawn(asked)), { theme })).flatMap(({ children }) => {
      const parts = children.filter((child) => typeof child !== 'string')
      const ground = String(parts.find(({ tag }) => tag === 'rect')?.attributes.fill)
      const inks = parts.filter(({ tag }) => tag === 'text').map(({ attributes }) => String(attributes.fill))
      return inks.filter((ink) => contrast(ink, ground) < 4.5)
    })
    expect(weak).toEqual([])
  }
})

const cardsIn = (element: SvgElement): SvgElement[] => [
  ...(element.attributes['data-node'] === undefined ? [] : [element]),
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : cardsIn(child))),
]

/** Of two colours `#rrggbb` (WCAG 2.2, contrast ratio). */
function contrast(...colours: readonly [string, string]): number {
  const [low = 0, high = 0] = colours.map(luminance).sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

test('the edge that closes a cycle has an arrow head, and no other has', () => {
  const lineage = flightLineage(1)
  const heads = (of: Lineage) => lineageSvg(of, 'light').match(/<path d="M[\d. ]+l11 -5v10z"/g)?.length ?? 0

  expect(heads(lineage)).toBe(0)
  const prepare = 'run:ann-laptop/2026-11-24-prepare.py'
  const used: LineageEdge = { edge: 'used', source: prepare, target: lineage.root, origin: 'observed', statements: [] }
  expect(heads({ ...lineage, edges: [...lineage.edges, used] })).toBe(1)
})

test('a page has classes for colours, each of which the style sheet knows in light and in dark', () => {
  const classes = new Set<string>()
  const visit = ({ attributes: { class: named, fill, stroke }, children }: SvgElement) => {
    if (named !== undefined) classes.add(String(named))
    expect([fill, stroke]).toEqual([undefined, undefined])
    for (const child of children) if (typeof child !== 'string') visit(child)
  }

  visit(paint(layout(toDrawn(generatedLineage(2, 60))), { theme: 'page' }))

  const sheet = stylesheet()
  expect(classes.size).toBeGreaterThan(8)
  for (const named of classes) expect(sheet).toContain(`.${named}{`)
  const used = [...sheet.matchAll(/var\((--[\w-]+)\)/g)].map(([, property = '']) => property)
  for (const property of used) expect(sheet.split(`${property}:`).length).toBe(4)
})
