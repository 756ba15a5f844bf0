import { spawn } from 'node:child_process'
import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { accessOf } from './inherited-descriptors.ts'

/** Says once the command has ended whether it was given bytes through a pipe or socket, as far as can be told. */
export type AskPiped = () => Promise<boolean>

const no: AskPiped = async () => false

/**
 * Looks at standard input before a command starts. What is in a pipe no record has; that there is one says nothing, since a
 * CI, cron and whatever starts programs hand empty ones down. So it tells where fewer bytes wait in it after the run than
 * before, or where it is fed by a program beside this one, as by a shell's `|`. No byte is taken out, and no call of the command
 * slowed down; to see its reads each read of any file would have to stop.
 */
export async function lookAtStandardInput(): Promise<AskPiped> {
  const kind = kindOfInput()
  if (process.platform !== 'linux' || kind === undefined) return no
  const isFed = kind === 'pipe' && isFedBeside()
  const before = await bytesWaiting()
  return async () => isFed || (before > 0 && (await bytesWaiting()) < before)
}

function kindOfInput(): 'pipe' | 'socket' | undefined {
  try {
    const state = fstatSync(0)
    return state.isFIFO() ? 'pipe' : state.isSocket() ? 'socket' : undefined
  } catch {
    // It is closed.
    return undefined
  }
}

/**
 * Whether a program that is none of those around this one holds an end of standard input to write to, and none of those around
 * reads it: `ls | while read f; do …` gives each command in the loop what the loop itself reads.
 */
function isFedBeside(): boolean {
  const pipe = targetOf('/proc/self/fd/0')
  const around = ancestors()
  let isFed = false
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    if (pid === process.pid) continue
    const access = accessTo(pid, pipe)
    if (access.includes('0') && around.has(pid)) return false
    if (access.includes('1') && !around.has(pid)) isFed = true
  }
  return isFed
}

/** How a process has a pipe open: as the last digit of each descriptor's flags says. Nothing of other users' processes. */
function accessTo(pid: number, pipe: string | undefined): string[] {
  try {
    const own = readdirSync(`/proc/${pid}/fd`).filter((number) => targetOf(`/proc/${pid}/fd/${number}`) === pipe)
    return own.flatMap((number) => accessOf(Number(number), pid) ?? [])
  } catch {
    return []
  }
}

function ancestors(): ReadonlySet<number> {
  const found = new Set<number>()
  for (let pid = process.ppid; pid > 0 && !found.has(pid); ) {
    found.add(pid)
    try {
      // The name of a program, in brackets, may hold anything (proc_pid_stat(5)).
      const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
      pid = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
    } catch {
      break
    }
  }
  return found
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

// FIONREAD, which Node has not: by Perl in 3 ms where it is there, else by Python in 20. Its number is not the same everywhere.
const perl = 'my $n = pack("i", 0); ioctl(STDIN, 0x541B, $n) or exit 1; print unpack("i", $n)'
const asking: readonly (readonly [program: string, ...words: string[]])[] = [
  ...(['x64', 'arm64'].includes(process.arch) ? [['perl', '-e', perl] as const] : []),
  [
    'python3',
    '-ISc',
    'import array, fcntl, termios; n = array.array("i", [0]); fcntl.ioctl(0, termios.FIONREAD, n); print(n[0])',
  ],
]

/** How many bytes wait on standard input; 0 where nobody can tell. */
async function bytesWaiting(): Promise<number> {
  for (const [program, ...words] of asking) {
    const said = await outputOf(program, words)
    if (/^\d+\s*$/.test(said)) return Number(said)
  }
  return 0
}

function outputOf(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['inherit', 'pipe', 'ignore'], timeout: 2_000 })
    let said = ''
    child.stdout.setEncoding('latin1').on('data', (text) => {
      said += text
    })
    child.on('error', () => resolve('')).on('close', () => resolve(said))
  })
}
