import { edgeOfFlow, type Flow, flows } from '../domain/flow.ts'
import { type EdgeKind, type Origin, origins } from '../domain/vocabulary.ts'

/** One statement of an edge, as the tables hold it: ends are the store's numbers, times ms since 1970. */
export type StatedEdge = {
  readonly statement: number
  readonly mirror: number
  readonly flow: Flow
  readonly upstream: number
  readonly downstream: number
  readonly role?: string | undefined
  readonly slot?: string | undefined
  readonly selector?: string | undefined
  readonly number?: number | undefined
  readonly share?: number | undefined
  readonly place?: string | undefined
  readonly witnesses?: string | undefined
  readonly at?: number | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly origin: number
}

/** An edge with all the statements that say it. */
export type StandingEdge = {
  readonly edge: EdgeKind
  readonly flow: Flow
  readonly source: number
  readonly target: number
  readonly role: string | undefined
  readonly slot: string | undefined
  readonly selector: Record<string, unknown> | undefined
  readonly number: number | undefined
  readonly share: number | undefined
  readonly place: string | undefined
  readonly witnesses: readonly string[]
  readonly at: number | undefined
  readonly from: number | undefined
  /** The earliest end that a standing statement gives it. */
  readonly until: number | undefined
  readonly origin: Origin
  readonly statements: readonly number[]
}

/**
 * Folds statements into edges: those with one key (source, target, kind, role, slot, selector, number, `from`) are one
 * edge, which ends at the earliest `until` and is as well known as its best statement. A revision at a place is true of one
 * write, so that its place and time tell it apart. Mirrors are left out.
 * @param stands says which statements are known and not retracted.
 */
export function standingEdges(stated: readonly StatedEdge[], stands: (statement: number) => boolean): StandingEdge[] {
  const groups = new Map<string, Map<number, StatedEdge>>()
  for (const edge of stated) {
    if (edge.mirror !== 0 || !stands(edge.statement)) continue
    const { flow, upstream, downstream, role, slot, selector, number, since, place, at } = edge
    const write = flow === flows.derived && place !== undefined ? [place, at] : []
    const key = JSON.stringify([flow, upstream, downstream, role, slot, selector, number, since, ...write])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, new Map([[edge.statement, edge]]))
    else group.set(edge.statement, edge)
  }
  return [...groups.values()].map((group) => foldEdge([...group.values()]))
}

function foldEdge(group: readonly StatedEdge[]): StandingEdge {
  const [best = group[0]] = [...group].sort(byStanding)
  if (best === undefined) throw new Error('a group of statements is never empty')
  const { edge, source } = edgeOfFlow[best.flow]
  const untils = group.flatMap(({ until }) => (until === undefined ? [] : [until]))
  return {
    edge,
    flow: best.flow,
    source: best[source],
    target: source === 'upstream' ? best.downstream : best.upstream,
    role: best.role,
    slot: best.slot,
    selector: best.selector === undefined ? undefined : (JSON.parse(best.selector) as Record<string, unknown>),
    number: best.number,
    share: best.share,
    place: best.place,
    witnesses: [...new Set(group.flatMap(({ witnesses }) => witnesses?.split(' ') ?? []))].sort(),
    at: best.at,
    from: best.since,
    until: untils.length === 0 ? undefined : Math.min(...untils),
    origin: origins[best.origin] ?? 'declared',
    statements: group.map(({ statement }) => statement).sort((a, b) => a - b),
  }
}

/** What is shown never depends on arrival: the best known statement, of several the earliest, then by what it says. */
function byStanding(a: StatedEdge, b: StatedEdge): number {
  const [atA, atB] = [a.at ?? Number.MAX_VALUE, b.at ?? Number.MAX_VALUE]
  const [saysA, saysB] = [a, b].map(({ place, share }) => JSON.stringify([place, share]))
  if (b.origin !== a.origin || atA !== atB) return b.origin - a.origin || atA - atB
  return saysA === saysB ? 0 : (saysA ?? '') < (saysB ?? '') ? -1 : 1
}

/** Whether an edge was true at a time (ms since 1970). An absent `from` is unbounded. */
export function isTrueAt({ at, from, until }: StandingEdge, asOf: number): boolean {
  const start = Math.max(at ?? Number.NEGATIVE_INFINITY, from ?? Number.NEGATIVE_INFINITY)
  return start <= asOf && (until ?? Number.POSITIVE_INFINITY) > asOf
}
