import { shareText } from '../domain/quantities.ts'
import type { LiveGap, LiveVersion } from './answers/live.ts'
import type { StandingEdge } from './standing.ts'

/**
 * What one slot of an asset meant for a while: one version, or several with their shares of traffic. Of several that
 * are ended one by one each has an assignment of its own.
 */
export type Assignment = {
  readonly asset: number
  readonly role: string
  readonly slot: string
  /** ms since 1970; `until` is when the next assignment (or an end) took its place. */
  readonly from: number
  readonly until: number | undefined
  readonly targets: readonly StandingEdge[]
}

/**
 * The history of every slot, oldest first. `points` edges of one slot with equal `from` are one assignment, which
 * replaces every earlier one from then on; one whose shares are all 0 retires the slot, and is left out with its end
 * shown as the `until` of what it ended.
 */
export function assignmentsOf(points: readonly StandingEdge[]): Assignment[] {
  const slots = Map.groupBy(points, ({ source, role, slot }) => JSON.stringify([source, role, slot]))
  return [...slots.values()].flatMap(assignmentsOfSlot)
}

function assignmentsOfSlot(points: readonly StandingEdge[]): Assignment[] {
  const starts = [...Map.groupBy(points, ({ from, at }) => from ?? at ?? Number.NEGATIVE_INFINITY)]
  starts.sort(([a], [b]) => a - b)
  return starts.flatMap(([from, edges], index) => {
    const next = starts[index + 1]?.[0] ?? Number.POSITIVE_INFINITY
    const targets = edges.filter(({ share }) => share !== 0)
    const ends = Map.groupBy(targets, ({ until = next }) => Math.min(until, next))
    return [...ends].map(([until, together]) => ({
      asset: together[0]?.source ?? 0,
      role: together[0]?.role ?? '',
      slot: together[0]?.slot ?? '',
      from,
      until: until === Number.POSITIVE_INFINITY ? undefined : until,
      targets: together,
    }))
  })
}

/** The assignments that were in force at a time. */
export function liveAt(assignments: readonly Assignment[], asOf: number): Assignment[] {
  return assignments.filter(({ from, until }) => from <= asOf && (until === undefined || until > asOf))
}

/** Shares are written down rounded: three thirds are not quite the whole. */
const shareTolerance = 0.0005

/** The slots whose deployments do not add up to all the traffic. A pointer of another kind has no share. */
export function gapsOf(live: readonly LiveVersion[]): LiveGap[] {
  const deployed = live.filter(({ role }) => role === 'deployment')
  return [...Map.groupBy(deployed, ({ asset, slot }) => JSON.stringify([asset, slot])).values()].flatMap((versions) => {
    const [first] = versions
    const sum = versions.reduce((total, { share }) => total + share, 0)
    if (first === undefined || Math.abs(1 - sum) <= shareTolerance) return []
    const { asset, name, slot } = first
    const share = Math.round((1 - sum) * 1e6) / 1e6
    const text =
      share > 0
        ? `${shareText(share)} of the traffic of ${name} in ${slot} is not accounted for`
        : `the versions of ${name} in ${slot} have ${shareText(sum)} of the traffic: one of them has to be taken back`
    return [{ asset, name, slot, share, text }]
  })
}
