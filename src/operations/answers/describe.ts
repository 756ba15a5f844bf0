import { measuredHow } from '../../domain/evaluation.ts'
import { flows } from '../../domain/flow.ts'
import { nodeTypeOf } from '../../domain/id.ts'
import { fileOfMetric, type NamedMetric } from '../../domain/metric-name.ts'
import { nameText } from '../../domain/short-id.ts'
import { entryOf, positionOf } from '../../domain/statement-number.ts'
import { instantOf } from '../../domain/time.ts'
import { noteFacet, origins } from '../../domain/vocabulary.ts'
import { foldClaims } from '../../lineage/attributes.ts'
import type { LineageEdge, LineageFact, LineageNode } from '../../lineage/lineage.ts'
import type { StandingEdge } from '../../lineage/standing.ts'
import { canonicalJson } from '../../log/canonical.ts'
import * as describing from '../../store/describing.ts'
import { readFoldersOf } from '../../store/listed.ts'
import { findById } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { defined } from './defined.ts'
import { toldApart } from './metrics-apart.ts'
import { withNamesApart } from './names-apart.ts'

/** The public ids of nodes, by the store's numbers. */
export async function namesOf(snapshot: Snapshot, nodes: readonly number[]): Promise<Map<number, string>> {
  const rows = await describing.readNames(snapshot, nodes)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Nodes with their attributes as they were known and true at a moment, in the order given. */
export async function describeNodes(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly { readonly node: number; readonly depth: number; readonly beside?: true }[],
): Promise<LineageNode[]> {
  const numbers = nodes.map(({ node }) => node)
  const names = await namesOf(snapshot, numbers)
  const claims = Map.groupBy(
    [...(await claimsOf(snapshot, moment, numbers)), ...(await claimsOfListings(snapshot, moment, numbers))],
    ({ node }) => node,
  )
  const described = nodes.map(({ node, ...place }) => {
    const id = names.get(node) ?? ''
    // `node` is the statement's own word for its type; the id says it already.
    const { node: _, ...attributes } = foldClaims(claims.get(node) ?? [])
    return { id, type: nodeTypeOf(id), ...asItWas(attributes, moment), ...place } as LineageNode
  })
  return withNamesApart(snapshot, moment, described)
}

/** What nodes are called where something is told of them, by the store's numbers. */
export async function calledIn(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly number[],
): Promise<Map<number, string>> {
  const described = await describeNodes(
    snapshot,
    moment,
    nodes.map((node) => ({ node, depth: 0 })),
  )
  return new Map(described.map((node, index) => [nodes[index] ?? 0, nameText(node)]))
}

/** A run whose end lies after the time that was asked for was running then: how it ends, nobody knew. */
function asItWas(
  attributes: Readonly<Record<string, unknown>>,
  { asOf, asked }: Moment,
): Readonly<Record<string, unknown>> {
  const { until, state, exit, signal, ...before } = attributes
  const isOver = typeof until !== 'string' || Date.parse(until) <= asOf
  // The clocks of two machines differ: without a time that was asked for, what is on record as over is over.
  return isOver || !asked.asOf || state === undefined ? attributes : { ...before, state: 'running' }
}

async function claimsOf(snapshot: Snapshot, moment: Moment, nodes: readonly number[]): Promise<describing.ClaimRow[]> {
  const claims = await describing.readClaims(snapshot, nodes)
  return claims.filter(
    ({ statement, at }) => moment.stands(statement) && !((at ?? Number.NEGATIVE_INFINITY) > moment.asOf),
  )
}

/** What listings say of the files among the nodes: their size, and their name below that of their folder. */
async function claimsOfListings(snapshot: Snapshot, moment: Moment, nodes: readonly number[]) {
  const listed = (await readFoldersOf(snapshot, nodes)).filter(({ statement }) => moment.stands(statement))
  const folders = [...new Set(listed.map(({ folder }) => folder))]
  const claims = Map.groupBy(await claimsOf(snapshot, moment, folders), ({ node }) => node)
  const nameOf = new Map(folders.map((folder) => [folder, foldClaims(claims.get(folder) ?? []).name]))
  return listed.map(({ file, folder, origin, bytes, path }) => ({
    node: file,
    origin,
    body: canonicalJson({ name: nameBelow(nameOf.get(folder), path), bytes }),
  }))
}

/** Folders are named with their slash at the end, the project itself as `./`. */
function nameBelow(folder: unknown, path: string): string {
  if (typeof folder !== 'string' || folder === './') return path
  return folder.endsWith('/') ? `${folder}${path}` : `${folder}/${path}`
}

/** The same by their ids; what is not on record is not in it. */
export async function calledById(
  snapshot: Snapshot,
  moment: Moment,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const hits = await Promise.all([...new Set(ids)].map((id) => findById(snapshot, id)))
  const known = hits.filter((hit) => hit !== undefined)
  const called = await calledIn(
    snapshot,
    moment,
    known.map(({ node }) => node),
  )
  return new Map(known.map(({ node, id }) => [id, called.get(node) ?? id]))
}

/** What a walk found out about edges, by their statements. */
export type FoundByWalk = {
  readonly sameBytes: ReadonlySet<number>
  /** Of reads: the runs that made what they found. */
  readonly makers: ReadonlyMap<number, ReadonlySet<number>>
}

/** Edges as answers show them: public ids, times as text, and the statements that support them. */
export async function describeEdges(
  snapshot: Snapshot,
  edges: readonly StandingEdge[],
  { sameBytes, makers }: FoundByWalk = { sameBytes: new Set(), makers: new Map() },
): Promise<LineageEdge[]> {
  const makersOf = ({ statements }: StandingEdge) => {
    const known = statements.flatMap((statement) => makers.get(statement) ?? [])
    return known.length === 0 ? undefined : [...new Set(known.flatMap((runs) => [...runs]))]
  }
  const met = edges.flatMap((edge) => [edge.source, edge.target, ...(makersOf(edge) ?? [])])
  const names = await namesOf(snapshot, [...new Set(met)])
  const entries = await entriesByNumber(
    snapshot,
    edges.flatMap(({ statements }) => statements),
  )
  const isSameBytes = ({ flow, statements }: StandingEdge) =>
    (flow === flows.generated || flow === flows.version) && statements.some((statement) => sameBytes.has(statement))
  const time = (ms: number | undefined) => (ms === undefined ? undefined : instantOf(ms))
  return edges.map((edge) => {
    const { flow: _, source, target, at, from, until, witnesses, statements, ...same } = edge
    return defined({
      ...same,
      source: names.get(source) ?? '',
      target: names.get(target) ?? '',
      witnesses: witnesses.length === 0 ? undefined : [...witnesses],
      at: time(at),
      from: time(from),
      until: time(until),
      statements: statements.map((statement) => statementId(entries, statement)),
      sameBytes: isSameBytes(edge) ? true : undefined,
      madeBy: makersOf(edge)
        ?.map((run) => names.get(run) ?? '')
        .sort(),
    }) as LineageEdge
  })
}

export async function entriesByNumber(snapshot: Snapshot, statements: readonly number[]) {
  const rows = await describing.readEntries(snapshot, [...new Set(statements.map(entryOf))])
  return new Map(rows.map((entry) => [entry.number, entry]))
}

export function statementId(entries: ReadonlyMap<number, describing.EntryRow>, statement: number): string {
  const { producer, sequence } = entries.get(entryOf(statement)) ?? { producer: '', sequence: 0 }
  return `${producer}/${sequence}/${positionOf(statement)}`
}

/** Parameters, metrics and facets of nodes. Of several claims of one thing the best known shows, of equals the latest. */
export async function describeFacts(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly number[],
): Promise<LineageFact[]> {
  const names = await namesOf(snapshot, nodes)
  const subject = (node: number) => names.get(node) ?? ''
  const origin = (rank: number) => origins[rank] ?? 'declared'
  const parameters = latest(await describing.readParameters(snapshot, nodes), moment, ({ run, name }) => [run, name])
  const metrics = toldApart(
    latest(await describing.readMetrics(snapshot, nodes), moment, ({ run, name, on, of, source }) => [
      ...[run, name, on, of],
      fileOfMetric({ name, from: source }),
    ]),
  )
  const runs = metrics.flatMap(({ run, on }) => (on === undefined ? [] : [run]))
  const described = await describing.readFacets(snapshot, [...new Set([...nodes, ...runs])])
  const found = latest(described, moment, ({ node, name, statement, selector }) => [
    node,
    name,
    selector,
    ...(name === noteFacet ? [statement] : []),
  ])
  const facets = found.filter(({ node }) => names.has(node))
  const evaluations = new Map(found.flatMap(({ node, name, body }) => (name === 'evaluation' ? [[node, body]] : [])))
  return [
    ...parameters.map(({ run, name, value, source, origin: rank }) =>
      defined({
        type: 'parameter' as const,
        subject: subject(run),
        name,
        value: JSON.parse(value),
        from: source,
        origin: origin(rank),
      }),
    ),
    ...metrics.map(({ run, statement: _, time, value, source, origin: rank, ...same }) =>
      defined({
        type: 'metric' as const,
        subject: subject(run),
        ...same,
        ...measuredOf({ ...same, from: source }, evaluations.get(run)),
        at: instantOf(time),
        value: JSON.parse(value),
        from: source,
        origin: origin(rank),
      }),
    ),
    ...facets.flatMap(({ node, name, selector, body, at, origin: rank }) =>
      body === undefined
        ? []
        : defined({
            type: 'facet' as const,
            subject: subject(node),
            name,
            selector: selector === undefined ? undefined : JSON.parse(selector),
            body: JSON.parse(body),
            at: at === undefined ? undefined : instantOf(at),
            origin: origin(rank),
          }),
    ),
  ] as LineageFact[]
}

/** What the run's facet `evaluation` says of the data that a metric was measured on. */
function measuredOf({ on, ...metric }: NamedMetric & { on?: string }, evaluation: string | undefined) {
  if (on === undefined || evaluation === undefined) return {}
  const { isConcluded, rows } = measuredHow(JSON.parse(evaluation), metric)
  return { onOrigin: isConcluded ? ('inferred' as const) : undefined, rows }
}

type Versioned = {
  readonly statement: number
  readonly origin: number
  readonly revision?: number
  readonly at?: number
  readonly time?: number
}

function latest<Row extends Versioned>(
  rows: readonly Row[],
  moment: Moment,
  keyOf: (row: Row) => readonly unknown[],
): Row[] {
  const chosen = new Map<string, Row>()
  for (const row of rows) {
    if (!moment.stands(row.statement) || (row.at ?? row.time ?? Number.NEGATIVE_INFINITY) > moment.asOf) continue
    const key = JSON.stringify(keyOf(row))
    const before = chosen.get(key)
    if (before === undefined || isBetter(row, before)) chosen.set(key, row)
  }
  return [...chosen.values()]
}

/** A revision decides where there is one; else origin, then time, then the bytes: never arrival. */
function isBetter(a: Versioned, b: Versioned): boolean {
  const order =
    (a.revision ?? -1) - (b.revision ?? -1) ||
    a.origin - b.origin ||
    (a.at ?? a.time ?? 0) - (b.at ?? b.time ?? 0) ||
    (textOf(a) < textOf(b) ? -1 : 1)
  return order > 0
}
const textOf = ({ statement: _, ...rest }: Versioned) => JSON.stringify(rest)
