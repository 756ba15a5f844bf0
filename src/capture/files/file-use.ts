import { isPlacedIn, placesIn, placesOf, tracedPlaces } from './event-places.ts'
import { type Content, type Disk, emptyDisk, exchange, join, leave, move, occupy, preexisting } from './file-content.ts'
import type { FileEvent, Witness } from './file-event.ts'

/** All that a run did at one path. Times are milliseconds since 1970. */
export type FileUse = {
  readonly path: string
  readonly read: boolean
  /** Opened for writing, or written elsewhere and moved here. Compare digests: the bytes may have come out the same. */
  readonly written: boolean
  /**
   * Read while it held what no process of this run had written: an input. Where `createdHere` is unknown, this rests on
   * an open that would have made a missing file, too, so it is void if the file was born during the run, unless `wasThere`.
   */
  readonly readBeforeWrite: boolean
  /**
   * Nothing says that it was read so: it was only opened for both reading and writing, or by an open that would have made
   * it, as locks are.
   */
  readonly isMaybeUnread?: true
  /** There surely was a file when it was read so. Another may have taken its place since. */
  readonly wasThere?: true
  /**
   * Where that stood before the run, here as a rule, which the first write kept (an append) and nothing has discarded since;
   * if anything did. Without being read it is no input, but a part of what is here now.
   */
  readonly kept?: string
  /** Gone at the end, removed or moved away. */
  readonly deleted: boolean
  /** Made and removed by this run: to be counted, not recorded. */
  readonly temporary: boolean
  /** Whether this run made the file that is here at the end. Absent when the calls do not tell (an ordinary `w`). */
  readonly createdHere?: boolean
  /** Where a file that this run did not make stood when the run began, if it was moved or linked here, and when it was. */
  readonly renamedFrom?: string
  readonly movedAt?: number
  /** This run made a symbolic link here, at `movedAt`. */
  readonly isLink?: true
  readonly firstReadAt?: number
  readonly firstWriteAt?: number
  readonly lastWriteAt?: number
  /** That it was written is known only by a look before and after the run: then somebody else may have done it. */
  readonly isOnlyCompared?: true
  /** SHA-256 in hex of what it held before this run's first write here. */
  readonly before?: string
  /** How many bytes that were, where it was looked at before the run: `withKnown`. */
  readonly beforeBytes?: number
  readonly witnesses: readonly Witness[]
  readonly pids: readonly number[]
}

type Use = {
  path: string
  firstReadAt: number | undefined
  firstWriteAt: number | undefined
  lastWriteAt: number | undefined
  /** A witness told of a write. */
  isTold: boolean
  readBeforeWrite: boolean
  surelyRead: boolean
  wasThere: boolean
  movedAt: number | undefined
  before: string | undefined
  left: 'deleted' | 'moved' | undefined
  /** A file that was there before the run has left this path. */
  lost: boolean
  witnesses: readonly Witness[]
  pids: readonly number[]
}

type State = {
  readonly disk: Disk
  readonly uses: Map<string, Use>
  /** What Python knew of a file's existence just before it opened it. */
  readonly hints: Map<string, boolean>
  /** Renames that confirm one which the tracer saw: of a folder, they hold for all below it. */
  readonly confirmed: Map<string, FileEvent>
  readonly withWitness: Lengthen<Witness>
  readonly withPid: Lengthen<number>
}

/** Gives a list with one more item. */
type Lengthen<Item> = (list: readonly Item[], item: Item) => readonly Item[]

/**
 * Folds events, in any order, into one use for each path, in the order of their first event. Content is followed through
 * renames of files and folders and through hard links: a file written beside its place and renamed onto it is written
 * there, and nothing is left to say about where it was before. What was there before the run is read where it stood then.
 * A folder has a use where it was renamed, since that holds for what is in it and no call names; a symbolic link, where
 * this run made it.
 *
 * Where the system-call tracer saw a path, Python's word only confirms it: the hook also hears of calls that fail. What the
 * user said confirms whatever was seen, and a look before and after the run what others told was written.
 * @param traced the paths that the tracer saw, for who knows them.
 * @param confirming reads of some of these that say who saw them, and nothing else, whenever that was.
 */
export function foldFileEvents(
  events: readonly FileEvent[],
  traced = tracedPlaces(events),
  confirming: readonly FileEvent[] = [],
): FileUse[] {
  const isTold = ({ witness }: FileEvent) => witness !== 'snapshot'
  const known = { traced, confirming, left: new Set<string>() }
  if (events.every(isTold)) return fold(events, known)
  const told = events.filter(isTold)
  const isLeft = ({ written, movedAt, deleted }: FileUse) => (written || movedAt !== undefined) && !deleted
  const uses = fold(told, known)
  return fold(events, { ...known, left: new Set(uses.flatMap((use) => (isLeft(use) ? use.path : []))) })
}

type Known = {
  readonly traced: ReadonlySet<string>
  readonly confirming: readonly FileEvent[]
  /** Where others told that something written or moved is left. */
  readonly left: ReadonlySet<string>
}

function fold(events: readonly FileEvent[], { confirming, ...known }: Known): FileUse[] {
  const state: State = {
    disk: emptyDisk(),
    uses: new Map(),
    hints: new Map(),
    confirmed: new Map(),
    withWitness: sharingLists(),
    withPid: sharingLists(),
  }
  const isConfirming = confirmations(events, known)
  for (const event of events.toSorted((left, right) => left.at - right.at)) {
    if (isConfirming(event)) confirm(state, event)
    else apply(state, event)
  }
  for (const event of confirming) useOf(state, event.path, event)
  const results: FileUse[] = []
  for (const use of state.uses.values()) {
    const result = resultOf(use, state.disk)
    if (result !== undefined) results.push(result)
  }
  return results
}

/** Which events say nothing that others have not seen, and seen better. */
function confirmations(
  events: readonly FileEvent[],
  { traced, left }: Omit<Known, 'confirming'>,
): (event: FileEvent) => boolean {
  const isSaid = events.some(({ witness }) => witness === 'declared')
  const isSeen = ({ witness }: FileEvent) => isSaid && witness !== 'declared'
  const read = placesIn(events, (event) => isSeen(event) && isRead(event))
  const written = placesIn(events, (event) => isSeen(event) && !isRead(event))
  return (event) => {
    if (event.witness === 'snapshot') return left.has(event.to || event.path)
    if (event.witness === 'python') return isPlacedIn(event, traced)
    return event.witness === 'declared' && isPlacedIn(event, isRead(event) ? read : written)
  }
}

const isRead = ({ operation }: FileEvent): boolean => operation === 'read'

function confirm(state: State, event: FileEvent): void {
  const place = overwritten(event)
  const existed = event.existed ?? existedBy(event)
  if (existed !== undefined && isUntouched(state, place)) state.hints.set(place, existed)
  if (event.existed === false && event.operation === 'read') return
  for (const path of placesOf(event)) useOf(state, path, event)
  if (event.operation === 'rename') state.confirmed.set(wayOf(event), event)
  noteBefore(state, event)
}

const wayOf = ({ path, to = path }: FileEvent): string => `${path}\0${to}`

/** What a write or a rename takes the place of, and `before` is the digest of. */
function overwritten({ operation, path, to }: FileEvent): string {
  return operation === 'rename' ? (to ?? path) : path
}

const isUntouched = ({ disk }: State, path: string): boolean => disk.files.get(path)?.written !== true

function noteBefore(state: State, event: FileEvent): void {
  const place = overwritten(event)
  if (event.before === undefined || !isUntouched(state, place)) return
  homeOf(state, event, place, state.disk.files.get(place)).before ??= event.before
}

/** A file that this run moved is known to others by the name that it had before. */
function homeOf(state: State, event: FileEvent, path: string, content: Content | undefined): Use {
  return useOf(state, content?.origin ?? path, event)
}

function apply(state: State, event: FileEvent): void {
  switch (event.operation) {
    case 'read':
      if (event.existed !== false) read(state, event, contentAt(state, event))
      break
    case 'write':
    case 'update':
      write(state, event)
      break
    case 'rename':
      rename(state, event, event.to ?? event.path)
      break
    case 'link':
      link(state, event, event.to ?? event.path)
      break
    case 'symlink':
      occupy(state.disk, event.path, { ...preexisting(), createdHere: true, isLink: true })
      useOf(state, event.path, event).movedAt = event.at
      break
    case 'delete':
      remove(state, event)
      break
  }
}

function read(state: State, event: FileEvent, content: Content): void {
  const use = useOf(state, event.path, event)
  if (content.createdHere !== true && (!content.written || content.kept !== undefined)) {
    // Of what was written on only what was there before is an input, and after that no time tells of it.
    const { path, at } = content.written && content.kept ? content.kept : { path: content.origin, at: event.at }
    const home = path === undefined ? use : useOf(state, path, event)
    home.firstReadAt ??= at
    home.readBeforeWrite = true
    home.surelyRead ||= !isMaybeNone(event)
    if (content.createdHere === false) home.wasThere = true
  }
  use.firstReadAt ??= event.at
}

/** A call that says itself that there was a file is there to read it; one that would have made it can have other reasons. */
const isMaybeNone = ({ operation, existed, witness }: FileEvent): boolean =>
  operation !== 'read' || (witness === 'strace' && existed === undefined)

function write(state: State, event: FileEvent): void {
  const content = contentAt(state, event)
  if (!content.written) homeOf(state, event, event.path, content).before ??= event.before
  if (event.truncates) {
    content.kept = undefined
    content.origin = undefined
  } else {
    if (event.operation === 'update') read(state, event, content)
    if (!content.written && content.createdHere !== true)
      content.kept = { path: content.origin ?? event.path, at: event.at }
  }
  content.written = true
  for (const name of content.names) wrote(useOf(state, name, event), event)
}

function wrote(use: Use, { at, witness }: FileEvent): void {
  use.isTold ||= witness !== 'snapshot'
  use.firstWriteAt ??= at
  use.lastWriteAt = at
}

function rename(state: State, event: FileEvent, to: string): void {
  const { disk } = state
  noteBefore(state, event)
  if (event.exchanges) {
    for (const [from, target] of exchange(disk, event.path, to)) arrive(state, event, target, from)
    return
  }
  const confirming = state.confirmed.get(wayOf(event))
  for (const [from, target] of move(disk, event.path, to)) {
    const use = useOf(state, from, event)
    use.left = 'moved'
    use.lost ||= disk.files.get(target)?.createdHere === false
    arrive(state, event, target, from)
    if (confirming !== undefined) useOf(state, target, confirming)
  }
}

function link(state: State, event: FileEvent, to: string): void {
  useOf(state, event.path, event)
  join(state.disk, event.path, to)
  arrive(state, event, to, event.path)
}

// What was written elsewhere counts as written here from now on; what was there before the run keeps its origin.
function arrive(state: State, event: FileEvent, path: string, from: string): void {
  const content = state.disk.files.get(path)
  if (content === undefined) return
  const use = useOf(state, path, event)
  use.movedAt = event.at
  if (content.written) wrote(use, event)
  if (content.createdHere === false) content.origin ??= from
}

function remove(state: State, event: FileEvent): void {
  noteBefore(state, event)
  const content = state.disk.files.get(event.path) ?? preexisting()
  leave(state.disk, event.path)
  if (content.isLink) return
  const use = useOf(state, event.path, event)
  use.left = 'deleted'
  use.lost ||= content.createdHere === false
}

function contentAt({ disk, hints }: State, event: FileEvent): Content {
  const known = disk.files.get(event.path)
  if (known !== undefined) return known
  const existed = event.existed ?? hints.get(event.path) ?? existedBy(event)
  const unknown = disk.vacated.has(event.path) || undefined
  const createdHere = event.operation === 'read' ? false : existed === undefined ? unknown : !existed
  const content = occupy(disk, event.path, preexisting())
  content.createdHere = createdHere
  return content
}

function existedBy({ before }: FileEvent): true | undefined {
  return before === undefined ? undefined : true
}

function useOf({ uses, withWitness, withPid }: State, path: string, event: FileEvent): Use {
  let use = uses.get(path)
  if (use === undefined) {
    use = {
      path,
      firstReadAt: undefined,
      firstWriteAt: undefined,
      lastWriteAt: undefined,
      isTold: false,
      readBeforeWrite: false,
      surelyRead: false,
      wasThere: false,
      movedAt: undefined,
      before: undefined,
      left: undefined,
      lost: false,
      witnesses: withWitness(none, event.witness),
      pids: withPid(none, event.pid),
    }
    uses.set(path, use)
    return use
  }
  if (!use.witnesses.includes(event.witness)) use.witnesses = withWitness(use.witnesses, event.witness)
  if (!use.pids.includes(event.pid)) use.pids = withPid(use.pids, event.pid)
  return use
}

const none: readonly never[] = []

/** The same list for all that have the same items: lists of their own for each use would take a fifth of the time of the fold. */
function sharingLists<Item>(): Lengthen<Item> {
  const longer = new Map<readonly Item[], Map<Item, readonly Item[]>>()
  return (list, item) => {
    const known = longer.get(list) ?? new Map<Item, readonly Item[]>()
    const found = known.get(item) ?? [...list, item]
    longer.set(list, known.set(item, found))
    return found
  }
}

function resultOf(use: Use, disk: Disk): FileUse | undefined {
  const content = disk.files.get(use.path)
  const { path, firstReadAt, firstWriteAt, lastWriteAt, movedAt, before, witnesses, pids } = use
  const deleted = content === undefined && use.left !== undefined
  const passedThrough = deleted && !use.lost && before === undefined
  if (passedThrough && use.left === 'moved') return undefined
  const origin = content?.origin === path ? undefined : content?.origin
  if (disk.folders.has(path) && origin === undefined) return undefined
  // Filled in step by step: objects that are spread into one another take several times as long.
  const result: { -readonly [Key in keyof FileUse]: FileUse[Key] } = {
    path,
    read: firstReadAt !== undefined,
    written: firstWriteAt !== undefined,
    readBeforeWrite: use.readBeforeWrite && !passedThrough,
    deleted,
    temporary: passedThrough,
    witnesses,
    pids,
  }
  if (content?.kept !== undefined) result.kept = content.kept.path
  if (result.readBeforeWrite && !use.surelyRead) result.isMaybeUnread = true
  if (use.wasThere && !passedThrough) result.wasThere = true
  if (content?.createdHere !== undefined) result.createdHere = content.createdHere
  if (origin !== undefined) result.renamedFrom = origin
  if (content?.isLink) result.isLink = true
  if ((origin !== undefined || content?.isLink) && movedAt !== undefined) result.movedAt = movedAt
  if (firstReadAt !== undefined) result.firstReadAt = firstReadAt
  if (firstWriteAt !== undefined) result.firstWriteAt = firstWriteAt
  if (lastWriteAt !== undefined) result.lastWriteAt = lastWriteAt
  if (lastWriteAt !== undefined && !use.isTold) result.isOnlyCompared = true
  if (before !== undefined) result.before = before
  return result
}
