import { lackReasons } from '../../domain/completeness.ts'
import { determinismRisks } from '../../domain/facet-bodies.ts'
import { parseFeatureMap } from '../../domain/feature-map.ts'
import { isUnpinned, type NodeId } from '../../domain/id.ts'
import {
  bytesText,
  counted,
  countText,
  durationText,
  msBetween,
  secondText,
  timeText,
} from '../../domain/quantities.ts'
import { nameText, shortId, titleText } from '../../domain/short-id.ts'
import type { Shown } from '../../lineage/answers/shown.ts'
import { edgeWords, nameIn } from '../../lineage/edge-words.ts'
import { gapSentence } from '../../lineage/gaps.ts'
import type { LineageEdge, LineageFact, LineageNode } from '../../lineage/lineage.ts'
import { endsOf } from '../../lineage/lineage-index.ts'
import { pathOf } from '../../lineage/node-names.ts'
import { columnLines } from './columns.ts'
import { facetLines, factLines } from './fact-lines.ts'
import { featureLines } from './feature-lines.ts'
import { labelledLines } from './labelled-lines.ts'
import { marked } from './marked.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'

/** Everything on record about one thing: what it is, what it has to do with, what was said of it. */
export function shownText(shown: Shown, look: Look): string {
  const width = widthOfLook(look)
  const { node, note, asOf, knownAt, withheld, erased, lacks, instead } = shown
  const remarks = [
    ...(note === undefined ? [] : [note]),
    ...(shown.wroteLast === undefined ? [] : [gapSentence(node.id, shown.wroteLast)]),
    ...shown.conflicts.map(
      ({ asset, number, artifacts }) =>
        `${nameIn(shown)(asset)}@${number} is claimed by different contents: ${artifacts.map(shortId).join(', ')}`,
    ),
  ]
  const drawn = drawnFacets(shown.facts, width - 2)
  const others = shown.facts.filter(({ name }) => !drawn.has(name))
  const lacking = [
    ...(withheld === 0 ? [] : [`${counted(withheld, 'edge')} withheld`]),
    ...lackReasons({ erased, lacks, instead }),
  ]
  const end = [
    lacking.length === 0 ? span('complete', 'green') : span(`not complete: ${lacking.join(', ')}`, 'yellow'),
    span(`record read up to entry ${knownAt}`),
    span(`as of ${timeText(asOf)}`),
  ]
  const sections = [
    [
      ...wrapped([span(titleOf(shown), 'bold')], '', width),
      ...wrapped([span(node.id, 'dim')], '', width),
      ...remarks.flatMap((text) => sentence(text, width)),
    ],
    labelledLines(attributesOf(node), width),
    titled('edges', indented(columnLines(edgeLayout, edgeRows(shown), width - 2))),
    ...[...drawn].map(([name, lines]) => titled(name, indented(lines))),
    titled(
      'facts',
      factLines(shown.facts, (content) => metAs(shown, content), width),
    ),
    titled('facets', facetLines(others, nameIn(shown), width)),
    wrapped(end, ' · ', width),
  ]
  const filled = sections.filter((section) => section.length > 0)
  return rendered(
    filled.flatMap((section, index) => (index === 0 ? section : [[], ...section])),
    look,
  )
}

/** Content as the run that is shown met it, else as it is called. */
function metAs({ node, edges, names }: Shown, content: NodeId): string {
  const met = edges.find(({ source, target, edge }) => source === node.id && target === content && edge !== 'derived')
  return (met && pathOf(met)) ?? nameText({ id: content, name: names[content] })
}

/** Facets that have lines of their own, by name, where their bodies have the shape that we know. */
function drawnFacets(facts: readonly LineageFact[], width: number): Map<string, Span[][]> {
  const drawn = new Map<string, Span[][]>()
  for (const fact of facts) {
    if (fact.type !== 'facet') continue
    const features = fact.name === 'features' ? parseFeatureMap(fact.body) : undefined
    const risks = fact.name === 'determinism' ? determinismRisks(fact.body) : []
    if (risks.length > 0)
      drawn.set(
        fact.name,
        risks.flatMap((text) => sentence(text, width)),
      )
    if (features !== undefined) drawn.set(fact.name, featureLines(features, width))
  }
  return drawn
}

const indented = (lines: readonly (readonly Span[])[]) => lines.map((line) => [span('  '), ...line])
const titled = (title: string, lines: readonly Span[][]) =>
  lines.length === 0 ? [] : [[span(title, 'bold')], ...lines]
const sentence = (text: string, width: number) =>
  wrapped(
    text.split(' ').map((word) => span(word, 'yellow')),
    ' ',
    width,
  )

function titleOf(shown: Shown): string {
  const { node, asset, version } = shown
  if (asset === undefined) return titleText(node)
  return version === undefined ? nameIn(shown)(asset) : `${nameIn(shown)(asset)}@${version}`
}

/** Attributes with their labels. */
function attributesOf(node: LineageNode): [string, Span[]][] {
  const { id, type, kind, name, bytes, media, state, exit, signal, from, until, origin, kindOrigin } = node
  const ms = msBetween(from, until)
  const size = bytes === undefined ? undefined : bytesText(bytes)
  const rows: [string, ...(string | undefined)[]][] = [
    ['digest', isUnpinned(id) ? 'none: only a name is on record' : undefined],
    ['type', type],
    ['kind', kind === undefined ? undefined : marked(kind, kindOrigin)],
    ['name', name],
    ['size', size, bytes === undefined || bytes < 1_000 ? undefined : `${countText(bytes)} bytes`],
    ['media type', media],
    ['state', state],
    ['exit code', exit === undefined ? undefined : String(exit)],
    ['signal', signal],
    ['from', from === undefined ? undefined : secondText(from)],
    [
      'until',
      until === undefined ? undefined : secondText(until),
      ms === undefined ? undefined : `after ${durationText(ms)}`,
    ],
    ['origin', origin],
  ]
  return rows.flatMap(([label, ...values]) => {
    const told = values.filter((value) => value !== undefined).map((value) => span(value))
    return told.length === 0 ? [] : [[label, told]]
  })
}

const edgeLayout = [{}, { shrinks: true }, { wraps: true }, {}, {}] as const

/** What leads here before what leads on, each with how it is known. */
function edgeRows(shown: Shown): Span[][] {
  const { node, edges } = shown
  const isUpstream = (edge: LineageEdge) => endsOf(edge).downstream === node.id
  const ordered = [...edges].sort((a, b) => Number(isUpstream(b)) - Number(isUpstream(a)))
  return ordered.map((edge) => {
    const { relation, name, details, since, knownBy } = edgeWords(shown, edge)
    return [
      span(relation, 'dim'),
      span(name, 'cyan'),
      span(details),
      span(since === undefined ? '' : timeText(since)),
      span(knownBy, edge.origin === 'observed' ? undefined : 'yellow'),
    ]
  })
}
