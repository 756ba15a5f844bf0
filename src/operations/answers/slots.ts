import { flows } from '../../domain/flow.ts'
import type { EdgeStatement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { type Assignment, assignmentsOf } from '../../lineage/live.ts'
import { standingEdges } from '../../lineage/standing.ts'
import { readEdgesAbove } from '../../store/describing.ts'
import { findById } from '../../store/looking-up.ts'
import type { Port, Snapshot } from '../../store/port.ts'
import { momentOf } from '../moment.ts'

/** Every assignment of every slot of an asset. */
export async function slotsOf(
  snapshot: Snapshot,
  stands: (statement: number) => boolean,
  asset: string,
): Promise<Assignment[]> {
  const node = await findById(snapshot, asset)
  if (node === undefined) return []
  return assignmentsOf(standingEdges(await readEdgesAbove(snapshot, [node.node], [flows.points]), stands))
}

/** When an assignment ends, as far as that is known. */
export const untilIn = (until: number | undefined) => (until === undefined ? {} : { until: instantOf(until) })

/** What a slot holds and held, with what was said just now. */
export function assignmentsIn(
  port: Port,
  { asset, slot }: { readonly asset: string; readonly slot: string },
): Promise<Assignment[]> {
  return port.read(async (snapshot) => {
    const { stands } = await momentOf(snapshot, {}, Number.MAX_SAFE_INTEGER / 2)
    return (await slotsOf(snapshot, stands, asset)).filter((assignment) => assignment.slot === slot)
  })
}

/** Says that a version has a share of a slot from a time on. */
export const pointing =
  (asset: string, slot: string, from: string) =>
  (target: string, version: number, share: number): EdgeStatement => ({
    type: 'edge',
    edge: 'points',
    source: asset,
    target,
    role: 'deployment',
    slot,
    share,
    selector: { version },
    from,
    origin: 'declared',
  })
