import { filesOfLines } from './digest.ts'
import { type Flow, stepsOf } from './flow.ts'
import type { NodeId } from './id.ts'
import type { EdgeStatement, ListingStatement, NodeStatement, Statement } from './statement.ts'
import type { Instant } from './time.ts'
import { origins } from './vocabulary.ts'

/** What one statement adds to the graph's tables, still under public ids. Times are milliseconds since 1970. */
export type Fact =
  | {
      readonly table: 'claim'
      readonly node: NodeId
      readonly kind: string | undefined
      readonly name: string | undefined
      readonly state: string | undefined
      readonly bytes: number | undefined
      readonly at: number | undefined
      readonly origin: number
      readonly body: unknown
    }
  | {
      readonly table: 'edge'
      readonly mirror: 0 | 1
      readonly flow: Flow
      readonly upstream: NodeId
      readonly downstream: NodeId
      readonly role: string | undefined
      readonly slot: string | undefined
      readonly selector: unknown
      readonly number: number | undefined
      readonly share: number | undefined
      readonly place: string | undefined
      readonly witnesses: string | undefined
      readonly at: number | undefined
      readonly from: number | undefined
      readonly until: number | undefined
      readonly origin: number
    }
  | {
      readonly table: 'parameter'
      readonly run: NodeId
      readonly key: string
      readonly value: unknown
      readonly from: string | undefined
      readonly origin: number
    }
  | {
      readonly table: 'metric'
      readonly series: number
      readonly run: NodeId
      readonly key: string
      readonly better: string | undefined
      readonly on: NodeId | undefined
      readonly of: NodeId | undefined
      readonly from: string | undefined
      readonly points: number
      readonly step: number
      readonly time: number
      readonly value: unknown
      readonly origin: number
    }
  | {
      readonly table: 'facet'
      readonly node: NodeId
      readonly name: string
      readonly selector: EdgeStatement['selector']
      readonly revision: number | undefined
      readonly at: number | undefined
      readonly origin: number
      readonly body: unknown
    }
  | {
      readonly table: 'listing'
      readonly folder: NodeId
      readonly part: number
      readonly parts: number
      readonly origin: number
    }
  | { readonly table: 'listed'; readonly sha256: string; readonly bytes: number; readonly path: string }
  | { readonly table: 'code'; readonly run: NodeId; readonly sha256: string }
  | { readonly table: 'retraction'; readonly of: string; readonly reason: string }

/**
 * What a statement says, as rows. Pure, and of one statement alone: whatever the order in which statements arrive, and
 * however they are batched, the tables hold the same facts. The fold refuses nothing.
 */
export function project(statement: Statement): readonly Fact[] {
  const origin = origins.indexOf(statement.origin ?? 'declared')
  switch (statement.type) {
    case 'node':
      return [claimOf(statement, origin)]
    case 'edge':
      return [...edgesOf(statement, origin), ...codeOf(statement)]
    case 'parameters':
      return Object.entries(statement.values).map(([key, { value, from }]) => ({
        table: 'parameter',
        run: statement.run,
        key,
        value,
        from,
        origin,
      }))
    case 'metrics':
      return statement.series.flatMap((series, index) => {
        const last = latestPoint(series.steps, series.times)
        const time = series.times[last]
        if (time === undefined) return []
        return {
          table: 'metric' as const,
          series: index,
          run: statement.run,
          key: series.key,
          better: series.better,
          on: series.on,
          of: series.of,
          from: series.from,
          points: series.values.length,
          step: series.steps[last] ?? 0,
          time: Date.parse(time),
          value: series.values[last],
          origin,
        }
      })
    case 'facet':
      return [
        {
          table: 'facet',
          node: statement.subject,
          name: statement.name,
          selector: statement.selector,
          revision: statement.revision,
          at: msOf(statement.at),
          origin,
          body: statement.body,
        },
      ]
    case 'listing':
      return listingOf(statement, origin)
    case 'retraction':
      return [{ table: 'retraction', of: statement.of, reason: statement.reason }]
  }
}

const msOf = (instant: Instant | undefined) => (instant === undefined ? undefined : Date.parse(instant))

function claimOf({ type, node, id, at, origin: _, ...attributes }: NodeStatement, origin: number): Fact {
  const { kind, name, state, bytes } = attributes as { kind?: string; name?: string; state?: string; bytes?: number }
  return { table: 'claim', node: id, kind, name, state, bytes, at: msOf(at), origin, body: attributes }
}

function edgesOf(statement: EdgeStatement, origin: number): readonly Fact[] {
  return stepsOf(statement).map(({ flow, upstream, downstream }, index) => ({
    table: 'edge',
    mirror: index === 0 ? 0 : 1,
    flow,
    upstream,
    downstream,
    role: statement.role,
    slot: statement.slot,
    selector: statement.selector,
    number: statement.number,
    share: statement.share,
    place: statement.place,
    witnesses: statement.witnesses?.join(' '),
    at: msOf(statement.at),
    from: msOf(statement.from),
    until: msOf(statement.until),
    origin,
  }))
}

/** The files of code that a run read, each content once: they are no nodes, and are found by their digest. */
function codeOf({ edge, role, source, selector }: EdgeStatement): readonly Fact[] {
  const files = edge === 'used' && role === 'code' ? (selector as { files?: unknown } | undefined)?.files : undefined
  if (typeof files !== 'object' || files === null || Array.isArray(files)) return []
  const digests = Object.values(files).flatMap((digest) => /^sha256:([0-9a-f]{64})$/.exec(String(digest))?.[1] ?? [])
  return [...new Set(digests)].map((sha256) => ({ table: 'code', run: source, sha256 }))
}

/** The files are no nodes: most are never spoken of but by their folder, and those that are join it by their digest. */
function listingOf({ of, lines, part = 0, parts = 1 }: ListingStatement, origin: number): readonly Fact[] {
  const files = filesOfLines(lines)
  // The door refuses lines that are none, and the fold refuses nothing.
  const listed = typeof files === 'number' ? [] : files
  return [
    { table: 'listing', folder: of, part, parts, origin },
    ...listed.map((file) => ({ table: 'listed' as const, ...file })),
  ]
}

/** The position of the point with the greatest step, and of those the latest. -1 for no points. */
function latestPoint(steps: readonly number[], times: readonly Instant[]): number {
  let last = steps.length === 0 ? -1 : 0
  for (let index = 1; index < steps.length; index++) {
    const [step = 0, lastStep = 0] = [steps[index], steps[last]]
    const [time = '', lastTime = ''] = [times[index], times[last]]
    if (step > lastStep || (step === lastStep && time >= lastTime)) last = index
  }
  return last
}

/** Every id that a statement names, in the order in which the store gives out its numbers. */
export function nodesNamed(statement: Statement): readonly NodeId[] {
  switch (statement.type) {
    case 'node':
      return [statement.id]
    case 'edge':
      return [statement.source, statement.target]
    case 'parameters':
      return [statement.run]
    case 'metrics':
      return [statement.run, ...statement.series.flatMap(({ on, of }) => [on, of].filter((id) => id !== undefined))]
    case 'facet':
      return [statement.subject]
    case 'listing':
      return [statement.of]
    case 'retraction':
      return []
  }
}
