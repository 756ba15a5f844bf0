import { randomBytes } from 'node:crypto'
import { type Instant, instantOf, parseInstant } from '../domain/time.ts'
import { version } from '../domain/version.ts'
import type { Snapshot } from '../store/port.ts'
import { currentAgent } from './current-agent.ts'
import { momentOf } from './moment.ts'
import { type About, type Precedence, precedenceOf, precedenceText } from './precedence.ts'
import type { Context } from './reference.ts'
import { type Answer, type Request, stating } from './request.ts'
import type { WritableStore } from './store.ts'
import type { Surroundings } from './surroundings.ts'

/** One writing process: a random id, and a count of its requests. */
export function producerOf(via: string, surroundings: Surroundings) {
  const producer = randomBytes(16).toString('hex')
  const agent = currentAgent(surroundings)
  let sequence = 0
  return (rule: Pick<Request, 'needs' | 'decide' | 'states'>): Request => ({
    producer,
    sequence: sequence++,
    agent,
    via: `pedigree ${via} ${version}`,
    ...rule,
  })
}

/** What a command that states something needs: the time it speaks of, and what references mean now. */
export type Saying<T> = {
  readonly store: WritableStore
  readonly via: string
  readonly at: string | undefined
  readonly surroundings: Surroundings
  readonly prepare: (snapshot: Snapshot, context: Context, at: Instant) => Promise<Prepared<T>>
}
export type Prepared<T> = {
  readonly rule?: Pick<Request, 'needs' | 'decide'>
  readonly statements?: readonly unknown[]
  /** What `--at` is held against. */
  readonly about?: About
  readonly result: T
}
/** `recorded` is absent when all was said before; `precedes` where `--at` is before what it speaks of was there. */
export type Said = { readonly recorded?: Answer; readonly precedes?: Precedence }

/** Prepares statements in one snapshot and records them as one request. */
export async function say<T>({ store, via, at, surroundings, prepare }: Saying<T>): Promise<T & Said> {
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
  const recorded = await store.record(producerOf(via, surroundings)(said))
  if (about === undefined || precedes === undefined) return { ...result, recorded }
  surroundings.warn(precedenceText(about, precedes))
  return { ...result, recorded, precedes }
}
