import { PedigreeError } from '../domain/error.ts'
import { assetName } from '../domain/id.ts'
import { secondText } from '../domain/quantities.ts'
import type { EdgeStatement, Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import type { Deployed, Retired, Said } from '../lineage/answers/said.ts'
import { type Assignment, liveAt } from '../lineage/live.ts'
import type { StandingEdge } from '../lineage/standing.ts'
import type { Snapshot } from '../store/port.ts'
import { namesOf } from './answers/describe.ts'
import { refuseOther } from './answers/slot-time.ts'
import { assignmentsIn, pointing, slotsOf, untilIn } from './answers/slots.ts'
import { edgeTold, say } from './recording/saying.ts'
import type { Context } from './references/meaning.ts'
import { assetsNamed } from './references/name-reference.ts'
import { resolve } from './references/reference.ts'
import { subjectOf, versionOfSubject } from './references/subject.ts'
import { checkWritable } from './references/writable-name.ts'
import type { WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export type Deployment = {
  readonly reference: string
  readonly slot: string
  /** Share of traffic, 0 < share ≤ 1; what is live keeps the rest in its proportions. */
  readonly share?: number | undefined
  readonly at?: string | undefined
}

/**
 * Says that a version is live in a slot from a time on. It replaces what was live there; with a share below 1 that
 * keeps the rest, in the same assignment.
 * @throws PedigreeError `conflict` where something else is on record for the slot from that very time.
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
    const statements = [edge(artifact, number, share), ...rest]
    await refuseOther(snapshot, context, statements)
    return {
      statements,
      about: { ...subject, asset, version: number },
      result: { asset, version: number, slot, from },
    }
  }
  const deployed = await say({ store, via: 'deploy', at, surroundings, prepare, toldBy: deployedBy })
  const isIt = ({ from, targets }: Assignment) =>
    from === Date.parse(deployed.from) && targets.some(({ selector }) => selector?.version === deployed.version)
  return { ...deployed, ...untilIn((await assignmentsIn(store.port, deployed)).find(isIt)?.until) }
}

/** Says that nothing is live in a slot from a time on, however many versions share it. */
export async function retire(
  store: WritableStore,
  { reference, at }: { reference: string; at?: string | undefined },
  surroundings: Surroundings,
): Promise<Retired> {
  const split = reference.lastIndexOf('@')
  const [name, slot] = [reference.slice(0, Math.max(split, 0)), reference.slice(split + 1)]
  if (split < 0 || /^\d+$/.test(slot)) {
    throw new PedigreeError(
      'invalid-input',
      `retire takes a name and a slot, such as flight-delay@production, not "${reference}"`,
      { field: '/reference' },
    )
  }
  const prepare = async (snapshot: Snapshot, context: Context, from: string) => {
    const { asset, targets } = await liveIn(snapshot, context, { reference, name, slot, from })
    const ids = await namesOf(
      snapshot,
      targets.map(({ target }) => target),
    )
    const statements = targets.map(({ target, role, selector }) => ({
      ...pointing(asset, slot, from)(ids.get(target) ?? '', 0, 0),
      role,
      selector,
    }))
    const versions = versionsOf(targets)
    const [first] = targets
    const about = { id: ids.get(first?.target ?? 0) ?? '', node: first?.target, asset, version: versions[0] }
    return { statements, about, result: { asset, versions, slot, from } }
  }
  const retired = await say<Omit<Retired, keyof Said>>({
    store,
    via: 'retire',
    at,
    surroundings,
    prepare,
    toldBy: retiredBy,
  })
  const starts = (await assignmentsIn(store.port, retired)).map(({ from }) => from)
  const later = starts.filter((start) => start > Date.parse(retired.from))
  return { ...retired, ...untilIn(later.length === 0 ? undefined : Math.min(...later)) }
}

const deployedBy = edgeTold('points', ({ source, slot = '', from = '', selector }) => ({
  asset: source,
  version: Number(selector?.version),
  slot,
  from,
}))

function retiredBy(said: readonly Statement[]): Omit<Retired, keyof Said> | undefined {
  const edges = said.flatMap((statement) => (statement.type === 'edge' && statement.edge === 'points' ? statement : []))
  const [first] = edges
  if (first === undefined) return undefined
  const { source: asset, slot = '', from = '' } = first
  return { asset, versions: versionsOf(edges), slot, from }
}

const versionsOf = (edges: readonly { readonly selector?: StandingEdge['selector'] }[]): number[] =>
  edges.flatMap(({ selector }) => (typeof selector?.version === 'number' ? selector.version : []))

/** What is live in a slot when it is to be retired: said of a time before, it would be live all the same. */
async function liveIn(
  snapshot: Snapshot,
  context: Context,
  { reference, name, slot, from }: { reference: string; name: string; slot: string; from: string },
): Promise<{ asset: string; targets: readonly StandingEdge[] }> {
  const slots: Assignment[] = []
  const assets = await assetsNamed(snapshot, context.moment, name)
  for (const { id } of assets) slots.push(...(await slotsOf(snapshot, context.moment.stands, id)))
  const assignments = slots.filter((assignment) => assignment.slot === slot)
  // Whatever else the reference may mean, or why it means nothing, is for the others to say.
  if (assignments.length === 0) await resolve(snapshot, reference, context)
  const live = liveAt(assignments, Date.parse(from))
  const named = assets.filter(({ node }) => live.some(({ asset }) => asset === node))
  const [only, ...others] = named
  if (others.length > 0) {
    const candidates = named.map(({ id }) => ({ reference: `${id}@${slot}`, id }))
    const told = candidates.map((each) => each.reference).join(' and ')
    throw new PedigreeError('ambiguous', `"${reference}" means ${told}; give the one you mean as it stands here`, {
      field: '/reference',
      candidates,
    })
  }
  if (only !== undefined) return { asset: only.id, targets: live.flatMap(({ targets }) => targets) }
  const starts = assignments.flatMap(({ targets }) => targets.flatMap((edge) => edge.from ?? []))
  const later = starts.filter((start) => start > Date.parse(from))
  const since = later.length === 0 ? '' : `; something is since ${secondText(instantOf(Math.min(...later)))}`
  throw new PedigreeError('invalid-input', `nothing was live in ${slot} of ${name} at ${secondText(from)}${since}`, {
    field: '/reference',
  })
}

function checkSlot(slot: string): void {
  checkWritable('slot', slot)
  if (!slot.includes('@') && !/^\d+$/.test(slot)) return
  throw new PedigreeError(
    'invalid-input',
    `"${slot}" cannot be a slot: it must not be all digits nor contain @, or name@${slot} could mean two things`,
    { field: '/slot' },
  )
}

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
      { field: '/share' },
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
