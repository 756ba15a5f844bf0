import { hash } from 'node:crypto'
import { erasedIn, isWhole, meantIn } from '../domain/completeness.ts'
import { flows } from '../domain/flow.ts'
import { nodeTypeOf } from '../domain/id.ts'
import { isReserved } from '../domain/said-by.ts'
import { nameText } from '../domain/short-id.ts'
import { entryOf } from '../domain/statement-number.ts'
import { instantOf } from '../domain/time.ts'
import { noteFacet, origins } from '../domain/vocabulary.ts'
import type { History, HistoryEvent } from '../lineage/answers/history.ts'
import type { StatedEdge } from '../lineage/standing.ts'
import { type EdgeRow, type FacetRow, readEdgesAbove, readEdgesBelow, readFacets } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { defined } from './answers/defined.ts'
import { calledById, calledIn, describeNodes, namesOf, statementId } from './answers/describe.ts'
import { selectorOf, sentenceOf, sentenceOfFacet } from './answers/history-sentence.ts'
import { readsOfChanged } from './answers/last-writers.ts'
import { timesOf } from './answers/statement-times.ts'
import { takenBack } from './answers/taken-back.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import { eventsShown, type Page, type Paged, pageOf } from './page.ts'
import { resolve } from './references/reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * What was said of something over time: of a model its versions, where they were live, who approved them; of an
 * artifact who made, read and named it. Retracted statements stay, with what took them back. The last thousand of them.
 */
export async function history(
  store: ReadableStore,
  question: Times & { reference: string },
  surroundings: Surroundings,
): Promise<History> {
  const { items, next, ...same } = await historyPage(store, { ...question, page: { limit: eventsShown } }, surroundings)
  return { ...same, complete: isWhole(next, same), events: items.toReversed() }
}

/** A part of the same, the last event first. */
export function historyPage(
  store: ReadableStore,
  { reference, page, ...times }: Times & { reference: string; page: Page },
  surroundings: Surroundings,
): Promise<Paged<HistoryEvent> & Omit<History, 'events' | 'complete'>> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const meaning = await resolve(snapshot, reference, { moment, store, surroundings, question: 'history' })
    const { id, node, asset, assetNode, version } = meaning
    if (meaning.note !== undefined) surroundings.warn(meaning.note)
    // Also the id of a name asks for the whole of its story.
    const story = nodeTypeOf(id) === 'asset' ? { asset: id, node } : { asset, node: assetNode ?? node }
    const whole = story.asset !== undefined && !reference.endsWith(`@${version}`)
    const edges = whole ? await edgesOfAsset(snapshot, moment, story.node) : await edgesOfNode(snapshot, moment, node)
    const facets = (await readFacets(snapshot, subjects(whole ? story.node : node, edges))).filter(
      ({ name, selector }) =>
        (name.startsWith('tag:') || name === noteFacet || isReserved(name)) &&
        (!whole || isOfAsset(selector, story.asset)),
    )
    const changed = whole ? new Map() : await readsOfChanged(snapshot, moment, meaning, edges)
    const events = await describe(snapshot, moment, {
      edges,
      facets: await saidByThen(snapshot, moment, facets),
      changed,
    })
    return {
      ...pageOf(events.toReversed(), keyOfEvent, page),
      subject: whole ? (story.asset ?? id) : id,
      ...defined({ name: whole ? (await calledIn(snapshot, moment, [story.node])).get(story.node) : undefined }),
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      ...meantIn(meaning),
      ...erasedIn(moment),
    }
  })
}

/** One statement can tell of several files. */
const keyOfEvent = ({ statement, sentence }: HistoryEvent): string =>
  hash('sha256', `${statement} ${sentence}`, 'hex').slice(0, 32)

/** What was known at a moment, and true by then; what was taken back is part of a story, too. */
async function saidByThen<Said extends EdgeRow | FacetRow>(
  snapshot: Snapshot,
  moment: Moment,
  rows: readonly Said[],
): Promise<Said[]> {
  const known = rows.filter(({ statement }) => statement < moment.knownBefore)
  const { timeOf } = await timesOf(snapshot, moment, known)
  return known.filter((row) => timeOf(row) <= moment.asOf)
}

/** What only later became a version of a name, or was pointed to by it, is no part of its story yet. */
async function edgesOfAsset(snapshot: Snapshot, moment: Moment, asset: number): Promise<EdgeRow[]> {
  const own = await edgesOfNode(snapshot, moment, asset)
  const named = own.filter(({ flow }) => flow === flows.version || flow === flows.points)
  const artifacts = [...new Set(named.map(({ upstream }) => upstream))]
  const [id] = (await namesOf(snapshot, [asset])).values()
  const beside = await readEdgesAbove(snapshot, artifacts, [flows.acted, flows.generated])
  const ofAsset = beside.filter(({ selector }) => isOfAsset(selector, id))
  return [...own, ...(await saidByThen(snapshot, moment, ofAsset))]
}

/** Of content with several names what is said of one of them is no story of another. */
function isOfAsset(selector: string | undefined, asset: string | undefined): boolean {
  const { asset: meant } = selectorOf(selector)
  return meant === undefined || meant === asset
}

async function edgesOfNode(snapshot: Snapshot, moment: Moment, node: number): Promise<EdgeRow[]> {
  const all = Object.values(flows)
  const both = [...(await readEdgesAbove(snapshot, [node], all)), ...(await readEdgesBelow(snapshot, [node], all))]
  return saidByThen(
    snapshot,
    moment,
    both.filter(({ mirror }) => mirror === 0),
  )
}

function subjects(node: number, edges: readonly StatedEdge[]): number[] {
  return [...new Set([node, ...edges.filter(({ flow }) => flow === flows.version).map(({ upstream }) => upstream)])]
}

type Rows = {
  readonly edges: readonly EdgeRow[]
  readonly facets: readonly FacetRow[]
  /** By read, the run that had written other bytes there before. */
  readonly changed: ReadonlyMap<number, string>
}

async function describe(snapshot: Snapshot, moment: Moment, { edges, facets, changed }: Rows): Promise<HistoryEvent[]> {
  const rows = [...edges, ...facets]
  const { entries, timeOf } = await timesOf(snapshot, moment, rows)
  const names = await calledNames(snapshot, moment, [
    ...new Set(edges.flatMap(({ upstream, downstream }) => [upstream, downstream])),
  ])
  const meant = rows.flatMap(({ selector }) => selectorOf(selector).asset ?? [])
  const assets = await calledById(snapshot, moment, meant)
  const retractions = await takenBack(
    snapshot,
    moment,
    rows.map(({ statement }) => statement),
  )
  const events = rows.map((row) => {
    const entry = entries.get(entryOf(row.statement))
    return defined({
      at: instantOf(timeOf(row)),
      recordedAt: instantOf(entry?.time ?? 0),
      entry: entryOf(row.statement),
      statement: statementId(entries, row.statement),
      agent: entry?.agent,
      via: entry?.via ?? '',
      origin: origins[row.origin] ?? 'declared',
      sentence:
        'flow' in row
          ? sentenceOf(row, { names, assets, before: changed.get(row.statement) })
          : sentenceOfFacet(row, assets),
      retracted: retractions.get(row.statement),
    })
  })
  const textOf = ({ statement, sentence }: HistoryEvent) => `${statement} ${sentence}`
  return events.sort((a, b) => compare(a.at, b.at) || a.entry - b.entry || compare(textOf(a), textOf(b)))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** What sentences call nodes: runs and assets by name, content by its digest, which is what a sentence is about. */
async function calledNames(snapshot: Snapshot, moment: Moment, nodes: readonly number[]): Promise<Map<number, string>> {
  const described = await describeNodes(
    snapshot,
    moment,
    nodes.map((node) => ({ node, depth: 0 })),
  )
  return new Map(
    described.map(({ id, type, name }, index) => [
      nodes[index] ?? 0,
      type === 'run' ? (name ?? id) : type === 'artifact' ? id : nameText({ id, name }),
    ]),
  )
}
