import { type Stats, statSync } from 'node:fs'
import { hasOwnTimes } from '../files/file-system.ts'
import { openable } from '../files/path-text.ts'
import type { ReleasedFile } from '../files/released-file.ts'
import { identityOf, openForWriting, tracerOf } from './open-for-writing.ts'

/** A file that a process of the run has opened for writing, or put somewhere. Times are ms since 1970. */
export type Awaited = Pick<ReleasedFile, 'path' | 'pid' | 'wroteAt'> & {
  /** Whether whoever writes it may read it through the same descriptor. */
  readonly mayRead: boolean
  readonly dueAt: number
  /** How long it is waited before it is looked at again. */
  readonly waitMs: number
}

/** A file that was released, with what tells whether it is still as it was and was read. */
export type Kept = { -readonly [Key in keyof ReleasedFile]: ReleasedFile[Key] } & {
  readonly ctimeMs: number
  readonly birthtimeMs: number
  /** When it was accessed last, at the look. */
  readonly atimeMs: number
}

export type Looks = {
  readonly awaited: Map<string, Awaited>
  /** The command itself, which lives as long as there is anything to look at, and its tracer. */
  command: number | undefined
  tracer: number | undefined
  /** Of each device, whether its times tell. */
  readonly ownTimes: Map<number, boolean>
  restUntil: number
}

const waitMostMs = 500
/** Looks take a hundredth of a processor at most. */
const restPerLook = 100
// Two writes in one tick of a file system's clock look alike. It ticks with the kernel, every 10 ms or more often; where
// times are whole seconds, every two seconds.
const tickMs = 20
const coarseTickMs = 2_000

/** Looks at those that are due. Those that the run still has open are looked at again, less and less often. */
export function lookAt(looks: Looks, nowMs: () => number): Kept[] {
  const { awaited } = looks
  const at = nowMs()
  if (at < looks.restUntil) return []
  const due: (readonly [Awaited, Stats])[] = []
  for (const file of awaited.values()) {
    if (file.dueAt > at) continue
    const state = stateAt(file.path)
    if (state === undefined || !tells(looks, file.path, state)) awaited.delete(file.path)
    else if (isTicking(state, at)) postpone(awaited, file, at)
    else due.push([file, state])
  }
  if (due.length === 0) return []
  const began = process.cpuUsage()
  looks.tracer ??= looks.command && tracerOf(looks.command)
  const files = due.map(([{ path }, { dev, ino }]) => ({ path, dev, ino }))
  const open = looks.tracer === undefined ? undefined : openForWriting(looks.tracer, files)
  const released = due.flatMap(([file, state]) => {
    const after = stateAt(file.path)
    if (open === undefined || open.has(identityOf(state)) || after === undefined || !isSameState(state, after)) {
      postpone(awaited, file, at)
      return []
    }
    awaited.delete(file.path)
    return [keptOf(file, state, at)]
  })
  const { user, system } = process.cpuUsage(began)
  looks.restUntil = at + (restPerLook * (user + system)) / 1_000
  return released
}

function keptOf({ path, pid, wroteAt, mayRead }: Awaited, state: Stats, at: number): Kept {
  const { dev, ino, size: bytes, mtimeMs, ctimeMs, atimeMs, birthtimeMs } = state
  // A write sets the other two to one moment: what was given its times (`cp -p`, an archive) was given that of access, too.
  const isRead = !mayRead && atimeMs > mtimeMs && mtimeMs === ctimeMs
  const times = { mtimeMs, ctimeMs, atimeMs, birthtimeMs }
  return { path, pid, wroteAt, at, dev, ino, bytes, ...times, ...(isRead && { isRead }) }
}

function postpone(awaited: Map<string, Awaited>, file: Awaited, at: number): void {
  const waitMs = Math.min(2 * file.waitMs, waitMostMs)
  awaited.set(file.path, { ...file, dueAt: at + waitMs, waitMs })
}

function tells({ ownTimes }: Looks, path: string, { dev }: Stats): boolean {
  const known = ownTimes.get(dev)
  if (known !== undefined) return known
  try {
    ownTimes.set(dev, hasOwnTimes(path))
  } catch {
    // It went meanwhile.
    return false
  }
  return ownTimes.get(dev) === true
}

function isTicking({ mtimeMs, ctimeMs }: Stats, at: number): boolean {
  const isCoarse = mtimeMs % 1_000 === 0 && ctimeMs % 1_000 === 0
  return at - mtimeMs < (isCoarse ? coarseTickMs : tickMs)
}

/** Of a file that one can write; symbolic links are none, and the trace names what they lead to. */
export function stateAt(path: string): Stats | undefined {
  try {
    const state = statSync(openable(path), { throwIfNoEntry: false })
    return state?.isFile() ? state : undefined
  } catch {
    return undefined
  }
}

export const isSameState = (one: Stats, other: Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs'>): boolean =>
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeMs === other.mtimeMs &&
  one.ctimeMs === other.ctimeMs
