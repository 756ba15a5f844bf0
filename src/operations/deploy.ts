import { PedigreeError } from '../domain/error.ts'
import { flows } from '../domain/flow.ts'
import { assetName } from '../domain/id.ts'
import { secondText } from '../domain/quantities.ts'
import type { EdgeStatement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import { type Assignment, assignmentsOf, liveAt } from '../lineage/live.ts'
import { standingEdges } from '../lineage/standing.ts'
import { readEdgesAbove } from '../store/describing.ts'
import { findById } from '../store/looking-up.ts'
import type { Snapshot } from '../store/port.ts'
import { namesOf } from './describe.ts'
import { type Context, resolve } from './reference.ts'
import { edgeTold, type Said, say } from './saying.ts'
import type { WritableStore } from './store.ts'
import { subjectOf, versionOfSubject } from './subject.ts'
import type { Surroundings } from './surroundings.ts'

export type Deployment = {
  readonly reference: string
  readonly slot: string
  /** Share of traffic, 0 < share ≤ 1; what is live keeps the rest in its proportions. */
  readonly share?: number | undefined
  readonly at?: string | undefined
}
export type Deployed = {
  readonly asset: string
  readonly version: number
  readonly slot: string
  readonly from: string
} & Said

/**
 * Says that a version is live in a slot from a time on. It replaces what was live there; with a share below 1 that
 * keeps the rest, in the same assignment.
 */
export async function deploy(
  store: WritableStore,
  { reference, slot, share = 1, at }: Deployment,
  surroundings: Surroundings,
): Promise<Deployed> {
  if (!(share > 0 && share <= 1))
    throw new PedigreeError('invalid-input', `--share must be over 0 and at most 1 (or 100%), not ${share}`)
  checkSlot(slot)
  const prepare = async (snapshot: Snapshot, context: Context, from: string) => {
    const subject = await subjectOf(snapshot, reference, context)
    const { asset, number, artifact } = await versionOfSubject(snapshot, subject, reference, context)
    const edge = pointing(asset, slot, from)
    const rest = share === 1 ? [] : await restOf(snapshot, context, { asset, slot, share, number, from })
    return {
      statements: [edge(artifact, number, share), ...rest],
      about: { ...subject, asset, version: number },
      result: { asset, version: number, slot, from },
    }
  }
  return say({ store, via: 'deploy', at, surroundings, prepare, toldBy: deployedBy })
}

/** Says that nothing is live in a slot from a time on. */
export async function retire(
  store: WritableStore,
  { reference, at }: { reference: string; at?: string | undefined },
  surroundings: Surroundings,
): Promise<Deployed> {
  const slot = reference.slice(reference.lastIndexOf('@') + 1)
  if (!reference.includes('@') || /^\d+$/.test(slot)) {
    throw new PedigreeError(
      'invalid-input',
      `retire takes a name and a slot, such as flight-delay@production, not "${reference}"`,
    )
  }
  const prepare = async (snapshot: Snapshot, context: Context, from: string) => {
    const meaning = await resolve(snapshot, reference, context)
    const { asset = '', id, version = 0 } = meaning
    await checkLive(snapshot, context, { asset, slot, from })
    const statements = [pointing(asset, slot, from)(id, version, 0)]
    return { statements, about: meaning, result: { asset, version, slot, from } }
  }
  return say({ store, via: 'retire', at, surroundings, prepare, toldBy: deployedBy })
}

const deployedBy = edgeTold('points', ({ source, slot = '', from = '', selector }) => ({
  asset: source,
  version: Number(selector?.version),
  slot,
  from,
}))

/** Retired before it was live, it would be live all the same. */
async function checkLive(
  snapshot: Snapshot,
  { moment }: Context,
  { asset, slot, from }: { asset: string; slot: string; from: string },
): Promise<void> {
  const assignments = (await slotsOf(snapshot, moment.stands, asset)).filter((assignment) => assignment.slot === slot)
  if (liveAt(assignments, Date.parse(from)).length > 0) return
  const starts = assignments.flatMap(({ targets }) => targets.flatMap((edge) => edge.from ?? []))
  const since = starts.length === 0 ? '' : `; something is since ${secondText(instantOf(Math.min(...starts)))}`
  throw new PedigreeError(
    'invalid-input',
    `nothing was live in ${slot} of ${assetName(asset)} at ${secondText(from)}${since}`,
  )
}

function checkSlot(slot: string): void {
  if (slot === '') throw new PedigreeError('invalid-input', 'a slot must have a name')
  if (!slot.includes('@') && !/^\d+$/.test(slot)) return
  throw new PedigreeError(
    'invalid-input',
    `"${slot}" cannot be a slot: it must not be all digits nor contain @, or name@${slot} could mean two things`,
  )
}

const pointing =
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

/** The other versions of the new assignment: what is live in the slot, scaled to what the new share leaves. */
async function restOf(
  snapshot: Snapshot,
  { moment }: Context,
  { asset, slot, share, number, from }: { asset: string; slot: string; share: number; number: number; from: string },
): Promise<EdgeStatement[]> {
  const live = (await slotsOf(snapshot, moment.stands, asset)).filter((assignment) => assignment.slot === slot)
  const others = liveAt(live, Date.parse(from))
    .flatMap(({ targets }) => targets)
    .filter(({ selector }) => selector?.version !== number)
  const sum = others.reduce((total, edge) => total + (edge.share ?? 1), 0)
  if (sum === 0) {
    throw new PedigreeError(
      'invalid-input',
      `nothing else is live in ${slot} of ${assetName(asset)}, so nothing can have the other ${Math.round((1 - share) * 100)} %`,
    )
  }
  const names = await namesOf(
    snapshot,
    others.map(({ target }) => target),
  )
  const edge = pointing(asset, slot, from)
  return others.map(({ target, selector, share: before = 1 }) => {
    const scaled = Math.round(((1 - share) * before * 1e6) / sum) / 1e6
    return edge(names.get(target) ?? '', Number(selector?.version ?? 0), scaled)
  })
}

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
