import { randomBytes } from 'node:crypto'
import { PedigreeError } from '../../domain/error.ts'
import type { EdgeStatement, Statement } from '../../domain/statement.ts'
import { type Instant, instantOf, parseInstant } from '../../domain/time.ts'
import { version } from '../../domain/version.ts'
import type { EdgeKind } from '../../domain/vocabulary.ts'
import type { Said } from '../../lineage/answers/said.ts'
import type { Snapshot } from '../../store/port.ts'
import { readRequests } from '../../store/recording.ts'
import { momentOf } from '../moment.ts'
import type { Context } from '../references/meaning.ts'
import { type About, precedenceOf, precedenceText } from '../references/precedence.ts'
import type { WritableStore } from '../store.ts'
import type { Surroundings } from '../surroundings.ts'
import { currentAgent } from './current-agent.ts'
import { type Request, stating } from './request.ts'
import { unseal } from './seal.ts'
import { ownedBy } from './stated-by.ts'

/** One writing process: a random id, and a count of its requests. */
export function producerOf(via: string, surroundings: Surroundings) {
  const {
    producer,
    sequence: first,
    ...asked
  } = surroundings.request ?? { producer: randomBytes(16).toString('hex'), sequence: 0 }
  const agent = currentAgent(surroundings)
  let sequence = first
  return (rule: Pick<Request, 'needs' | 'decide' | 'states'>): Request => ({
    producer,
    sequence: sequence++,
    agent,
    via: `pedigree ${via} ${version}`,
    ...asked,
    ...rule,
  })
}

/** What a command that states something needs: the time it speaks of, and what references mean now. */
export type Saying<T> = {
  readonly store: WritableStore
  readonly via: string
  readonly at: string | undefined
  readonly surroundings: Surroundings
  /** What came of it, by the statements that stand for it, where it was said before. */
  readonly toldBy: (said: readonly Statement[]) => T | undefined
  readonly prepare: (snapshot: Snapshot, context: Context, at: Instant) => Promise<Prepared<T>>
}
export type Prepared<T> = {
  readonly rule?: Pick<Request, 'needs' | 'decide'>
  readonly statements?: readonly unknown[]
  /** What `--at` is held against. */
  readonly about?: About
  readonly result: T
}
/** What came of a saying, by its first edge of a kind. */
export const edgeTold =
  <T>(kind: EdgeKind, told: (edge: EdgeStatement) => T) =>
  (said: readonly Statement[]): T | undefined => {
    const edge = said.find((statement) => statement.type === 'edge' && statement.edge === kind)
    return edge?.type === 'edge' ? told(edge) : undefined
  }

/** Prepares statements in one snapshot and records them as one request. */
export async function say<T>(saying: Saying<T>): Promise<T & Said> {
  const { store, via, at, surroundings, prepare } = saying
  const before = await saidBefore(saying)
  if (before !== undefined) return before
  const now = instantOf(surroundings.nowMs())
  const time = at === undefined ? now : parseInstant(at, now, '--at')
  const { rule, statements, result, about, precedes } = await store.port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, Number.MAX_SAFE_INTEGER / 2)
    const asOf = Math.max(surroundings.nowMs(), Date.parse(time))
    const prepared = await prepare(snapshot, { moment: { ...moment, asOf }, store, surroundings }, time)
    const isHeld = at !== undefined && prepared.about !== undefined
    const precedes = isHeld ? await precedenceOf(snapshot, prepared.about, time, moment) : undefined
    return { ...prepared, precedes }
  })
  const said = rule ?? (statements === undefined ? undefined : stating(statements))
  if (said === undefined) return { ...result } as T & Said
  const { request, agent } = surroundings
  const owned = request === undefined ? said : ownedBy(agent, request.producer, said)
  const recorded = await store.record(producerOf(via, surroundings)(owned))
  if (about === undefined || precedes === undefined) return { ...result, recorded }
  surroundings.warn(precedenceText(about, precedes))
  return { ...result, recorded, precedes }
}

/**
 * What came of a request that stands already, for who could not know whether it had got through: it is not decided once
 * more. @throws PedigreeError `conflict` where something else stands under its pair.
 */
async function saidBefore<T>({ store, via, surroundings, toldBy }: Saying<T>): Promise<(T & Said) | undefined> {
  const { request } = surroundings
  if (request === undefined) return undefined
  const [found] = await store.port.read((snapshot) => readRequests(snapshot, [request]))
  if (found === undefined) return undefined
  const statements = unseal(found.body).statements.flatMap((statement) => statement ?? [])
  const recorded = await store.record(producerOf(via, surroundings)(stating(statements)))
  const told = toldBy(statements)
  if (told === undefined)
    throw new PedigreeError(
      'unavailable',
      `what entry ${recorded.entry} said was erased; it stands, and is not said again`,
    )
  return { ...told, recorded }
}
