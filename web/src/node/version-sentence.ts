import type { NodeId } from '../../../src/domain/id.ts'
import { counted, timeText } from '../../../src/domain/quantities.ts'
import { metricText } from '../../../src/domain/value-text.ts'
import { marked } from '../../../src/export/text/marked.ts'
import { measuredOnText } from '../../../src/export/text/measured-on.ts'
import type { LineageEdge } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { writesAround } from '../../../src/lineage/made-in-folder.ts'
import { mainMetric } from '../../../src/lineage/main-metric.ts'
import { labelOf, metByRun } from '../../../src/lineage/node-names.ts'

type Named = { readonly asset: string | undefined; readonly version: number | undefined }

/**
 * What somebody who runs a business asks of a version, in sentences, each of what is on record: who made it when with
 * which program from how many raw sources, how good it is, who approved it, where it is live.
 */
export function versionSentences(index: LineageIndex, id: NodeId, { asset, version }: Named): string[] {
  // Of bytes with several names, what was said of another version of them.
  const isOfOther = ({ selector }: LineageEdge) =>
    (typeof selector?.asset === 'string' && selector.asset !== asset) ||
    (version !== undefined && typeof selector?.version === 'number' && selector.version !== version)
  const said = index.byTarget(id).filter((edge) => !isOfOther(edge))
  return [
    madeText(index, id),
    goodnessText(index, id),
    approvalText(
      index,
      said.filter(({ edge, role }) => edge === 'acted-for' && role === 'approver'),
    ),
    liveText(said.filter(({ edge, share }) => edge === 'points' && share !== 0)),
  ].filter((text) => text !== undefined)
}

function madeText(index: LineageIndex, id: NodeId): string {
  const writes = writesOf(index, id)
  const [write, ...others] = writes
  const sources = rawSources(index, id)
  const isAll = index.lineage.withheld.nodes === 0
  const from = sources === 0 ? '' : `, from ${isAll ? '' : 'at least '}${counted(sources, 'raw source')}`
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

/** Data upstream that no recorded run made, and that was derived from nothing. */
function rawSources(index: LineageIndex, id: NodeId): number {
  const seen = new Set<NodeId>([id])
  let count = 0
  // Artifacts are added while this goes over them.
  for (const artifact of seen) {
    const runs = writesOf(index, artifact)
    const bases = index.bySource(artifact).filter(({ edge }) => edge === 'derived')
    const reads = runs.flatMap(({ source }) => index.bySource(source).filter(isData))
    if (artifact !== id && runs.length + bases.length === 0) count++
    for (const { target } of [...bases, ...reads]) seen.add(index.nameOf(target))
  }
  return count
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

function approvalText(index: LineageIndex, edges: readonly LineageEdge[]): string | undefined {
  const texts = edges.map(({ source, at, origin, selector }) => {
    const note = typeof selector?.note === 'string' ? `: “${selector.note}”` : ''
    const when = at === undefined ? '' : ` on ${timeText(at)}`
    return `${marked(`${labelOf(index, index.nameOf(source))}${when}`, origin)}${note}`
  })
  return texts.length === 0 ? 'No approval is on record.' : `Approved by ${texts.join(', and by ')}.`
}

function liveText(edges: readonly LineageEdge[]): string | undefined {
  const texts = edges.map(({ slot = '', role, from, at, origin }) => {
    const since = from ?? at
    const name = role === undefined || role === 'deployment' ? slot : `${role} ${slot}`
    return marked(`${name}${since === undefined ? '' : ` since ${timeText(since)}`}`, origin)
  })
  return texts.length === 0 ? 'It is live nowhere.' : `Live in ${texts.join(' and in ')}.`
}
