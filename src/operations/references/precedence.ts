import { flows } from '../../domain/flow.ts'
import { assetName, type NodeId } from '../../domain/id.ts'
import { secondText } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { type Instant, instantOf } from '../../domain/time.ts'
import type { Precedence } from '../../lineage/answers/said.ts'
import { readEdgesAbove, readEdgesBelow } from '../../store/describing.ts'
import { findById } from '../../store/looking-up.ts'
import type { Snapshot } from '../../store/port.ts'
import type { Moment } from '../moment.ts'
import { versionsOf } from './name-reference.ts'

/** What a statement is about: content or a run, and the version of an asset, where it names one. */
export type About = {
  readonly id: NodeId
  readonly node: number | undefined
  readonly asset?: string | undefined
  readonly version?: number | undefined
}

/** Imported history is often so, and it is recorded; but a mistyped year is, too, and should be seen at once. */
export async function precedenceOf(
  snapshot: Snapshot,
  about: About,
  said: Instant,
  moment: Moment,
): Promise<Precedence | undefined> {
  const made = about.node === undefined ? undefined : await whenMade(snapshot, about.node, moment)
  if (made !== undefined && made > Date.parse(said)) return { said, event: 'made', at: instantOf(made) }
  const registered = await whenRegistered(snapshot, about, moment)
  if (registered === undefined || registered <= Date.parse(said)) return undefined
  return { said, event: 'registered', at: instantOf(registered) }
}

/**
 * When a recorded run first wrote it, alone or in a folder written whole, or another read it by then. A source may be
 * older than its first use.
 */
async function whenMade(snapshot: Snapshot, node: number, { stands }: Moment): Promise<number | undefined> {
  const folders = (await readEdgesAbove(snapshot, [node], [flows.folder])).map(({ upstream }) => upstream)
  const writes = await readEdgesAbove(snapshot, [node, ...folders], [flows.generated])
  if (!writes.some(({ statement }) => stands(statement))) return undefined
  return earliest([...writes, ...(await readEdgesBelow(snapshot, [node], [flows.used]))], stands)
}

async function whenRegistered(snapshot: Snapshot, { asset, version }: About, moment: Moment) {
  const node = asset === undefined || version === undefined ? undefined : await findById(snapshot, asset)
  if (node === undefined) return undefined
  const edges = (await versionsOf(snapshot, moment, node.node)).filter(({ number }) => number === version)
  return least(edges.flatMap(({ at, from }) => from ?? at ?? []))
}

type Dated = { readonly statement: number; readonly at?: number; readonly since?: number }
const earliest = (edges: readonly Dated[], stands: Moment['stands']) =>
  least(edges.filter(({ statement }) => stands(statement)).flatMap(({ at, since }) => since ?? at ?? []))

const least = (times: readonly number[]) => (times.length === 0 ? undefined : Math.min(...times))

export function precedenceText({ id, asset, version }: About, { said, event, at }: Precedence): string {
  const name = asset === undefined || version === undefined ? shortId(id) : `${assetName(asset)}@${version}`
  const what = event === 'made' ? `the content of ${name} was made` : `${name} was registered`
  return `--at ${secondText(said)} is before ${what} (${secondText(at)}); it is recorded as you said`
}
