import { type CodeFacts, captureFacts, codeFacts, environmentFacts } from '../../domain/facet-bodies.ts'
import { parseFeatureMap } from '../../domain/feature-map.ts'
import { isUnpinned, type NodeId } from '../../domain/id.ts'
import { bytesText, counted, countText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { metricText } from '../../domain/value-text.ts'
import type { LineageEdge, LineageMetric } from '../../lineage/lineage.ts'
import { byWeight } from '../../lineage/main-metric.ts'
import { labelOf, metByRun, pathOf } from '../../lineage/node-names.ts'
import { originMarks, sameBlocks } from './artifact-heading.ts'
import { featurePieces } from './feature-lines.ts'
import { measuredOnText, ofUnnamedText } from './measured-on.ts'
import { otherModelsOf } from './other-models.ts'
import { parametersBlock } from './parameter-block.ts'
import { type Span, span } from './span.ts'
import { isFirstTelling, isFirstTellingAs, type Telling } from './telling.ts'
import { type Block, factBlock, tableBlock } from './tree-lines.ts'

const filesNamed = 3
const packagesNamed = 12

/** What was recorded of a run besides its data: metrics, code, configuration, parameters, environment, what went unseen. */
export function runFacts(telling: Telling, id: NodeId, condensed: readonly LineageEdge[]): Block[] {
  const facets = facetsOf(telling, id)
  return [
    ...sameBlocks(telling, id),
    ...metricsBlocks(telling, id),
    ...codeBlocks(
      telling,
      codeFacts(facets.get('code'), dataPathsOf(telling, id)),
      condensed.filter(({ role }) => role === 'code'),
    ),
    ...configurationBlocks(
      telling,
      condensed.filter(({ role }) => role !== 'code'),
    ),
    ...parametersBlock(telling, id),
    ...featureBlocks(telling, id),
    ...environmentBlocks(telling, facets.get('environment')),
    ...captureBlocks(facets.get('capture')),
  ]
}

function facetsOf({ index }: Telling, id: NodeId): Map<string, unknown> {
  const facets = index.factsOf(id).filter((fact) => fact.type === 'facet')
  return new Map(facets.map(({ name, body }) => [name, body]))
}

/** `mae  12.31 ↓  (lower is better)  on data/holdout.csv`, those of the root first. */
function metricsBlocks(telling: Telling, id: NodeId): Block[] {
  const { index } = telling
  const { root } = index.lineage
  const found = index.factsOf(id).filter((fact) => fact.type === 'metric')
  const others = otherModelsOf(index, id)
  const metrics = found.filter((metric) => !others.hasMetric(metric))
  const theirs = found.length - metrics.length
  const left = `${counted(theirs, 'metric')} of ${counted(others.count, 'other model')}`
  if (metrics.length === 0) return theirs === 0 ? [] : [factBlock('metrics', [span(left, 'dim')])]
  const ordered = metrics.toSorted((a, b) => Number(b.of === root) - Number(a.of === root) || byWeight(a, b))
  const known = index.nodes.get(id)?.origin
  const abouts = ordered.map((metric) => aboutOf(telling, metric, known))
  const [same = '', ...differing] = new Set(abouts)
  // What is true of all of several is said once, below them.
  const isShared = ordered.length > 1 && differing.length === 0
  return [
    tableBlock(
      metrics.length === 1 ? 'metric' : 'metrics',
      [{ shrinks: true }, {}, { wraps: true }, {}],
      ordered.map((metric, index) => metricRow(metric, isShared ? '' : (abouts[index] ?? ''))),
      [...(isShared && same !== '' ? [span(`all ${same}`)] : []), ...(theirs === 0 ? [] : [span(`+ ${left}`, 'dim')])],
    ),
  ]
}

/** What a metric was measured on, and of what, where that is not what was asked for. */
function aboutOf({ index }: Telling, metric: LineageMetric, known: string | undefined): string {
  const { on, of, ofOrigin, points, origin } = metric
  const about = [
    on === undefined ? undefined : measuredOnText(metByRun(index, metric.subject, on), metric),
    ofOrigin === undefined ? undefined : 'of this (inferred)',
    ofUnnamedText(metric),
    of === undefined || index.nameOf(of) === index.lineage.root ? undefined : `of ${labelOf(index, index.nameOf(of))}`,
    points > 1 ? `last of ${countText(points)} points` : undefined,
    origin === 'observed' || origin === known ? undefined : `(${origin})`,
  ]
  return about.filter((words) => words !== undefined).join(' ')
}

function metricRow({ name, value, better }: LineageMetric, about: string): Span[] {
  const arrow = better === undefined ? '' : better === 'lower' ? ' ↓' : ' ↑'
  return [
    span(name),
    span(`${metricText(value)}${arrow}`, 'bold'),
    span(about),
    span(better === undefined ? '' : `${better} is better`, 'dim'),
  ]
}

/** Whether a path was data to a run: what it read or wrote that is neither code nor configuration. */
function dataPathsOf({ index }: Telling, id: NodeId): (path: string) => boolean {
  const edges = index.bySource(id).filter(({ role }) => role !== 'code' && role !== 'configuration')
  const paths = new Set(edges.map((edge) => pathOf(edge)))
  return (path) => paths.has(path)
}

/** Commit, branch, edits that are in no commit, and the files that were read; "same commit" where it is that of above. */
function codeBlocks(telling: Telling, facts: CodeFacts, edges: readonly LineageEdge[]): Block[] {
  const { commit, branch, patched, untracked, isDirty, isOutsideGit } = facts
  const state = JSON.stringify([commit, branch, patched, untracked, edges.map(({ target }) => target)])
  const isSame = commit !== undefined && telling.code === state
  if (commit !== undefined) telling.code = state
  const trees = edges.filter(({ target }) => isFirstTelling(telling, telling.index.nameOf(target)))
  const files = edges.flatMap(
    ({ selector, target }) => filesOf(selector) ?? [pathOf({ selector } as LineageEdge) ?? shortId(target)],
  )
  const read = files.length <= filesNamed ? files.join(', ') : `${countText(files.length)} files`
  const pieces = [
    ...(commit === undefined ? [] : [span(isSame ? 'same commit' : `commit ${commit.slice(0, 7)}`)]),
    ...(branch === undefined || isSame ? [] : [span(`branch ${branch}`)]),
    ...(isOutsideGit ? [span('not in git', 'yellow')] : []),
    ...(files.length === 0 ? [] : [span(`read ${read}`)]),
    ...(isDirty && !isSame ? [span(['uncommitted edits', ...namedIn(' in ', patched)].join(''), 'yellow')] : []),
    ...(isSame ? [] : namedIn('not in git: ', untracked).map((text) => span(text, 'yellow'))),
    ...trees.map(({ target }) => span(shortId(target), 'dim')),
    ...originMarks(...edges.map(({ origin }) => origin)),
  ]
  return pieces.length === 0 ? [] : [factBlock('code', pieces)]
}

function filesOf(selector: LineageEdge['selector']): string[] | undefined {
  const files = selector?.files
  return typeof files === 'object' && files !== null ? Object.keys(files).sort() : undefined
}

/** The first of some files, and how many more there are, after words that lead to them; nothing where there are none. */
function namedIn(lead: string, paths: readonly string[]): string[] {
  const more = paths.length > filesNamed ? ` and ${counted(paths.length - filesNamed, 'other')}` : ''
  return paths.length === 0 ? [] : [`${lead}${paths.slice(0, filesNamed).join(', ')}${more}`]
}

/** Configuration, environments and the like that nobody made: one piece each. */
function configurationBlocks(telling: Telling, edges: readonly LineageEdge[]): Block[] {
  const byRole = Map.groupBy(edges, ({ role }) => role ?? 'used')
  return [...byRole].map(([role, used]) =>
    factBlock(
      role,
      used.flatMap((edge) => configurationPieces(telling, edge)),
    ),
  )
}

function configurationPieces(telling: Telling, edge: LineageEdge): Span[] {
  const id = telling.index.nameOf(edge.target)
  const name = labelOf(telling.index, id, edge)
  const bytes = telling.index.nodes.get(id)?.bytes
  const isFirst = isFirstTellingAs(telling, id, name)
  const above = telling.toldAs.get(id) ?? name
  const again = above === name ? `same ${name}` : `${name} (the same bytes as ${above})`
  const said = isFirst && bytes !== undefined ? ` ${bytesText(bytes)}` : ''
  const digest = isUnpinned(id) ? 'no digest' : shortId(id)
  return [
    span(isFirst ? `${name}${said}` : again),
    ...(isFirst && name !== digest ? [span(digest, 'dim')] : []),
    ...originMarks(edge.origin),
  ]
}

/** Of a run that made other models, too, what is on record of those that this lineage is about. */
function featureBlocks(telling: Telling, id: NodeId): Block[] {
  const featuresOf = (node: NodeId) => parseFeatureMap(facetsOf(telling, node).get('features')) ?? []
  const own = otherModelsOf(telling.index, id).meant.flatMap(featuresOf)
  const told = own.length === 0 ? [featuresOf(id)].flat() : own
  return told.length === 0 ? [] : [factBlock('features', told.flatMap(featurePieces), ' · ')]
}

/**
 * Python, imported packages, system and machine; or that it is the environment last told in full, of which a run may
 * import less.
 */
function environmentBlocks(telling: Telling, body: unknown): Block[] {
  if (body === undefined) return []
  const before = telling.environment
  const facts = environmentFacts(body)
  const { python, packages, machine } = facts
  const more = packages.length - packagesNamed
  const imported = [...packages.slice(0, packagesNamed), ...(more > 0 ? [`+ ${counted(more, 'package')}`] : [])]
  const isSame =
    before !== undefined &&
    before.python === python &&
    before.machine.join() === machine.join() &&
    packages.every((name) => before.packages.includes(name))
  if (!isSame) {
    telling.environment = facts
    const pieces = [...(python === undefined ? [] : [python]), ...imported, ...machine]
    return pieces.length === 0
      ? []
      : [
          factBlock(
            'environment',
            pieces.map((text) => span(text)),
          ),
        ]
  }
  const [all, part] = [before.packages.length, packages.length]
  const less = part === all ? [] : [span(`${part} of the ${all} packages imported`)]
  return [factBlock('environment', [span('same environment'), ...less])]
}

/** What capture did not see. A run of grade A without blind spots needs no line. */
function captureBlocks(body: unknown): Block[] {
  const { grade, blind } = captureFacts(body)
  if ((grade === undefined || grade === 'A') && blind.length === 0) return []
  const pieces = [
    ...(grade === undefined ? [] : [span(`grade ${grade}`, 'yellow')]),
    ...blind.map((text) => span(text, 'yellow')),
  ]
  return [factBlock('capture', pieces, ' · ')]
}
