import { type NodeId, nodeTypeOf } from '../../domain/id.ts'
import { findFirstPaths, findPathsAt, findPlacesCalled } from '../../store/meetings.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import type { Meaning } from './meaning.ts'

/**
 * Content as it is known under one of its names, which is as it lies where it was met under that at last: a copy of it is
 * another place of the same bytes, and who made the copy made nothing there. Nothing where it was never met so.
 */
export async function metAs(
  snapshot: Snapshot,
  moment: Moment,
  node: number,
  name: string,
): Promise<Pick<Meaning, 'called' | 'place' | 'metAt'>> {
  const found = await findPlacesCalled(snapshot, { ...moment, node, name })
  const last = found.find(({ statement }) => moment.stands(statement))
  return last === undefined ? {} : { called: name, place: last.place, metAt: last.at }
}

/** The name of what was asked for, of all that content has: that of its place; where none is meant, the first. */
export async function nameOfMet(
  snapshot: Snapshot,
  moment: Moment,
  { id, node, place }: { readonly id: NodeId; readonly node: number; readonly place?: string | undefined },
): Promise<string | undefined> {
  if (nodeTypeOf(id) !== 'artifact') return undefined
  const at = place === undefined ? [] : await findPathsAt(snapshot, { ...moment, node, place })
  const there = at.find(({ statement }) => moment.stands(statement))
  const first =
    there ?? (await findFirstPaths(snapshot, { ...moment, node })).find(({ statement }) => moment.stands(statement))
  return first?.path
}
