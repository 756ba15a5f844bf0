import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { nextTurn } from '../operations/recording/turns.ts'

/** A process that has a socket open, with the inodes of all that it has open. */
export type Holder = { readonly process: number; readonly sockets: ReadonlySet<string> }

/** How many processes are looked into at once: some 0.1 ms each. */
const processesATurn = 16

/**
 * Which processes of a user have these sockets open. One that the system lets nobody look into is missing. The newest
 * processes come first, since who has just connected has often just begun.
 */
export async function holdersOf(inodes: ReadonlySet<string>, user: number): Promise<ReadonlyMap<string, Holder>> {
  const found = new Map<string, Holder>()
  for (const [index, number] of processes().entries()) {
    if (found.size === inodes.size) break
    if (index % processesATurn === processesATurn - 1) await nextTurn()
    const sockets = socketsOf(number, user)
    for (const inode of sockets) if (inodes.has(inode)) found.set(inode, { process: number, sockets })
  }
  return found
}

function processes(): readonly number[] {
  const others = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  return [process.pid, ...others.filter((other) => other !== process.pid).sort((a, b) => b - a)]
}

/** None of a process that has ended meanwhile, is another user's, or hides itself. */
function socketsOf(number: number, user: number): ReadonlySet<string> {
  const folder = `/proc/${number}/fd`
  try {
    if (statSync(`/proc/${number}`).uid !== user) return new Set()
    return new Set(readdirSync(folder).flatMap((name) => inodeOf(`${folder}/${name}`) ?? []))
  } catch {
    return new Set()
  }
}

function inodeOf(link: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1]
  } catch {
    // Closed meanwhile.
    return undefined
  }
}
