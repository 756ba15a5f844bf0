import { erasedIn, meantIn } from '../domain/completeness.ts'
import { flows } from '../domain/flow.ts'
import { instantOf } from '../domain/time.ts'
import type { Shown } from '../lineage/answers/shown.ts'
import type { LineageEdge, LineageFact, LineageNode } from '../lineage/lineage.ts'
import { assignmentsOf, liveAt } from '../lineage/live.ts'
import { isMember } from '../lineage/made-in-folder.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../lineage/standing.ts'
import { type Said, versionMeant } from '../lineage/version-meant.ts'
import { readEdgesAbove, readEdgesBelow } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { defined } from './answers/defined.ts'
import { calledById, describeEdges, describeFacts, describeNodes, namesOf } from './answers/describe.ts'
import { withKinds } from './answers/kinds.ts'
import { rootWriter } from './answers/last-writers.ts'
import { withWhose } from './answers/whose-metrics.ts'
import { type Moment, momentOf, type Times } from './moment.ts'
import type { Meaning } from './references/meaning.ts'
import { nameOfMet } from './references/met-as.ts'
import { resolve } from './references/reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import type { Called } from './trace.ts'

/** A code edge or a hub can touch millions: what one answer shows. */
const edgesShown = 500
const allFlows = Object.values(flows)

/** What is live in the slots that the given edges speak of: an assignment that another replaced is not. */
async function livePointsAround(
  snapshot: Snapshot,
  moment: Moment,
  edges: readonly StandingEdge[],
): Promise<StandingEdge[]> {
  const assets = edges.filter(({ flow }) => flow === flows.points).map(({ source }) => source)
  const points = standingEdges(await readEdgesAbove(snapshot, [...new Set(assets)], [flows.points]), moment.stands)
  return liveAt(assignmentsOf(points), moment.asOf).flatMap(({ targets }) => targets)
}

/** Who wrote last where content lies that no recorded run made. What is in a folder may have been written with that. */
async function writerBefore(
  snapshot: Snapshot,
  moment: Moment,
  { id, node, place, metAt = moment.asOf }: Meaning,
  edges: readonly LineageEdge[],
): Promise<Pick<Shown, 'wroteLast'>> {
  if (edges.some((edge) => isMember(edge) && edge.source === id)) return {}
  return rootWriter(snapshot, moment, { root: node, id, at: metAt, ...defined({ place }) }, edges)
}

/** What is on record about one thing: its attributes, its edges in both directions and its facts. */
export function show(
  store: ReadableStore,
  { reference, called, ...times }: Times & Called & { reference: string },
  surroundings: Surroundings,
): Promise<Shown> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const meaning = await resolve(snapshot, reference, { moment, store, surroundings, question: 'show', called })
    const { node, asset, assetNode, version, among } = meaning
    const stated = [
      ...(await readEdgesAbove(snapshot, [node], allFlows)),
      ...(await readEdgesBelow(snapshot, [node], allFlows)),
    ]
    const standing = standingEdges(stated, moment.stands)
    const live = new Set((await livePointsAround(snapshot, moment, standing)).flatMap(({ statements }) => statements))
    // A folder has many files and few who wrote or read it: what is cut are files.
    const touching = standing
      .filter(
        (edge) =>
          isTrueAt(edge, moment.asOf) && (edge.flow !== flows.points || edge.statements.some((each) => live.has(each))),
      )
      .sort((a, b) => Number(a.flow === flows.member) - Number(b.flow === flows.member))
    const shown = touching.slice(0, edgesShown)
    const ends = [...new Set([...shown.flatMap(({ source, target }) => [source, target]), assetNode ?? node])]
    const described = await describeNodes(
      snapshot,
      moment,
      [node, ...ends].map((end) => ({ node: end, depth: end === node ? 0 : 1 })),
    )
    const [itself] = await withKinds(snapshot, moment, [node], described.slice(0, 1))
    const name = await nameOfMet(snapshot, moment, meaning)
    const ids = await namesOf(snapshot, ends)
    const edges = await describeEdges(snapshot, shown)
    const facts = await withWhose(snapshot, moment, [node], await describeFacts(snapshot, moment, [node]))
    const meant = await calledById(snapshot, moment, assetsIn(edges, facts))
    const { wroteLast } = await writerBefore(snapshot, moment, meaning, edges)
    const versions = Map.groupBy(
      touching.filter(({ flow, number }) => flow === flows.version && number !== undefined),
      ({ target, number }) => `${target} ${number}`,
    )
    return {
      node: { ...itself, ...(name === undefined ? {} : { name }) } as LineageNode,
      ...defined({ asset, version, among }),
      ...meantIn(meaning),
      asOf: instantOf(moment.asOf),
      knownAt: moment.knownAt,
      ...defined({ wroteLast }),
      edges,
      withheld: touching.length - shown.length,
      ...erasedIn(moment),
      facts: [...facts],
      names: Object.fromEntries([
        ...meant,
        ...described.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const])),
      ]),
      conflicts: [...versions.values()].flatMap(([first, ...others]) =>
        first === undefined || others.every(({ source }) => source === first.source)
          ? []
          : {
              asset: ids.get(first.target) ?? '',
              number: first.number ?? 0,
              artifacts: [first, ...others].map(({ source }) => ids.get(source) ?? ''),
            },
      ),
    }
  })
}

/** The names that approvals, notes and tags say theirs is of. */
function assetsIn(edges: readonly LineageEdge[], facts: readonly LineageFact[]): string[] {
  const said = [...edges, ...facts.filter(({ type }) => type === 'facet')] as Said[]
  return said.flatMap((each) => versionMeant(each).asset ?? [])
}
