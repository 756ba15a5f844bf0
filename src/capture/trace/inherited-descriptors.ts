import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

// Shells give out numbers up to 255. For each number below the highest Node makes something when it starts a command.
const numberMax = 1_023

/**
 * The descriptors beyond the standard streams that whoever started this process has opened for the command: `7< file`,
 * `<(…)`, the job server of `make -j`. Node keeps them from its children unless it is told, and its mark for that
 * (FD_CLOEXEC) is on them as on its own. To be asked before this process opens anything: what is no inheritance then, Node
 * has opened for itself.
 */
export function inheritedDescriptors(): readonly number[] {
  try {
    return process.platform === 'linux' ? byTheirTargets() : byTheirNumbers()
  } catch {
    return []
  }
}

// Node's own are polls and wake-up calls without a name, pipes of which it has both ends and its parent has none, its
// terminal opened once more, and a spare `/dev/null` for the day when it may open no more (libuv's `emfile_fd`). Each took
// the first number that was free, a poll before all others and devices after them.
function byTheirTargets(): number[] {
  const open = targetsIn('/proc/self/fd').sort((left, right) => left.number - right.number)
  const parents = new Set(targetsIn(`/proc/${process.ppid}/fd`).map(({ target }) => target))
  const unnamed = open.filter(({ target }) => target.startsWith('anon_inode:')).map(({ number }) => number)
  const [first = 0, last = 0] = [unnamed[0], unnamed.at(-1)]
  const isOurs = ({ number, target }: Open, index: number): boolean => {
    // By which a parent in Node speaks with this process.
    if (target.startsWith('socket:')) return process.channel !== undefined
    if (number < first) return false
    if (target.startsWith('pipe:')) return !parents.has(target) && hasBothEnds(open, target)
    if (target.startsWith('/dev/')) return number > last && index === number
    return target.startsWith('anon_inode:')
  }
  return open.filter((each, index) => isInherited(each.number) && !isOurs(each, index)).map(({ number }) => number)
}

function hasBothEnds(open: readonly Open[], pipe: string): boolean {
  const numbers = open.filter(({ target }) => target === pipe).map(({ number }) => number)
  return new Set(numbers.map((number) => accessOf(number))).size > 1
}

/** Whether it reads (0), writes (1) or both (2), as the last octal digit of its flags says: see proc_pid_fdinfo(5). */
export function accessOf(descriptor: number, pid: number | 'self' = 'self'): string | undefined {
  return /^flags:\s*\d*(\d)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'latin1'))?.[1]
}

type Open = { readonly number: number; readonly target: string }

function targetsIn(folder: string): Open[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const target = targetOf(`${folder}/${name}`)
      return target === undefined ? [] : [{ number: Number(name), target }]
    })
  } catch {
    // The parent is somebody else's.
    return []
  }
}

// The folder itself was open while it was read.
function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

// Elsewhere a descriptor does not tell what it leads to. The lowest free number is the next to be given out, so that all
// above it were there before; of those below, only files can hardly be Node's.
function byTheirNumbers(): number[] {
  const numbers = readdirSync('/dev/fd').map(Number)
  const free = openSync('/dev/null', 'r')
  closeSync(free)
  return numbers.filter((number) => isInherited(number) && number !== free && (number > free || isFile(number)))
}

function isFile(number: number): boolean {
  try {
    return fstatSync(number).isFile()
  } catch {
    return false
  }
}

const isInherited = (number: number): boolean => number > 2 && number <= numberMax

/**
 * Lets go of the pipes among the descriptors when the command has them: who waits for their end must not wait for this
 * process. Files stay, to see how far the command has read in them.
 */
export function closePipes(descriptors: readonly number[]): void {
  for (const descriptor of descriptors) {
    try {
      if (fstatSync(descriptor).isFIFO()) closeSync(descriptor)
    } catch {
      // The command runs, whatever became of it.
    }
  }
}
