import { spawn } from 'node:child_process'

/** One call of git. */
export type GitCall = {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly input?: Uint8Array | string
  /** Output beyond this many bytes fails the call. 256 MiB where not given. */
  readonly outputBytesMax?: number
}

/** Why git did not do what it was asked: it is not installed, it refused, it took too long or said too much. */
export class GitError extends Error {
  override readonly name = 'GitError'
}

const outputBytesMaxByDefault = 256 * 1024 * 1024
const timeoutMs = 60_000

/** What git prints. @throws GitError with the first line of what it says. */
export function git({
  args,
  cwd,
  env,
  input = '',
  outputBytesMax = outputBytesMaxByDefault,
}: GitCall): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' })
    const output: Buffer[] = []
    let bytes = 0
    let complaint = ''
    const fail = (why: string) => reject(new GitError(`git ${args.find((word) => !word.startsWith('-'))}: ${why}`))

    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      output.push(chunk)
      if (bytes <= outputBytesMax) return
      child.kill('SIGKILL')
      fail(`it printed over ${outputBytesMax} bytes`)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (complaint.length < 1_000) complaint += text
    })
    child.on('error', (error) => fail(error.message))
    child.on('close', (exit, signal) => {
      if (exit === 0) resolve(Buffer.concat(output))
      else fail(complaint.split('\n')[0] || `it ended with ${signal ?? exit}`)
    })
    // It may end before it has read everything; then its exit says why.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** The parts of what git prints with `-z`, each without its NUL. */
export function partsOf(output: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start)
    parts.push(output.subarray(start, end < 0 ? output.length : end))
    start = end < 0 ? output.length : end + 1
  }
  return parts
}

/** The parts as git reads them with `-z`. */
export function joinParts(parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [part, Buffer.of(0)]))
}
