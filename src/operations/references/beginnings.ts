import { type Flow, flows } from '../../domain/flow.ts'
import {
  type ClaimRow,
  type EdgeRow,
  readClaims,
  readEdgesAbove,
  readEdgesBelow,
  readFacets,
} from '../../store/describing.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'

const always = Number.NEGATIVE_INFINITY

/** Edges that hold since ever where they say no time. Of others (an author, a file of a folder) that says nothing. */
const lasting: readonly Flow[] = [flows.used, flows.generated, flows.derived, flows.version, flows.points]

type Known = { readonly statement: number }

/**
 * Since when each of some nodes is there (ms since 1970), by what was known of it at a moment; no entry where nothing says
 * so. What has no time of its own is there since the folder that it lies in, or the run that it acted for.
 */
export async function beginningsOf(
  snapshot: Snapshot,
  moment: Moment,
  nodes: readonly number[],
): Promise<Map<number, number>> {
  const { starts, leaning } = await ownBeginnings(snapshot, moment, nodes)
  const without = leaning.filter(([node]) => !starts.has(node))
  if (without.length === 0) return starts
  const others = await ownBeginnings(snapshot, moment, [...new Set(without.map(([, other]) => other))])
  for (const [node, other] of without) startAt(starts, node, others.starts.get(other))
  return starts
}

async function ownBeginnings(snapshot: Snapshot, moment: Moment, nodes: readonly number[]) {
  const isKnown = ({ statement }: Known) => statement < moment.knownBefore
  const starts = new Map<number, number>()
  for (const claim of (await readClaims(snapshot, nodes)).filter(isKnown)) startAt(starts, claim.node, startOf(claim))
  for (const { node, at } of (await readFacets(snapshot, nodes)).filter(isKnown)) startAt(starts, node, at)
  const asked = new Set(nodes)
  const leaning: [node: number, other: number][] = []
  for (const edge of (await readTouching(snapshot, nodes)).filter(isKnown)) {
    const { upstream, downstream, flow } = edge
    const start = edge.since ?? edge.at ?? (lasting.includes(flow) ? always : undefined)
    for (const end of [upstream, downstream]) if (asked.has(end)) startAt(starts, end, start)
    const leans = flow === flows.acted || flow === flows.member
    if (start === undefined && leans && asked.has(upstream)) leaning.push([upstream, downstream])
  }
  return { starts, leaning }
}

function startAt(starts: Map<number, number>, node: number, start: number | undefined): void {
  if (start !== undefined) starts.set(node, Math.min(start, starts.get(node) ?? Number.POSITIVE_INFINITY))
}

function startOf({ at, body }: ClaimRow): number | undefined {
  const { from } = JSON.parse(body) as { readonly from?: unknown }
  return typeof from === 'string' ? Date.parse(from) : at
}

const allFlows = Object.values(flows)

export async function readTouching(snapshot: Snapshot, nodes: readonly number[]): Promise<EdgeRow[]> {
  return [...(await readEdgesAbove(snapshot, nodes, allFlows)), ...(await readEdgesBelow(snapshot, nodes, allFlows))]
}
