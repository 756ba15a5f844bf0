import { countText } from '../domain/quantities.ts'
import { shortId } from '../domain/short-id.ts'
import { metricText, valueText, writtenNumber } from '../domain/value-text.ts'
import type { LineageFact } from '../lineage/lineage.ts'
import { marked } from './artifact-heading.ts'
import { columnLines } from './columns.ts'
import { labelledLines } from './labelled-lines.ts'
import { type Span, span } from './span.ts'

const factLayout = [{}, { shrinks: true }, { shrinks: true }, { wraps: true }] as const

/** Parameters and metrics, one a line. */
export function factLines(facts: readonly LineageFact[], width: number): Span[][] {
  const lines = columnLines(factLayout, facts.flatMap(factRow), width - 2)
  return lines.map((line) => [span('  '), ...line])
}

function factRow(fact: LineageFact): Span[][] {
  switch (fact.type) {
    case 'parameter': {
      const from = marked(fact.from === undefined ? '' : `← ${fact.from}`, fact.origin)
      return [[span('parameter', 'dim'), span(fact.name), span(valueText(fact.value)), span(from, 'dim')]]
    }
    case 'metric': {
      const on = fact.on === undefined ? '' : `on ${shortId(fact.on)}`
      return [
        [
          span('metric', 'dim'),
          span(fact.name),
          span(metricText(fact.value), 'bold'),
          span(marked(on, fact.origin), 'dim'),
        ],
      ]
    }
    case 'facet':
      return []
  }
}

const facetPiecesMax = 40

/** Each facet with its members as `branch master · dirty true`; what is long is cut here, and whole in `--json`. */
export function facetLines(facts: readonly LineageFact[], width: number): Span[][] {
  const rows = facts.flatMap((fact): [string, Span[]][] => {
    if (fact.type !== 'facet') return []
    const pieces = piecesOf('', fact.body)
    const more = pieces.length - facetPiecesMax
    const shown = [...pieces.slice(0, facetPiecesMax), ...(more > 0 ? [`+ ${countText(more)} more`] : [])]
    const last = shown.length - 1
    return [[fact.name, shown.map((text, index) => span(index === last ? marked(text, fact.origin) : text))]]
  })
  return labelledLines(rows, width)
}

function piecesOf(name: string, value: unknown): string[] {
  const label = name === '' ? '' : `${name} `
  if (Array.isArray(value)) {
    // Of several objects each is told by its members.
    if (value.some(hasMembers)) return value.flatMap((member) => piecesOf(name, member))
    const texts = value.map((member) => shortText(member))
    return texts.length === 0 ? [] : [`${label}${texts.join(', ')}`]
  }
  if (!hasMembers(value)) return [`${label}${shortText(value)}`]
  return Object.entries(value).flatMap(([member, inner]) => piecesOf(name === '' ? member : `${name}.${member}`, inner))
}

const hasMembers = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && writtenNumber(value) === undefined

/** A version is a text that looks like a number, and nobody takes it for one: it needs no quotes. */
function shortText(value: unknown): string {
  if (typeof value !== 'string') return valueText(value)
  if (/^\d[\d.]*$/.test(value)) return value
  return /^[a-z0-9-]+:[0-9a-f]{32,}$/.test(value) ? shortId(value) : valueText(value)
}
