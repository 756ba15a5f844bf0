import { flows } from '../../domain/flow.ts'
import { entryOf } from '../../domain/statement-number.ts'
import { instantOf } from '../../domain/time.ts'
import type { Lineage } from '../../lineage/lineage.ts'
import { isTrueAt, type StandingEdge, standingEdges } from '../../lineage/standing.ts'
import { versionMeant } from '../../lineage/version-meant.ts'
import { contentOf } from '../../lineage/walk/content.ts'
import { isReachedAs, type Registration } from '../../lineage/walk/registration.ts'
import { sightOf } from '../../lineage/walk/sight.ts'
import type { Walk } from '../../lineage/walk/walk.ts'
import type { Closure } from '../../store/closure.ts'
import { readEdgesBelow, readEntries } from '../../store/describing.ts'
import { findPlace } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { describeNodes, namesOf } from './describe.ts'

/** A version as it was registered: of which content, under which name, when, and at which place. */
export type Registered = {
  readonly artifact: number
  readonly asset: number
  readonly number: number
  readonly at: number | undefined
  readonly recordedAt: number | undefined
  readonly place: string | undefined
  readonly statements: readonly number[]
}

/** Every version that some content is at a moment. */
export async function registeredOf(
  snapshot: Snapshot,
  moment: Moment,
  artifacts: readonly number[],
): Promise<Registered[]> {
  const stated = await readEdgesBelow(snapshot, artifacts, [flows.version])
  const edges = standingEdges(stated, moment.stands).filter((edge) => isTrueAt(edge, moment.asOf))
  const entries = await readEntries(snapshot, [...new Set(edges.flatMap(({ statements }) => statements.map(entryOf)))])
  const timeOf = new Map(entries.map(({ number, time }) => [number, time]))
  return edges.flatMap(({ source, target, number, at, from, place, statements }) => {
    if (number === undefined) return []
    const recordedAt = timeOf.get(entryOf(statements[0] ?? 0))
    return [{ artifact: source, asset: target, number, at: from ?? at, recordedAt, place, statements }]
  })
}

/** A place where nothing was read or written has no number in the store. */
const unnumbered = -1

export async function numberOfPlace(snapshot: Snapshot, { graph }: Closure, place: string): Promise<number> {
  const number = (await findPlace(snapshot, place)) ?? unnumbered
  graph.places.set(number, place)
  return number
}

/** A version as a walk starts from it. */
export async function registrationIn(
  snapshot: Snapshot,
  closure: Closure,
  { at, recordedAt, place }: Registered,
): Promise<Registration> {
  return { at, recordedAt, place: place === undefined ? undefined : await numberOfPlace(snapshot, closure, place) }
}

/** Versions that an answer comes to by their bytes alone: the statements that register them, and what is said of them. */
export type VersionsBeside = {
  readonly statements: readonly number[]
  /** Whether an edge says where one of them is live, or who approved it. */
  readonly isSaidOf: (edge: StandingEdge) => boolean
}
export const nothingBeside: VersionsBeside = { statements: [], isSaidOf: () => false }

/**
 * Of the content that a walk down from `root` came to, the versions that other writes made than those on its way. What is
 * asked for itself is all that its bytes are, since wrong bytes are wrong everywhere.
 */
export async function versionsBeside(
  snapshot: Snapshot,
  { closure, walk, moment }: { closure: Closure; walk: Walk; moment: Moment },
  { root, numbers }: { root: number; numbers: readonly number[] },
): Promise<VersionsBeside> {
  const { graph, numberOf } = closure
  const sight = sightOf(graph, moment)
  const edges = new Set(walk.edges)
  const asked = contentOf(sight, numberOf.get(root) ?? 0).names
  const beside: Registered[] = []
  for (const version of await registeredOf(snapshot, moment, numbers)) {
    const node = numberOf.get(version.artifact)
    if (node === undefined || asked.has(node)) continue
    const registration = await registrationIn(snapshot, closure, version)
    if (!isReachedAs(sight, { node, edges }, registration)) beside.push(version)
  }
  if (beside.length === 0) return nothingBeside
  const assets = await namesOf(snapshot, [...new Set(beside.map(({ asset }) => asset))])
  const keys = new Set(beside.map(({ asset, artifact, number }) => `${assets.get(asset)} ${artifact} ${number}`))
  return {
    statements: beside.flatMap(({ statements }) => statements),
    isSaidOf: ({ flow, source, target, selector }) => {
      const isSlot = flow === flows.points
      const said = { ...(isSlot ? { edge: 'points' as const, source: assets.get(source) ?? '' } : {}), selector }
      const { asset, version } = versionMeant(said)
      return (isSlot || flow === flows.acted) && keys.has(`${asset} ${target} ${version}`)
    },
  }
}

type Remakes = { readonly closure: Closure; readonly walk: Walk; readonly registered: Registered | undefined }

/** How often the bytes of a version were made beside what made it, and who did so last after it was registered. */
export async function madeAgain(
  snapshot: Snapshot,
  moment: Moment,
  { closure: { graph, ids }, walk: { remakes, edges }, registered }: Remakes,
): Promise<Lineage['madeAgain']> {
  // Who made what was then copied to the place of the version is on its way, and no remake.
  const followed = new Set(edges)
  const madeBy = (edge: number) => `${graph.upstream[edge]} ${graph.downstream[edge]}`
  // A run that wrote them under a second name made them once.
  const makers = new Set(Array.from(edges, madeBy))
  const others = [...remakes].filter((write) => !followed.has(write) && !makers.has(madeBy(write)))
  if (others.length === 0) return undefined
  const by = registered?.at ?? Number.POSITIVE_INFINITY
  const isAfter = (write: number) => (graph.at[write] ?? Number.NaN) > by
  const after = others.filter(isAfter).sort((a, b) => (graph.at[a] ?? 0) - (graph.at[b] ?? 0))
  const counts = { before: others.length - after.length, after: after.length }
  const last = after.at(-1)
  if (last === undefined) return counts
  const run = ids[graph.upstream[last] ?? 0] ?? 0
  const [described] = await describeNodes(snapshot, moment, [{ node: run, depth: 0 }])
  if (described === undefined) return counts
  const { id, name, kind } = described
  return { ...counts, last: { run: id, name: name ?? kind ?? id, at: instantOf(graph.at[last] ?? 0) } }
}
