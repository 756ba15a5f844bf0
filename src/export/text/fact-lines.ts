import type { NodeId } from '../../domain/id.ts'
import { counted, countText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { metricText, valueText, writtenNumber } from '../../domain/value-text.ts'
import type { LineageFact } from '../../lineage/lineage.ts'
import { byWeight } from '../../lineage/main-metric.ts'
import { meantText, versionMeant } from '../../lineage/version-meant.ts'
import { columnLines } from './columns.ts'
import { labelledLines } from './labelled-lines.ts'
import { marked } from './marked.ts'
import { measuredOnText, ofUnnamedText } from './measured-on.ts'
import { libraryOfDefault, nameColumn, parameterTexts } from './parameter-text.ts'
import { type Span, span } from './span.ts'

/** Parameters and metrics, one a line; what was left to libraries is counted, and whole in `--json`. */
export function factLines(facts: readonly LineageFact[], nameOf: (content: NodeId) => string, width: number): Span[][] {
  const libraries = facts.flatMap((fact) => (fact.type === 'parameter' ? (libraryOfDefault(fact.from) ?? []) : []))
  const told = facts.filter((fact) => fact.type !== 'parameter' || libraryOfDefault(fact.from) === undefined)
  const parameters = told.filter((fact) => fact.type === 'parameter')
  const metrics = told.filter((fact) => fact.type === 'metric').toSorted(byWeight)
  const of = `of ${[...new Set(libraries)].join(', ')}; --json shows them`
  const defaults = [span('', 'dim'), span(counted(libraries.length, 'default'), 'dim'), span(''), span(of, 'dim')]
  const rows = [
    ...parameters.flatMap((fact) => factRow(fact, nameOf)),
    ...(libraries.length === 0 ? [] : [defaults]),
    ...metrics.flatMap((fact) => factRow(fact, nameOf)),
  ]
  const layout = [{}, nameColumn(rows.flatMap((row) => row[1] ?? [])), { shrinks: true }, { wraps: true }] as const
  const lines = columnLines(layout, rows, width - 2)
  return lines.map((line) => [span('  '), ...line])
}

function factRow(fact: LineageFact, nameOf: (content: NodeId) => string): Span[][] {
  switch (fact.type) {
    case 'parameter': {
      const { name, from } = parameterTexts(fact)
      const known = marked(from === '' ? '' : `← ${from}`, fact.origin)
      return [[span('parameter', 'dim'), span(name), span(valueText(fact.value)), span(known, 'dim')]]
    }
    case 'metric': {
      const about = [
        fact.on === undefined ? undefined : measuredOnText(nameOf(fact.on), fact),
        fact.of === undefined ? ofUnnamedText(fact) : `of ${nameOf(fact.of)}`,
      ]
      const told = about.filter((words) => words !== undefined).join(' ')
      return [
        [
          span('metric', 'dim'),
          span(fact.name),
          span(metricText(fact.value), 'bold'),
          span(marked(told, fact.origin), 'dim'),
        ],
      ]
    }
    case 'facet':
      return []
  }
}

const facetPiecesMax = 40

/** Each facet with its members as `branch master · dirty true`; what is long is cut here, and whole in `--json`. */
export function facetLines(facts: readonly LineageFact[], nameOf: (asset: NodeId) => string, width: number): Span[][] {
  const rows = facts.flatMap((fact): [string, Span[]][] => {
    // A list of names for programs, which the trace of each model reads.
    if (fact.type !== 'facet' || fact.name === 'estimators') return []
    const pieces = piecesOf('', fact.body)
    const more = pieces.length - facetPiecesMax
    const shown = [...pieces.slice(0, facetPiecesMax), ...(more > 0 ? [`+ ${countText(more)} more`] : [])]
    const last = shown.length - 1
    const version = meantText(versionMeant(fact), nameOf)
    const label = version === undefined ? fact.name : `${fact.name} (${version})`
    return [[label, shown.map((text, index) => span(index === last ? marked(text, fact.origin) : text))]]
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
