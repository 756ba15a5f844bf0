import { isPlacedIn } from './event-places.ts'
import type { FileEvent, Process } from './file-event.ts'
import type { FileUse } from './file-use.ts'

const namesShown = 3
const python = /(^|\/)(python|pypy)[\d.]*t?$/

/** What Python told, beside what the system-call tracer saw. */
export type Compared = {
  /** What has to be folded in its order. */
  readonly events: readonly FileEvent[]
  /** Reads of which Python only says that it saw them, too, and not what there was before. */
  readonly confirming: readonly FileEvent[]
  /** Paths of events that are left out. */
  readonly unconfirmed: readonly string[]
}

/**
 * Leaves out what Python told of a process that was traced, and no system call shows: the hook hears of calls before they
 * are made, and of a file below a folder's descriptor only its name.
 * @param traced the paths that the tracer saw.
 */
export function compareWitnesses(
  events: readonly FileEvent[],
  processes: readonly Process[],
  traced: ReadonlySet<string>,
): Compared {
  if (traced.size === 0) return { events, confirming: [], unconfirmed: [] }
  const pids = new Set(processes.map(({ pid }) => pid))
  const folded: FileEvent[] = []
  const confirming: FileEvent[] = []
  const unconfirmed = new Set<string>()
  for (const event of events) {
    if (event.witness !== 'python') folded.push(event)
    else if (isPlacedIn(event, traced)) (isPlainRead(event) ? confirming : folded).push(event)
    else if (!pids.has(event.pid)) folded.push(event)
    else if (event.existed !== false) unconfirmed.add(event.path)
  }
  return { events: folded, confirming, unconfirmed: [...unconfirmed] }
}

const isPlainRead = ({ operation, existed, before }: FileEvent): boolean =>
  operation === 'read' && existed === undefined && before === undefined

/** What a tracer saw in a process of Python that told of others, and not of this. */
export function unheardBy(use: FileUse, told: ReadonlySet<number>): boolean {
  return use.witnesses.includes('strace') && !use.witnesses.includes('python') && use.pids.some((pid) => told.has(pid))
}

/** What has changed meanwhile, although no Python that told of its files told of this. */
export function untoldBy(use: FileUse): boolean {
  return use.witnesses.includes('snapshot') && !use.witnesses.includes('python')
}

/**
 * Processes of Python in which the plug-in told of files, to their end: one that was killed may have taken its last reads
 * with it. One that executed something else since is none.
 */
export function tellingProcesses(events: readonly FileEvent[], processes: readonly Process[]): ReadonlySet<number> {
  const told = new Set<number>()
  for (const { witness, pid } of events) if (witness === 'python') told.add(pid)
  const isTelling = ({ pid, executable, exit }: Process) =>
    exit !== undefined && told.has(pid) && python.test(executable)
  return new Set(processes.filter(isTelling).map(({ pid }) => pid))
}

/** Names of files on which witnesses differ, by how they do. */
export type Differing = {
  /** Told by Python alone, where system calls were seen. */
  readonly unconfirmed: readonly string[]
  /** Shown by system calls of a Python that did not tell of it. */
  readonly unheard: readonly string[]
  /** Found by a look before and after, where Python told of other files. */
  readonly untold: readonly string[]
  /** Of which it was seen that others have put something else there since the run left it. */
  readonly replaced: readonly string[]
}

/** Where witnesses differ, and why that can be, as sentences. */
export function disagreements({ unconfirmed, unheard, untold, replaced }: Differing): string[] {
  return [
    ...(replaced.length === 0
      ? []
      : [
          `The run’s own bytes are on record of ${named(replaced)}: something else wrote there since, or removed it, before the run ended.`,
        ]),
    ...(untold.length === 0
      ? []
      : [
          `Only a look before and after the run shows ${named(untold)}: another program or a library in another language wrote it, or somebody else did meanwhile.`,
        ]),
    ...(unheard.length === 0
      ? []
      : [
          `Only system calls show ${named(unheard)}: within Python, a library in another language opened it, or a call below a folder’s descriptor.`,
        ]),
    ...(unconfirmed.length === 0
      ? []
      : [
          `Only Python told of ${named(unconfirmed)}, which is left out: the call failed, or meant a file of that name in another folder.`,
        ]),
  ]
}

function named(names: readonly string[]): string {
  const more = names.length - namesShown
  return `${names.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
