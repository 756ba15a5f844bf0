import type { FileEvent } from '../files/file-event.ts'
import type { ReleasedFile } from '../files/released-file.ts'
import { type Awaited, type Kept, type Looks, lookAt, stateAt } from './release-looks.ts'
import { hashAsTimeAllows } from './released-hashes.ts'

/** Looks at the files that a run writes, while it runs. */
export type ReleaseWatch = {
  /** An event of the trace, just after it happened. */
  take(event: FileEvent): void
  released(): readonly ReleasedFile[]
  /** Looks no more. */
  close(): void
}

const firstLookMs = 50
/** How often files are asked whether anybody has read them. */
const askEveryMs = 1_000
// A run that unpacks an archive writes more files than are worth it: each takes 5 microseconds, and its memory.
const awaitedMax = 1_000
const askedMax = 1_000
const keptMax = 10_000
/** Nobody writes there what anybody asks for later. */
const passedOver = /^\/(?:proc|sys|dev)\/|\/(?:\.git|__pycache__|node_modules|(?:site|dist)-packages)\//

/**
 * The trace tells when a file is opened, and not when it is closed: to stop at each `close`, too, would make reading many small
 * files half as slow again. So a file is looked at a moment after it was opened for writing, and when no process of the run has
 * it open any more, it is as the run left it. That takes this process a hundredth of the time, and nothing of the run's.
 */
export function watchReleases(nowMs: () => number = Date.now): ReleaseWatch {
  const looks: Looks = { awaited: new Map(), command: undefined, tracer: undefined, ownTimes: new Map(), restUntil: 0 }
  const kept: Kept[] = []
  const latest = new Map<string, Kept>()
  /** Those that the run has not touched since. */
  const lasting = new Set<Kept>()
  const hashes = hashAsTimeAllows(nowMs)
  let timer: NodeJS.Timeout | undefined
  let askedAt = 0

  const keep = (file: Kept) => {
    const before = latest.get(file.path)
    // It was opened for writing, and left as it was.
    const isOld = before !== undefined && isSameContent(before, file)
    const now = isOld ? Object.assign(before, { pid: file.pid, wroteAt: file.wroteAt, at: file.at }) : file
    if (!isOld) {
      if (kept.length >= keptMax) return
      kept.push(file)
      latest.set(file.path, file)
      hashes.ask(file)
    }
    lasting.add(now)
  }
  const leave = (path: string) => {
    const file = latest.get(path)
    if (file === undefined || !lasting.delete(file)) return
    if (isReadSince(file)) file.isRead = true
  }
  const work = () => {
    timer = undefined
    for (const file of lookAt(looks, nowMs)) keep(file)
    const now = nowMs()
    if (now - askedAt >= askEveryMs) {
      askedAt = now
      for (const file of [...lasting].slice(-askedMax)) if (isReadSince(file)) file.isRead = true
    }
    hashes.go()
    goOn()
  }
  const goOn = () => {
    if (timer !== undefined) return
    const waitMs = Math.min(untilDue(looks, nowMs()), lasting.size > 0 ? askEveryMs : Number.POSITIVE_INFINITY)
    if (Number.isFinite(waitMs)) timer = setTimeout(work, Math.max(1, waitMs)).unref()
  }
  return {
    take({ operation, path: from, to: path = from, pid, at }) {
      // The first event of all is its execution.
      looks.command ??= pid
      if (operation === 'read' || operation === 'symlink') return
      leave(path)
      if (operation === 'rename') leave(from)
      if (operation !== 'link') looks.awaited.delete(from)
      if (operation === 'delete' || passedOver.test(path)) return
      const mayRead = operation !== 'write'
      put(looks.awaited, { path, pid, wroteAt: at, mayRead, dueAt: nowMs() + firstLookMs, waitMs: firstLookMs })
      goOn()
    },
    released: () => kept.map(({ ctimeMs: _, atimeMs: __, birthtimeMs: ___, ...file }) => file),
    close: () => clearTimeout(timer),
  }
}

function untilDue({ awaited, restUntil }: Looks, now: number): number {
  let dueAt = Number.POSITIVE_INFINITY
  for (const file of awaited.values()) dueAt = Math.min(dueAt, file.dueAt)
  return Math.max(dueAt, restUntil) - now
}

/** The newest last; where there are too many, the oldest is given up. */
function put(awaited: Map<string, Awaited>, file: Awaited): void {
  awaited.delete(file.path)
  awaited.set(file.path, file)
  const [oldest] = awaited.keys()
  if (awaited.size > awaitedMax && oldest !== undefined) awaited.delete(oldest)
}

const isSameContent = (one: Kept, other: Kept): boolean =>
  one.dev === other.dev && one.ino === other.ino && one.bytes === other.bytes && one.mtimeMs === other.mtimeMs

/**
 * A file's time of access is put right at the first read after a write, as nearly all disks are mounted (`relatime`). Who gives
 * it times (`touch`) gives it two that are alike, or older ones.
 */
function isReadSince({ path, dev, ino, birthtimeMs, atimeMs }: Kept): boolean {
  const state = stateAt(path)
  // The inode of a file that is gone is soon that of another.
  if (state?.dev !== dev || state.ino !== ino || state.birthtimeMs !== birthtimeMs) return false
  return state.atimeMs > atimeMs && state.atimeMs !== state.mtimeMs
}
