import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tracedBy } from './tracer.ts'

/** A file whatever it is called, with a name that it has. */
export type FileIdentity = { readonly dev: number; readonly ino: number; readonly path: string }

/** Device and inode, for looking it up. */
export const identityOf = ({ dev, ino }: Omit<FileIdentity, 'path'>): string => `${dev} ${ino}`

// A run that starts processes as fast as they can be looked at is looked at another time.
const passesMax = 5

/** The id of the process that traces another one; undefined where nobody does, or it has ended. */
export function tracerOf(pid: number): number | undefined {
  return tracedBy(readOf(pid, 'status') ?? '')
}

/**
 * Which of some files any process that is traced so can write to without opening them again: through an open descriptor,
 * or through memory that it shares with the file. A process started meanwhile is looked at, too, as it may have inherited
 * one. Some 15 microseconds for each process of the machine, and 100 for each that is traced.
 * @returns their identities; undefined where a process does not let itself be looked at, or new ones keep coming.
 */
export function openForWriting(tracer: number, files: readonly FileIdentity[]): ReadonlySet<string> | undefined {
  const open = new Set<string>()
  const wanted = wantedOf(files)
  const seen = new Set<string>()
  for (let pass = 0; pass < passesMax; pass += 1) {
    const fresh = namesIn('/proc')?.filter((name) => /^\d/.test(name) && !seen.has(name))
    if (fresh === undefined) return undefined
    const traced = fresh.filter((name) => {
      seen.add(name)
      return tracerOf(Number(name)) === tracer
    })
    if (traced.length === 0) return open
    for (const name of traced) if (!addOpen(Number(name), wanted, open)) return undefined
  }
  return undefined
}

type Wanted = {
  readonly identities: ReadonlySet<string>
  /** Of file systems in layers the device, and even the inode, of a mapping is not that of the path. */
  readonly inodes: ReadonlyMap<string, string>
  readonly paths: ReadonlyMap<string, string>
}

function wantedOf(files: readonly FileIdentity[]): Wanted {
  return {
    identities: new Set(files.map(identityOf)),
    inodes: new Map(files.map((file) => [String(file.ino), identityOf(file)])),
    paths: new Map(files.map((file) => [file.path, identityOf(file)])),
  }
}

/** Whether it could be looked at; one that has ended has nothing open. */
function addOpen(pid: number, wanted: Wanted, open: Set<string>): boolean {
  const [numbers, maps] = [namesIn(`/proc/${pid}/fd`), readOf(pid, 'maps')]
  if (numbers === undefined || maps === undefined) return hasEnded(pid)
  for (const number of numbers) {
    const identity = writableAt(`/proc/${pid}/fd/${number}`)
    if (identity !== undefined && wanted.identities.has(identity)) open.add(identity)
  }
  for (const [, inode = '', path = ''] of maps.matchAll(sharedAndWritable)) {
    const identity = wanted.inodes.get(inode) ?? wanted.paths.get(path)
    if (identity !== undefined) open.add(identity)
  }
  return true
}

// See proc_pid_maps(5): the second letter is `w` for writable, the fourth `s` for shared.
const sharedAndWritable = /^[\da-f]+-[\da-f]+ .w.s [\da-f]+ [\da-f]+:[\da-f]+ (\d+) *(.*)$/gm

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

/** What a descriptor leads to that can be written through it: the permissions of the link say whether. */
function writableAt(link: string): string | undefined {
  try {
    return (lstatSync(link).mode & 0o200) === 0 ? undefined : identityOf(statSync(link))
  } catch {
    // It was closed meanwhile.
    return undefined
  }
}

function readOf(pid: number, what: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return undefined
  }
}

// A process that nobody has asked for its exit yet is still there, and has nothing any more, unless threads of it go on.
function hasEnded(pid: number): boolean {
  const status = readOf(pid, 'status')
  return status === undefined || (/^State:\s+[ZX]/m.test(status) && /^Threads:\s+[01]$/m.test(status))
}
