import { isUnpinned, type NodeId, nodeTypeOf } from '../../domain/id.ts'
import { bytesText, countText, shareText, timeText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { smallBytes } from '../../domain/small-content.ts'
import type { Instant } from '../../domain/time.ts'
import { tagText } from '../../domain/value-text.ts'
import { gapText } from '../../lineage/gaps.ts'
import type { Lineage, LineageEdge } from '../../lineage/lineage.ts'
import {
  alikeVersionsOf,
  folderPartOf,
  kindOf,
  labelOf,
  pathOf,
  pathsOf,
  versionsOf,
} from '../../lineage/node-names.ts'
import { otherMeantIn } from '../../lineage/version-meant.ts'
import { marked } from './marked.ts'
import { type Span, span } from './span.ts'
import type { Telling } from './telling.ts'
import { type Block, type Heading, remarkBlock } from './tree-lines.ts'

/** The words for how a fact is known; what was seen needs none. */
export function originMarks(...origins: readonly (string | undefined)[]): Span[] {
  const marked = [...new Set(origins)].filter((origin) => origin !== undefined && origin !== 'observed')
  return marked.map((origin) => span(String(origin), 'yellow'))
}

/** A line about content: what it is called, kind, size, digest, which part of it was meant, how all this is known. */
export function artifactHeading(telling: Telling, id: NodeId, via: LineageEdge | undefined, lead?: string): Heading {
  const { index } = telling
  const node = index.nodes.get(id)
  // Of a run that was told above, this heading does not come to be shown with its details.
  if (nodeTypeOf(id) === 'artifact')
    for (const { edge, target } of index.bySource(id)) if (edge === 'version-of') mentionNamed(telling, target)
  const label = labelOf(index, id, via)
  const kind = kindOf(index, id)
  const versions = versionsOf(index, id)
  const path = pathOf(via) ?? pathsOf(index, id)[0] ?? node?.name
  const isRoot = id === index.lineage.root
  return {
    lead,
    name: span(label, isRoot ? 'bold' : 'cyan'),
    details: [
      ...versions.filter((version) => version !== label).map((version) => span(`also ${version}`)),
      ...alikeVersionsOf(index, id).map((version) => span(`the same bytes as ${version}`)),
      ...(versions.length > 0 && path !== undefined && path !== label ? [span(path)] : []),
      ...(kind === undefined || (kind === 'dataset' && !isRoot) ? [] : [span(kind)]),
      ...(node?.bytes === undefined ? [] : [span(bytesText(node.bytes))]),
      ...digestOf(id, label),
      ...partsOf(via),
      ...originMarks(via?.origin, node?.origin),
      ...(via?.sameBytes === true ? [span('same bytes', 'yellow')] : []),
    ],
  }
}

/** What a run met is called after that run, which is told where it was met. */
const ofRun = /\.\d{8}T\d{9}Z-[0-9a-f]{12}$/

function digestOf(id: NodeId, label: string): Span[] {
  if (isUnpinned(id)) {
    const [system, name] = [id.slice('unpinned:'.length, id.indexOf('/')), id.slice('unpinned:'.length)]
    const where = label !== shortId(id) ? name : ofRun.test(system) ? undefined : system
    return [...(where === undefined ? [] : [span(where)]), span('no digest', 'yellow')]
  }
  return label === shortId(id) ? [] : [span(shortId(id), 'dim')]
}

/** Which part of the content an edge means: `3 files`, `12 columns`, `rows 0-999`. */
function partsOf(via: LineageEdge | undefined): Span[] {
  const folderPart = via && folderPartOf(via)
  const parts = Object.entries(via?.selector ?? {}).flatMap(([name, part]) => {
    if (name === 'path' || name === 'version' || (folderPart && (name === 'files' || name === 'of'))) return []
    const count = Array.isArray(part) ? part.length : Object.keys(Object(part)).length
    if (typeof part === 'object' && part !== null) return [span(`${countText(count)} ${name}`)]
    return [span(`${name} ${String(part)}`)]
  })
  return folderPart === undefined ? parts : [span(folderPart), ...parts]
}

/** Why nothing is told of where content comes from. */
export function sourceMark(telling: Telling, id: NodeId, via: LineageEdge | undefined): Span {
  const { index } = telling
  const bytes = index.nodes.get(id)?.bytes
  const wroteLast = via === undefined && id === index.lineage.root ? index.lineage.wroteLast : via?.wroteLast
  if (index.lineage.withheld.nodes > 0) return span('what made it is not among what is shown', 'yellow')
  if (wroteLast !== undefined && isUnpinned(id)) {
    return span(gapText(id, wroteLast), 'yellow')
  }
  if (wroteLast?.mayHaveMade === true) {
    return span(`source unknown: ${gapText(id, wroteLast)}`, 'yellow')
  }
  if (bytes !== undefined && bytes < smallBytes) return span('source: too small to tell by its bytes what made it')
  if (wroteLast !== undefined) {
    return span(`source: no recorded run made it; ${gapText(id, wroteLast)}`, 'yellow')
  }
  if (telling.hasSaidSource) return span('source')
  telling.hasSaidSource = true
  return span('source: no recorded run made it')
}

/** What is said of content beyond where it comes from: other names, where it is live, who stands for it, tags. */
export function artifactNotes(telling: Telling, id: NodeId): Block[] {
  const { index } = telling
  const live = index.byTarget(id).filter(({ edge, share }) => edge === 'points' && share !== 0)
  return [
    ...sameBlocks(telling, id),
    ...(id === index.lineage.root ? madeAgainBlocks(index.lineage) : []),
    ...live.map((edge) => pointBlock(telling, edge)),
    ...agentBlocks(telling, id),
    ...tagBlocks(telling, id),
  ]
}

/** Whoever made the bytes of a version, too, in one line, however many nights they were made again. */
function madeAgainBlocks({ madeAgain }: Lineage): Block[] {
  if (madeAgain === undefined) return []
  const { before, after, last } = madeAgain
  const by = last === undefined ? '' : `, last ${last.at === undefined ? '' : `${timeText(last.at)} `}by ${last.name}`
  const pieces = [
    ...(before === 0 ? [] : [span(`the same bytes were made ${timesText(before)} before`)]),
    ...(after === 0 ? [] : [span(`the same bytes were made again ${timesText(after)}${by}`)]),
  ]
  return [remarkBlock(pieces)]
}

const timesText = (count: number) => (count === 1 ? 'once' : `${countText(count)} times`)

/** People and assets are told by naming them; anything else that stands in their place deserves a line of its own. */
function mentionNamed({ mentioned }: Telling, id: NodeId): void {
  if (nodeTypeOf(id) === 'agent' || nodeTypeOf(id) === 'asset') mentioned.add(id)
}

/** The other names of what was found to be one thing. */
export function sameBlocks({ index, mentioned }: Telling, id: NodeId): Block[] {
  const [, ...others] = index.namesOf(id)
  for (const name of others) mentioned.add(name)
  return others.length === 0 ? [] : [remarkBlock(others.map((name) => span(`the same as ${shortId(name)}`)))]
}

/** `live in production since 2026-11-25 09:00 UTC, 100 % (declared)`; an alias or a stage by its own name. */
export function pointBlock(telling: Telling, edge: LineageEdge): Block {
  const { index } = telling
  mentionNamed(telling, edge.source)
  const { role, slot = '', share, from, at, until, origin, target } = edge
  const since = from ?? at
  const other = otherMeantIn(index, target, edge)
  const words = [
    role === 'deployment' || role === undefined ? `live in ${slot}` : `${role} ${slot}`,
    other === undefined ? undefined : `as ${other}`,
    since === undefined ? undefined : `since ${timeText(since)}`,
  ]
  const pieces = [
    words.filter((word) => word !== undefined).join(' '),
    ...(share === undefined ? [] : [shareText(share)]),
    ...(until === undefined ? [] : [`until ${timeText(until)}`]),
  ]
  const last = pieces.length - 1
  return remarkBlock(
    pieces.map((text, index) => span(index === last ? marked(text, origin) : text, 'green')),
    ', ',
  )
}

/** People and services behind content: `approved by bo · 2026-11-24 16:20 UTC · their note`. */
function agentBlocks(telling: Telling, id: NodeId): Block[] {
  const edges = telling.index.byTarget(id).filter(({ edge }) => edge === 'acted-for')
  return edges.map((edge) => {
    const { at, selector } = edge
    const note = typeof selector?.note === 'string' ? [span(`“${selector.note}”`)] : []
    const said = agentText(telling, edge, otherMeantIn(telling.index, id, edge))
    return remarkBlock([span(said), ...timePieces(at), ...note])
  })
}

const timePieces = (at: Instant | undefined) => (at === undefined ? [] : [span(timeText(at))])

/**
 * `approved by bo`, `by ann (declared)`, `owner ops`.
 * @param other the name under which it was approved, where that is another one: `approved as shadow@1 by bo`.
 */
export function agentText(telling: Telling, { source, role, origin }: LineageEdge, other?: string): string {
  mentionNamed(telling, source)
  const name = nodeTypeOf(source) === 'artifact' ? shortId(source) : labelOf(telling.index, source)
  if (role === 'approver') return marked(`approved${other === undefined ? '' : ` as ${other}`} by ${name}`, origin)
  if (role === 'author' || role === undefined) return marked(`by ${name}`, origin)
  return marked(`${role} ${name}`, origin)
}

function tagBlocks(telling: Telling, id: NodeId): Block[] {
  const tags = telling.index.factsOf(id).flatMap((fact) => {
    if (fact.type !== 'facet' || !fact.name.startsWith('tag:')) return []
    const text = span(`${fact.name.slice('tag:'.length)} = ${tagText(fact.body)}`)
    return [{ text, of: otherMeantIn(telling.index, id, fact) }]
  })
  return [...Map.groupBy(tags, ({ of }) => of)].map(([of, said]) =>
    remarkBlock([span(of === undefined ? 'tagged' : `${of} tagged`), ...said.map(({ text }) => text)]),
  )
}
