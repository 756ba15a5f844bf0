import { type ExecFileException, execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** A strace that works here, measured by using it. */
export type Tracer = {
  readonly kind: 'strace'
  /** Whether only the calls of interest stop the command (seccomp). Without, every call does, at several times the cost. */
  readonly filtered: boolean
}

/** The tracer of a run around this one: `address` is where it says what it saw. */
export type OuterTracer = { readonly kind: 'outer'; readonly address: string }

/** The variable by which a command finds that. */
export const sharedTraceVariable = 'PEDIGREE_TRACE'

export type NoTracer = { readonly kind: 'none'; readonly reason: string }

const execute = promisify(execFile)
const probeTimeoutMs = 10_000

// `?` skips what an architecture does not have. The first two lines change files, the third who acts and from where, the
// last leads out of sight, or says that it only leads to another process of the run.
const calls = [
  ...['open', 'openat', 'openat2', 'creat', 'truncate', 'ftruncate', 'unlink', 'unlinkat', 'rmdir'],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'],
  ...['execve', 'execveat', 'clone', 'clone3', 'fork', 'vfork', 'chdir', 'fchdir'],
  ...['connect', 'bind', 'getsockname', 'io_uring_setup', 'ptrace', 'chroot', 'pivot_root'],
].map((name) => `?${name}`)

/**
 * The arguments up to the command. `-D` makes the command our own child, with its signals and its exit; `-y` adds the real
 * path of every descriptor. Arguments of an execution are kept up to 4,096 bytes each; paths are never cut. The end of a
 * process is printed with `-q`, but not with `-qq`.
 * @param output where it is written; otherwise on standard error.
 */
export function traceArguments(tracer: Pick<Tracer, 'filtered'>, output?: string): string[] {
  const filter = tracer.filtered ? ['--seccomp-bpf'] : []
  const to = output === undefined ? [] : ['-o', output]
  const selection = ['-e', 'signal=none', '-e', `trace=${calls.join(',')}`]
  return ['-D', '-f', '-y', '-q', '-ttt', '-s', '4096', ...filter, ...selection, ...to, '--']
}

/** Whether this process can trace a command, found out by tracing one that does nothing (some 10 ms). */
export async function probeTracer(): Promise<Tracer | NoTracer> {
  if (process.platform !== 'linux') return none(`there is no strace for ${process.platform}`)
  const status = ownStatus()
  if (tracedBy(status) !== undefined) {
    return none(`process ${tracedBy(status)} traces this one already, and a process has one tracer at most`)
  }

  const attempt = await trial(true)
  if (attempt === '') return { kind: 'strace', filtered: true }
  return (await whyNoVersion()) ?? (await unfiltered(attempt))
}

async function whyNoVersion(): Promise<NoTracer | undefined> {
  try {
    const { stdout } = await execute('strace', ['-V'], { timeout: probeTimeoutMs })
    const version = versionOf(stdout)
    if (version === undefined) return none('the strace that is installed does not work: it does not tell its version')
    return hasFilter(version) ? undefined : none(`strace ${version} is too old: 5.3 is the first that can filter calls`)
  } catch (error) {
    const isThere = !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
    if (!isThere) return none('strace is not installed (apt-get install strace, dnf install strace)')
    return none(`the strace that is installed does not work: ${whatFailed(error)}`)
  }
}

async function unfiltered(attempt: string): Promise<Tracer | NoTracer> {
  if ((await trial(false)) === '') return { kind: 'strace', filtered: false }
  return none(`strace cannot trace here (a container may need --cap-add=SYS_PTRACE): ${attempt}`)
}

export const isTraced = (): boolean => tracedBy(ownStatus()) !== undefined

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}

/** The id of the process that traces the one whose `/proc/…/status` this is. */
export function tracedBy(status: string): number | undefined {
  return Number(/^TracerPid:\s*(\d+)/m.exec(status)?.[1] ?? 0) || undefined
}

/** The version in what `strace -V` prints, as `6.1` or `5.19.0.4-ab12`. */
export function versionOf(text: string): string | undefined {
  return /^strace -- version (\S+)/m.exec(text)?.[1]
}

export function hasFilter(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major > 5 || (major === 5 && minor >= 3)
}

// Says what went wrong, or nothing. Where the filter is refused, strace warns and traces everything. The trace itself comes
// on standard error, too: each line of it begins with a time.
async function trial(filtered: boolean): Promise<string> {
  try {
    const { stderr } = await execute('strace', [...traceArguments({ filtered }), 'true'], { timeout: probeTimeoutMs })
    const said = stderr.split('\n').filter((line) => line !== '' && !/^(?:\[pid +\d+\] )?\d+\.\d+ /.test(line))
    return said.join('; ').trim() || (stderr.includes(' execve(') ? '' : 'it reports no calls')
  } catch (error) {
    return whatFailed(error)
  }
}

function whatFailed(error: unknown): string {
  const { stderr = '', code, message } = error as ExecFileException
  const said = stderr.trim().replaceAll('\n', '; ')
  return said || (typeof code === 'number' ? `it ended with ${code}` : message)
}

function none(reason: string): NoTracer {
  return { kind: 'none', reason }
}
