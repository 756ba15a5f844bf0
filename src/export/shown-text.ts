import { parseFeatureMap } from '../domain/feature-map.ts'
import { assetName, isUnpinned, type NodeId } from '../domain/id.ts'
import type { Shown } from '../lineage/answers.ts'
import type { LineageEdge, LineageFact, LineageNode } from '../lineage/lineage.ts'
import { marked } from './artifact-heading.ts'
import { columnLines } from './columns.ts'
import { determinismRisks } from './facet-bodies.ts'
import { featureLines } from './feature-lines.ts'
import { endsOf } from './lineage-index.ts'
import { pathOf, shortId } from './node-names.ts'
import { valueText } from './parameter-block.ts'
import {
  bytesText,
  counted,
  countText,
  durationText,
  measureText,
  msBetween,
  numberOf,
  shareText,
  timeText,
} from './quantities.ts'
import { type Look, rendered, type Span, span, widthOfLook, wrapped } from './span.ts'

/** Everything on record about one thing: what it is, what it has to do with, what was said of it. */
export function shownText(shown: Shown, look: Look): string {
  const width = widthOfLook(look)
  const { node, note, asOf, knownAt, withheld } = shown
  const remarks = [
    ...(note === undefined ? [] : [note]),
    ...shown.conflicts.map(
      ({ asset, number, artifacts }) =>
        `${assetName(asset)}@${number} is claimed by different contents: ${artifacts.map(shortId).join(', ')}`,
    ),
  ]
  const drawn = drawnFacets(shown.facts, width - 2)
  const rows = shown.facts.filter((fact) => fact.type !== 'facet' || !drawn.has(fact.name)).map(factRow)
  const end = [
    withheld === 0 ? span('complete', 'green') : span(`not complete: ${counted(withheld, 'edge')} withheld`, 'yellow'),
    span(`record read up to entry ${knownAt}`),
    span(`as of ${timeText(asOf)}`),
  ]
  const sections = [
    [...wrapped([span(titleOf(shown), 'bold')], '', width), ...remarks.flatMap((text) => sentence(text, width))],
    indented(columnLines([{}, { shrinks: true }], attributesOf(node), width - 2)),
    titled('edges', columnLines(edgeLayout, edgeRows(shown), width - 2)),
    ...[...drawn].map(([name, lines]) => titled(name, lines)),
    titled('facts', columnLines([{}, { shrinks: true }, { shrinks: true }, { shrinks: true }], rows, width - 2)),
    wrapped(end, ' · ', width),
  ]
  const filled = sections.filter((section) => section.length > 0)
  return rendered(
    filled.flatMap((section, index) => (index === 0 ? section : [[], ...section])),
    look,
  )
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
  lines.length === 0 ? [] : [[span(title, 'bold')], ...indented(lines)]
const sentence = (text: string, width: number) =>
  wrapped(
    text.split(' ').map((word) => span(word, 'yellow')),
    ' ',
    width,
  )

function titleOf({ node, asset, version }: Shown): string {
  if (asset === undefined) return node.name ?? shortId(node.id)
  return version === undefined ? assetName(asset) : `${assetName(asset)}@${version}`
}

/** Attributes with their labels. */
function attributesOf({
  id,
  type,
  kind,
  name,
  bytes,
  media,
  state,
  exit,
  signal,
  from,
  until,
  origin,
}: LineageNode): Span[][] {
  const ms = msBetween(from, until)
  const rows: [string, string | undefined][] = [
    ['id', id],
    ['type', type],
    ['kind', kind],
    ['name', name],
    ['size', bytes === undefined ? undefined : `${bytesText(bytes)} (${countText(bytes)} bytes)`],
    ['media type', media],
    ['state', state],
    ['exit code', exit === undefined ? undefined : String(exit)],
    ['signal', signal],
    ['from', from === undefined ? undefined : timeText(from)],
    [
      'until',
      until === undefined ? undefined : `${timeText(until)}${ms === undefined ? '' : `, after ${durationText(ms)}`}`,
    ],
    ['known as', origin],
    ['digest', isUnpinned(id) ? 'none: only a name is on record' : undefined],
  ]
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[span(label, 'dim'), span(value)]]))
}

const edgeLayout = [{}, { shrinks: true }, { shrinks: true }, {}, {}] as const

/** What leads here before what leads on, each with how it is known. */
function edgeRows({ node, edges, names }: Shown): Span[][] {
  const isUpstream = (edge: LineageEdge) => endsOf(edge).downstream === node.id
  const ordered = [...edges].sort((a, b) => Number(isUpstream(b)) - Number(isUpstream(a)))
  return ordered.map((edge) => {
    const { source, target, role, slot, share, number, at, from, until, origin, sameBytes } = edge
    const other: NodeId = source === node.id ? target : source
    const words = [
      role,
      slot,
      share === undefined ? undefined : shareText(share),
      number === undefined ? undefined : `version ${number}`,
      pathOf(edge),
      until === undefined ? undefined : `until ${timeText(until)}`,
      sameBytes === true ? 'same bytes' : undefined,
    ]
    const since = from ?? at
    return [
      span(relationOf(edge, source === node.id), 'dim'),
      span(names[other] ?? shortId(other), 'cyan'),
      span(words.filter((word) => word !== undefined).join(' · ')),
      span(since === undefined ? '' : timeText(since)),
      span(origin, origin === 'observed' ? undefined : 'yellow'),
    ]
  })
}

/** The edge as one reads it from the node that is shown. */
function relationOf({ edge }: LineageEdge, isSource: boolean): string {
  switch (edge) {
    case 'used':
      return isSource ? 'used' : 'used by'
    case 'generated':
      return isSource ? 'made' : 'made by'
    case 'derived':
      return isSource ? 'derived from' : 'basis of'
    case 'same-as':
      return 'the same as'
    case 'part-of':
      return isSource ? 'part of' : 'holds'
    case 'version-of':
      return isSource ? 'version of' : 'has version'
    case 'points':
      return isSource ? 'points to' : 'pointed to by'
    case 'acted-for':
      return isSource ? 'acted for' : 'agent'
    case 'related':
      return 'related to'
  }
}

function factRow(fact: LineageFact): Span[] {
  switch (fact.type) {
    case 'parameter':
      return [
        span('parameter', 'dim'),
        span(fact.name),
        span(valueText(fact.value)),
        span(marked(fact.from === undefined ? '' : `← ${fact.from}`, fact.origin), 'dim'),
      ]
    case 'metric': {
      const number = numberOf(fact.value)
      const on = fact.on === undefined ? [] : [`on ${shortId(fact.on)}`]
      const said = [...on, ...(fact.from === undefined ? [] : [`← ${fact.from}`])].join(' ')
      const value = number === undefined ? JSON.stringify(fact.value) : measureText(number)
      return [span('metric', 'dim'), span(fact.name), span(value, 'bold'), span(marked(said, fact.origin), 'dim')]
    }
    case 'facet':
      return [
        span('facet', 'dim'),
        span(fact.name),
        span(JSON.stringify(fact.body) ?? ''),
        span(marked('', fact.origin).trimStart(), 'dim'),
      ]
  }
}
