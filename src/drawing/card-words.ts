import { captureFacts, codeFacts, environmentFacts } from '../domain/facet-bodies.ts'
import { isUnpinned, type NodeId, nodeTypeOf } from '../domain/id.ts'
import { bytesText, counted, durationText, msBetween, secondText } from '../domain/quantities.ts'
import { metricText } from '../domain/value-text.ts'
import { copiedFrom } from '../lineage/copies.ts'
import { gapsOf, lastWritersOf } from '../lineage/gaps.ts'
import type { LineageEdge } from '../lineage/lineage.ts'
import type { LineageIndex } from '../lineage/lineage-index.ts'
import { mainMetric } from '../lineage/main-metric.ts'
import { alikeVersionsOf, kindOf, labelOf, pathsOf, versionsOf } from '../lineage/node-names.ts'
import { type CardWords, joined, mark, named } from './card-line.ts'
import type { Mark } from './drawn.ts'
import type { Vertex } from './flow-graph.ts'
import type { GlyphName } from './glyphs.ts'
import { isAsideContent, isMade, isReadAsideOnly } from './lanes.ts'
import { agentWords, slotWords } from './use-words.ts'

const kindNames: Readonly<Record<string, string>> = { dataset: 'data set' }
const glyphs: Readonly<Record<string, GlyphName>> = {
  dataset: 'table',
  model: 'hexagon',
  code: 'brackets',
  configuration: 'sliders',
  environment: 'box',
  lock: 'box',
  metrics: 'gauge',
  evaluation: 'gauge',
  report: 'gauge',
}

/** What a card says of one thing: kind, name and one line of facts, and below it what is missing from the record. */
export function cardWords(index: LineageIndex, vertex: Vertex): CardWords {
  switch (vertex.type) {
    case 'artifact':
      return contentWords(index, vertex.key)
    case 'run':
      return runWords(index, vertex.key)
    case 'agent':
      return agentWords(index, vertex.key)
    case 'asset': {
      const { kind, origin } = index.nodes.get(vertex.key) ?? {}
      return { ...plain, glyph: 'label', kind: kind ?? 'name', name: labelOf(index, vertex.key), origin: mark(origin) }
    }
    case 'slot':
      return slotWords(index, vertex.tells.points)
    case 'environment':
      return environmentWords(index, vertex.tells.run ?? '')
  }
}

const plain = { fact: '', origin: undefined, marks: [] as readonly Mark[] }
const gap = (text: string): Mark => ({ text, tone: 'gap' })

/** Behind the kind of what no recorded run made. */
export const sourceMark = ' · source'

/** `dataset` as people say it. */
export const kindName = (kind: string): string => kindNames[kind] ?? kind
export const glyphOf = (kind: string): GlyphName => glyphs[kind] ?? 'file'

function contentWords(index: LineageIndex, id: NodeId): CardWords {
  const kind = kindOf(index, id) ?? 'content'
  const versions = versionsOf(index, id)
  const name = labelOf(index, id)
  const node = index.nodes.get(id)
  const source = sourceTextOf(index, id)
  // A card has room for one of them, and how good a model is tells more than how large.
  const [measure, size] = [measureOf(index, id), node?.bytes === undefined ? undefined : bytesText(node.bytes)]
  const others = versions.filter((version) => version !== name)
  const copied = named('copied from', copiedFrom(index, id, pathsOf(index, id)[0]))
  const names = [copied, named('also', others), named('same bytes as', alikeVersionsOf(index, id))]
  return {
    glyph: source !== undefined && kind === 'dataset' ? 'cylinder' : glyphOf(kind),
    kind: `${versions.length > 0 ? `${kindName(kind)} version` : kindName(kind)}${derivation(index, id)}${source === undefined ? '' : ` · ${source}`}`,
    name,
    fact: joined([
      ...names.map(({ short }) => short),
      kind === 'code' ? codeText(index, id) : undefined,
      measure ?? size,
    ]),
    origin: mark(node?.origin),
    more: joined(
      [...names.flatMap(({ all }) => all), measure === undefined ? undefined : size, ...gapsOf(index, id)],
      ', ',
    ),
    marks: [...(isUnpinned(id) ? ['no digest'] : []), ...brokenTexts(index, id)].map(gap),
  }
}

/** Where the chain is broken, in as few words as fit below a card; the label has all of them. */
function brokenTexts(index: LineageIndex, id: NodeId): string[] {
  const texts = lastWritersOf(index, id).map(({ name, mayHaveMade }) => {
    if (isUnpinned(id)) return `${name} wrote last here`
    return mayHaveMade === true ? `${name} may have made it` : `changed since ${name} wrote it`
  })
  return [...new Set(texts)]
}

/** ` · quantized`, of content that was derived from other in one way. */
export function derivation(index: LineageIndex, id: NodeId): string {
  const derived = index.bySource(id).filter(({ edge }) => edge === 'derived')
  const [role, ...others] = new Set(derived.map((edge) => edge.role))
  return role === undefined || others.length > 0 ? '' : ` · ${role}`
}

/** `source`, where the record was asked where content comes from and has no run that made it. */
export function sourceTextOf(index: LineageIndex, id: NodeId): 'source' | 'source unknown' | undefined {
  const { question, withheld } = index.lineage
  if (question !== 'trace' || nodeTypeOf(id) !== 'artifact' || withheld.nodes > 0 || isAsideContent(index, id))
    return undefined
  if (isMade(index, id) || isReadAsideOnly(index, id)) return undefined
  return lastWritersOf(index, id).some(({ mayHaveMade }) => mayHaveMade === true) ? 'source unknown' : 'source'
}

function codeText(index: LineageIndex, id: NodeId): string | undefined {
  for (const { edge, source } of index.byTarget(id)) {
    const body = edge === 'used' ? facetOf(index, source, 'code') : undefined
    if (body === undefined) continue
    const { commit, isDirty, isOutsideGit } = codeFacts(body)
    if (isOutsideGit) return 'not in git'
    return joined([commit?.slice(0, 7), isDirty ? 'uncommitted edits' : undefined])
  }
  return undefined
}

/** The measure that stands for all of a model: `mae 30.5`. */
function measureOf(index: LineageIndex, id: NodeId): string | undefined {
  const { lineage, nameOf } = index
  const metrics = lineage.facts.filter((fact) => fact.type === 'metric')
  const main = mainMetric(metrics.filter(({ of }) => of !== undefined && nameOf(of) === id))
  return main === undefined ? undefined : `${main.name} ${metricText(main.value)}`
}

function runWords(index: LineageIndex, id: NodeId): CardWords {
  const { kind = 'run', state, from, until, origin } = index.nodes.get(id) ?? {}
  const ms = msBetween(from, until)
  const authors = index.byTarget(id).filter(({ edge, role }) => edge === 'acted-for' && (role ?? 'author') === 'author')
  const { grade, blind } = captureFacts(facetOf(index, id, 'capture'))
  const isBlind = (grade !== undefined && grade !== 'A') || blind.length > 0
  return {
    glyph: 'play',
    kind,
    name: labelOf(index, id),
    fact: joined([ms === undefined ? undefined : durationText(ms), ...authors.map(authorText(index))]),
    more: from === undefined ? '' : `began ${secondText(from)}`,
    origin: mark(origin),
    marks: [
      ...(state === 'failed' || state === 'interrupted' ? [{ text: state, tone: 'alert' } as const] : []),
      ...(state === 'running' ? [gap('not ended')] : []),
      ...(isBlind ? [gap(grade === undefined ? 'not all of it was seen' : `seen in part: grade ${grade}`)] : []),
    ],
  }
}

const authorText = (index: LineageIndex) => (edge: LineageEdge) => `by ${labelOf(index, edge.source)}`

function environmentWords(index: LineageIndex, run: NodeId): CardWords {
  const { python, packages, machine } = environmentFacts(facetOf(index, run, 'environment'))
  return {
    ...plain,
    glyph: 'box',
    kind: 'environment',
    name: python ?? machine[0] ?? 'environment',
    fact: packages.length === 0 ? '' : counted(packages.length, 'package'),
  }
}

function facetOf(index: LineageIndex, run: NodeId, name: string): unknown {
  const found = index.factsOf(run).find((fact) => fact.type === 'facet' && fact.name === name)
  return found?.type === 'facet' ? found.body : undefined
}
