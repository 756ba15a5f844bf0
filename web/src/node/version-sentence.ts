import type { NodeId } from '../../../src/domain/id.ts'
import { counted, countText, shareText, timeText } from '../../../src/domain/quantities.ts'
import { metricText } from '../../../src/domain/value-text.ts'
import { marked } from '../../../src/export/text/marked.ts'
import { measuredOnText } from '../../../src/export/text/measured-on.ts'
import { isCopy } from '../../../src/lineage/copies.ts'
import { gapSentence, gapText, lastWritersOf } from '../../../src/lineage/gaps.ts'
import type { LineageEdge } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { writesAround } from '../../../src/lineage/made-in-folder.ts'
import { mainMetric } from '../../../src/lineage/main-metric.ts'
import { labelOf, metByRun, nameOfAsset } from '../../../src/lineage/node-names.ts'
import { type Meant, otherMeant } from '../../../src/lineage/version-meant.ts'

/** An edge with the name of the version that it means, where that is another than the one that is told of. */
type Told = LineageEdge & { readonly other: string | undefined }

/**
 * What somebody who runs a business asks of a version, in sentences, each of what is on record: who made it when with
 * which program from how many raw sources, how good it is, who approved it, where it is live.
 */
export function versionSentences(index: LineageIndex, id: NodeId, told: Meant): string[] {
  const nameOf = (asset: NodeId) => nameOfAsset(index, asset)
  const said = index.byTarget(id).map((edge): Told => ({ ...edge, other: otherMeant(told, edge, nameOf) }))
  return [
    madeText(index, id),
    goodnessText(index, id),
    ...approvalTexts(
      index,
      said.filter(({ edge, role }) => edge === 'acted-for' && role === 'approver'),
    ),
    ...liveTexts(said.filter(({ edge, share }) => edge === 'points' && share !== 0)),
  ].filter((text) => text !== undefined)
}

function madeText(index: LineageIndex, id: NodeId): string {
  const writes = writesOf(index, id)
  const [write, ...others] = writes
  const sources = rawSources(index, id)
  const isAll = index.lineage.withheld.nodes === 0
  const count = `${isAll ? '' : 'at least '}${counted(sources.length, 'raw source')}`
  const from = sources.length === 0 ? '' : `, from ${count}${brokenText(index, sources)}`
  const [last] = write === undefined ? lastWritersOf(index, id) : []
  if (last !== undefined) return `${gapSentence(id, last)}.`
  if (write === undefined) return 'No recorded run made it.'
  if (others.length > 0) return `Made by ${counted(writes.length, 'run')}${from}.`
  const run = index.nodes.get(index.nameOf(write.source))
  const authors = index
    .byTarget(write.source)
    .filter(({ edge, role }) => edge === 'acted-for' && (role === undefined || role === 'author'))
    .map(({ source, origin }) => marked(labelOf(index, index.nameOf(source)), origin))
  const who = authors.length === 0 ? '' : ` by ${authors.join(' and ')}`
  const when = run?.from === undefined ? '' : ` on ${timeText(run.from)}`
  return `${marked('Made', write.origin)}${who}${when} with ${labelOf(index, index.nameOf(write.source))}${from}.`
}

/** Of the raw sources those where a run had written before, which somebody changed: they are none like the others. */
function brokenText(index: LineageIndex, sources: readonly NodeId[]): string {
  const broken = sources.flatMap((id) => {
    const [last] = lastWritersOf(index, id)
    return last === undefined ? [] : [`${labelOf(index, id)}: ${gapText(id, last)}`]
  })
  if (broken.length === 0) return ''
  const which =
    sources.length === 1 ? 'it is' : broken.length === 1 ? 'one of them is' : `${countText(broken.length)} of them are`
  const what = broken.length === 1 ? 'a file that a run had written before' : 'files that runs had written before'
  return `; ${which} ${what} (${broken.join('; ')})`
}

/** Data upstream that no recorded run made, but that one may have copied, and that was derived from nothing. */
function rawSources(index: LineageIndex, id: NodeId): NodeId[] {
  const seen = new Set<NodeId>([id])
  const sources: NodeId[] = []
  // Artifacts are added while this goes over them.
  for (const artifact of seen) {
    const writes = writesOf(index, artifact)
    const made = writes.filter((write) => !isCopy(index, write))
    const bases = index.bySource(artifact).filter(({ edge }) => edge === 'derived')
    const reads = (artifact === id ? writes : made).flatMap(({ source }) => index.bySource(source).filter(isData))
    if (artifact !== id && made.length + bases.length === 0) sources.push(artifact)
    for (const { target } of [...bases, ...reads]) seen.add(index.nameOf(target))
  }
  return sources
}

/** What wrote content: itself, else a folder that holds it. */
function writesOf(index: LineageIndex, id: NodeId): readonly LineageEdge[] {
  const own = index.byTarget(id).filter(({ edge }) => edge === 'generated')
  return own.length > 0 ? own : writesAround(index, id)
}

/** Code, configuration and environments are no sources of data. */
const isData = ({ edge, role }: LineageEdge) =>
  edge === 'used' && (role === undefined || ['data', 'model', 'dataset', 'input'].includes(role))

function goodnessText(index: LineageIndex, id: NodeId): string | undefined {
  const facts = index.lineage.facts.filter((fact) => fact.type === 'metric')
  const metric = mainMetric(facts.filter(({ of }) => of !== undefined && index.nameOf(of) === id))
  if (metric === undefined) return undefined
  const { name, value, better, on, origin } = metric
  const place = on === undefined ? '' : `, measured ${measuredOnText(metByRun(index, metric.subject, on), metric)}`
  return `${marked(`Its ${name} is ${metricText(value)}`, origin)}${better === undefined ? '' : ` (${better} is better)`}${place}.`
}

function approvalTexts(index: LineageIndex, edges: readonly Told[]): string[] {
  const texts = (of: readonly Told[]) =>
    of.map(({ source, at, origin, selector }) => {
      const note = typeof selector?.note === 'string' ? `: “${selector.note}”` : ''
      const when = at === undefined ? '' : ` on ${timeText(at)}`
      return `${marked(`${labelOf(index, index.nameOf(source))}${when}`, origin)}${note}`
    })
  const [own, others] = apart(edges)
  return [
    own.length === 0 ? 'No approval of it is on record.' : `Approved by ${texts(own).join(', and by ')}.`,
    ...others.map(([name, of]) => `The same content was approved as ${name} by ${texts(of).join(', and by ')}.`),
  ]
}

function liveTexts(edges: readonly Told[]): string[] {
  const texts = (of: readonly Told[]) =>
    of.map(({ slot = '', role, from, at, share, origin }) => {
      const since = from ?? at
      const name = role === undefined || role === 'deployment' ? slot : `${role} ${slot}`
      const part = share === undefined || share === 1 ? '' : ` with ${shareText(share)} of the traffic`
      return marked(`${name}${since === undefined ? '' : ` since ${timeText(since)}`}${part}`, origin)
    })
  const [own, others] = apart(edges)
  return [
    own.length === 0 ? 'It is live nowhere.' : `Live in ${texts(own).join(' and in ')}.`,
    ...others.map(([name, of]) => `The same content is live as ${name} in ${texts(of).join(' and in ')}.`),
  ]
}

/** What is said of the version itself, and what of each other version that is the same content, by its name. */
function apart(edges: readonly Told[]): [own: readonly Told[], others: [name: string, of: Told[]][]] {
  const byName = Map.groupBy(edges, ({ other }) => other)
  const others = [...byName].flatMap(([name, of]): [string, Told[]][] => (name === undefined ? [] : [[name, of]]))
  return [byName.get(undefined) ?? [], others]
}
