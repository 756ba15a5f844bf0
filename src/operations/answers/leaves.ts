import { assetName } from '../../domain/id.ts'
import { counted, countText, secondText, shareText } from '../../domain/quantities.ts'
import type { EdgeStatement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { gapsOf, liveAt } from '../../lineage/live.ts'
import type { Snapshot } from '../../store/port.ts'
import { readRequests } from '../../store/recording.ts'
import { describeAssignments } from '../live.ts'
import type { Moment } from '../moment.ts'
import { unseal } from '../recording/seal.ts'
import { calledById } from './describe.ts'
import { slotsOf } from './slots.ts'

/**
 * What stands when one statement was taken back, a sentence each: what its entry said beside it, what its slot then holds,
 * and what speaks of a version that is none any more. Whoever takes back a part of what they said should see the rest.
 */
export async function leavesOf(snapshot: Snapshot, moment: Moment, statement: string): Promise<string[]> {
  const [producer = '', sequence, position] = statement.split('/')
  const [found] = await readRequests(snapshot, [{ producer, sequence: Number(sequence) }])
  if (found === undefined) return []
  const all = unseal(found.body).statements
  const said = all[Number(position)]
  const others = all.length - 1
  return [
    ...(others === 0 ? [] : [`entry ${countText(found.entry)} said ${counted(others, 'other statement')} with it`]),
    ...(said?.type === 'edge' ? await leavesOfEdge(snapshot, moment, said) : []),
  ]
}

async function leavesOfEdge(snapshot: Snapshot, moment: Moment, edge: EdgeStatement): Promise<string[]> {
  switch (edge.edge) {
    case 'points':
      return inSlotFrom(snapshot, moment, edge)
    case 'version-of':
      return aboutVersion(snapshot, moment, edge)
  }
  return []
}

/** What the slot holds from the time that the statement spoke of. */
async function inSlotFrom(snapshot: Snapshot, moment: Moment, edge: EdgeStatement): Promise<string[]> {
  const { source, slot = '', role = '', from } = edge
  if (from === undefined) return []
  const assignments = (await slotsOf(snapshot, moment.stands, source)).filter(
    (each) => each.slot === slot && each.role === role,
  )
  const live = await describeAssignments(snapshot, moment, liveAt(assignments, Date.parse(from)))
  const ordered = live.toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0))
  const versions = ordered.map(({ name, version, share }) => `${name}@${version ?? '?'} ${shareText(share)}`)
  const what = versions.length === 0 ? 'nothing' : versions.join(', ')
  const called = (await calledById(snapshot, moment, [source])).get(source) ?? assetName(source)
  return [`${slot} of ${called} holds ${what} from ${secondText(from)}`, ...gapsOf(live).map(({ text }) => text)]
}

/** A version that is none any more may be live, by a statement of its own. */
async function aboutVersion(snapshot: Snapshot, moment: Moment, edge: EdgeStatement): Promise<string[]> {
  const { target: asset, number } = edge
  const live = liveAt(await slotsOf(snapshot, moment.stands, asset), moment.asOf)
  const slots = live.filter(({ targets }) => targets.some(({ selector }) => selector?.version === number))
  if (slots.length === 0) return []
  const names = slots.map(
    ({ slot, from }) => `${slot}${Number.isFinite(from) ? ` since ${secondText(instantOf(from))}` : ''}`,
  )
  const called = (await calledById(snapshot, moment, [asset])).get(asset) ?? assetName(asset)
  return [`${called}@${number ?? '?'} is still said to be live in ${names.join(', ')}`]
}
