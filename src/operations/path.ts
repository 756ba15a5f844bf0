import { erasedIn, type Meant, meantBoth, meantIn } from '../domain/completeness.ts'
import { flows } from '../domain/flow.ts'
import type { NodeId } from '../domain/id.ts'
import { instantOf } from '../domain/time.ts'
import type { Paths } from '../lineage/answers/paths.ts'
import type { Lineage } from '../lineage/lineage.ts'
import { indexLineage } from '../lineage/lineage-index.ts'
import { labelOf } from '../lineage/node-names.ts'
import { isTrueAt, standingEdges } from '../lineage/standing.ts'
import { waysUp } from '../lineage/walk/ways.ts'
import { type Closure, readClosure } from '../store/closure.ts'
import { readEdgesBelow } from '../store/describing.ts'
import type { Snapshot } from '../store/port.ts'
import { defined } from './answers/defined.ts'
import { describeEdges, describeNodes, namesOf } from './answers/describe.ts'
import { edgesTaken } from './answers/edges-taken.ts'
import { type Moment, momentOf } from './moment.ts'
import { askedIn, flowing, registeredAs, versionNamed } from './references/asked.ts'
import type { Meaning } from './references/meaning.ts'
import { resolve } from './references/reference.ts'
import type { ReadableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'
import { nodesReached } from './trace.ts'
import type { Between } from './verbs.ts'

/** More tell nothing more of how one thing comes from the other. */
const waysShown = 10

/** The shortest ways on which one of two things comes from the other, whichever of them was named first. */
export function path(store: ReadableStore, { a, b, ...times }: Between, surroundings: Surroundings): Promise<Paths> {
  return store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, times, surroundings.nowMs())
    const meant = async (reference: string, field: string) => {
      const found = await resolve(snapshot, reference, { moment, store, surroundings, field })
      const meaning = await flowing(snapshot, moment, found)
      if (meaning.note !== undefined) surroundings.warn(meaning.note)
      return { ...meaning, asked: reference }
    }
    const [one, other] = [await meant(a, '/a'), await meant(b, '/b')]
    const reach = store.reach ?? readClosure
    const closure = await reach(snapshot, [one.node, other.node], 'upstream', nodesReached)
    const about = meantBoth(one, other)
    const down = await describe(snapshot, moment, closure, { above: one, below: other, about })
    if (down.ways.length > 0) return down
    const up = await describe(snapshot, moment, closure, { above: other, below: one, about })
    return up.ways.length > 0 ? up : down
  })
}

type End = Meaning & { readonly asked: string }
type Ends = { readonly above: End; readonly below: End; readonly about: Meant }

async function describe(
  snapshot: Snapshot,
  moment: Moment,
  closure: Closure,
  { above, below, about }: Ends,
): Promise<Paths> {
  const number = ({ node }: Meaning) => closure.numberOf.get(node) ?? 0
  const asked = await askedIn(snapshot, closure, below, await registeredAs(snapshot, moment, below))
  const ends = { above: number(above), below: number(below) }
  const { ways, isAll, walk } = waysUp(closure, ends, moment, waysShown, asked)
  const idOf = (node: number) => closure.ids[node] ?? 0
  const nodes = [...new Set([above.node, ...ways.flatMap((way) => way.map(idOf)), below.node])]
  const { edges } = await edgesTaken(snapshot, closure, walk, moment, new Set(nodes))
  const names = await namesOf(snapshot, nodes)
  const told = {
    nodes: await describeNodes(
      snapshot,
      moment,
      nodes.map((node) => ({ node, depth: 0 })),
    ),
    edges: await describeEdges(snapshot, edges),
  }
  const labelFor = await labelling(snapshot, moment, nodes, told)
  const [labelAbove, label] = [await labelFor(above), await labelFor(below)]
  return {
    from: above.id,
    to: below.id,
    called: { from: labelAbove(above.id), to: label(below.id) },
    names: Object.fromEntries(told.nodes.map(({ id }) => [id, label(id)])),
    asOf: instantOf(moment.asOf),
    knownAt: moment.knownAt,
    ...meantIn(about),
    complete: isAll && !closure.cut && moment.erased === 0 && about.instead === undefined,
    ...erasedIn(moment),
    ways: ways.map((way) => way.map((node) => names.get(idOf(node)) ?? '')),
    ...told,
  }
}

/** What `trace` would call the nodes of an answer: versions by name and number, what an end was asked for by its path so. */
async function labelling(
  snapshot: Snapshot,
  moment: Moment,
  numbers: readonly number[],
  { nodes, edges }: Pick<Paths, 'nodes' | 'edges'>,
) {
  const stated = await readEdgesBelow(snapshot, numbers, [flows.version])
  const versions = standingEdges(stated, moment.stands).filter((edge) => isTrueAt(edge, moment.asOf))
  const assets = [...new Set(versions.map(({ target }) => target))].map((node) => ({ node, depth: 0 }))
  const lineage = {
    ...{ question: 'trace' as const, asOf: instantOf(moment.asOf), knownAt: moment.knownAt, complete: true, facts: [] },
    withheld: { nodes: 0, edges: 0 },
    nodes: [...nodes, ...(await describeNodes(snapshot, moment, assets))],
    edges: [...edges, ...(await describeEdges(snapshot, versions))],
  }
  return async (end: End) => {
    const version = await versionNamed(snapshot, moment, end)
    const found = defined({ version, place: end.place, called: end.called }) as Pick<
      Lineage,
      'version' | 'place' | 'called'
    >
    const index = indexLineage({ ...lineage, root: end.id, asked: end.asked, ...found })
    return (id: NodeId) => labelOf(index, id)
  }
}
