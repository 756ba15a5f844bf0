import type { NodeId } from '../../domain/id.ts'
import { durationText, msBetween, secondText, timeText } from '../../domain/quantities.ts'
import type { LineageEdge, LineageNode } from '../../lineage/lineage.ts'
import type { LineageIndex } from '../../lineage/lineage-index.ts'
import { labelOf, pathOf } from '../../lineage/node-names.ts'
import { agentText, originMarks } from './artifact-heading.ts'
import { type Span, span } from './span.ts'
import type { Telling } from './telling.ts'
import type { Heading } from './tree-lines.ts'

/**
 * A line about a run: script, kind, how it ended and after how long, when, who. `via` is the edge that leads to it, of
 * which the line tells what is not plain: another path, that only the bytes say so, how it is known.
 */
export function runHeading(
  telling: Telling,
  id: NodeId,
  { lead, via, path }: { lead?: string; via?: LineageEdge | undefined; path?: string | undefined } = {},
): Heading {
  const { index, now } = telling
  const node = index.nodes.get(id)
  const label = labelOf(index, id)
  const agents = index.byTarget(id).filter(({ edge }) => edge === 'acted-for')
  const written = pathOf(via)
  return {
    lead,
    name: span(label, 'bold'),
    details: [
      ...(node?.kind === undefined || node.kind === label ? [] : [span(node.kind)]),
      ...stateOf(node, now),
      ...startOf(index, id),
      ...agents.map((edge) => span(agentText(telling, edge))),
      ...(written !== undefined && path !== undefined && written !== path ? [span(`as ${written}`)] : []),
      ...originMarks(via?.origin, node?.origin),
      ...(via?.sameBytes === true ? [span('same bytes, written elsewhere', 'yellow')] : []),
    ],
  }
}

/** When a run began, to the second where another of its name began in the same minute. */
export function startOf(index: LineageIndex, id: NodeId): Span[] {
  const from = index.nodes.get(id)?.from
  if (from === undefined) return []
  return [span(index.namesake(id) === 'same minute' ? secondText(from) : timeText(from))]
}

function stateOf(node: LineageNode | undefined, now: string | undefined): Span[] {
  if (node?.state === undefined) return []
  const { state, from, until, signal } = node
  const ms = msBetween(from, until)
  const [inTime, afterTime] = ms === undefined ? ['', ''] : [` in ${durationText(ms)}`, ` after ${durationText(ms)}`]
  switch (state) {
    case 'succeeded':
      return [span(`succeeded${inTime}`)]
    case 'failed':
      return [span(`failed${howText(node)}${afterTime}`, 'red')]
    case 'interrupted':
      return [span(`interrupted${signal === undefined ? '' : ` by ${signal}`}${afterTime}`, 'yellow')]
    case 'running': {
      const soFar = msBetween(from, now)
      return [span(soFar === undefined ? 'running' : `running for ${durationText(soFar)}`, 'yellow')]
    }
  }
}

/** What ended a run that failed: its own exit code, or whoever killed it. */
function howText({ exit, signal }: LineageNode): string {
  if (signal !== undefined) return `, killed by ${signal}`
  return exit === undefined ? '' : ` with exit code ${exit}`
}
