import type { NodeId } from './id.ts'
import type { EdgeStatement } from './statement.ts'
import type { EdgeKind } from './vocabulary.ts'

/**
 * How an edge is stored and walked: by which end lies upstream. The number is what tables and arrays hold, so it is
 * frozen. Those up to `followedMax` are walked by trace and impact; the rest are shown, counted, foldable.
 *
 * A file that is a member of a folder stands twice: as `member` (whoever has the folder has the file) and as `folder`
 * (whoever wrote the folder whole wrote the file). The second is walked only between a write and a read, or every
 * file of a folder would descend from all the others. `same-as` stands twice, too, once for each direction.
 */
export const flows = {
  used: 0,
  generated: 1,
  derived: 2,
  same: 3,
  member: 4,
  folder: 5,
  part: 6,
  version: 7,
  points: 8,
  acted: 9,
  related: 10,
} as const
export type Flow = (typeof flows)[keyof typeof flows]
export const followedMax: Flow = flows.folder

export type Step = { readonly flow: Flow; readonly upstream: NodeId; readonly downstream: NodeId }

/** The one or two steps that an edge statement stands for. The first is the edge itself, a second one its mirror. */
export function stepsOf({ edge, source, target, role }: EdgeStatement): readonly Step[] {
  const down = (flow: Flow): Step => ({ flow, upstream: source, downstream: target })
  const up = (flow: Flow): Step => ({ flow, upstream: target, downstream: source })
  switch (edge) {
    case 'used':
      return [up(flows.used)]
    case 'generated':
      return [down(flows.generated)]
    case 'derived':
      return [up(flows.derived)]
    case 'same-as':
      return [down(flows.same), up(flows.same)]
    case 'part-of':
      return role === 'member' ? [down(flows.member), up(flows.folder)] : [down(flows.part)]
    case 'version-of':
      return [down(flows.version)]
    case 'points':
      return [up(flows.points)]
    case 'acted-for':
      return [down(flows.acted)]
    case 'related':
      return [up(flows.related)]
  }
}

type Ends = { readonly edge: EdgeKind; readonly source: 'upstream' | 'downstream' }

/** The edge that a stored step came from, and which of its ends is the edge's source. */
export const edgeOfFlow: Record<Flow, Ends> = {
  [flows.used]: { edge: 'used', source: 'downstream' },
  [flows.generated]: { edge: 'generated', source: 'upstream' },
  [flows.derived]: { edge: 'derived', source: 'downstream' },
  [flows.same]: { edge: 'same-as', source: 'upstream' },
  [flows.member]: { edge: 'part-of', source: 'upstream' },
  [flows.folder]: { edge: 'part-of', source: 'downstream' },
  [flows.part]: { edge: 'part-of', source: 'upstream' },
  [flows.version]: { edge: 'version-of', source: 'upstream' },
  [flows.points]: { edge: 'points', source: 'downstream' },
  [flows.acted]: { edge: 'acted-for', source: 'upstream' },
  [flows.related]: { edge: 'related', source: 'downstream' },
}
