import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Standard error of a tracer that is not the command's. A tracer stays as long as the last descendant, and whoever reads
 * what a command says (`2>&1 | tee`, a continuous integration) waits for all that hold the other end.
 */
export type TracerErrors = {
  /** The streams to start the tracer with. */
  readonly streams: readonly (number | 'inherit')[]
  /** The command with its own standard error back, by a shell that gives way to it. */
  wrap(command: readonly string[]): readonly string[]
  /** What the tracer said, once. */
  close(): string
}

/**
 * Only pipes and sockets keep somebody waiting. A tracer lets go of what it has as standard input and output, but not of
 * standard error. So a shell gives the command its own again: it opens a pipe a second time, takes what is standard output,
 * too, or what was handed on in the place of a standard input that is `/dev/null`.
 * @param folder a private one.
 * @param folderOfShell what the command is to find in PWD, which a shell would set.
 * @returns undefined where the tracer has to share the command's.
 */
export function separateErrors(folder: string, folderOfShell: string | undefined): TracerErrors | undefined {
  const way = wayAround()
  if (way === undefined) return undefined
  const path = join(folder, 'errors')
  const descriptor = openSync(path, 'wx', 0o600)
  const [start, words] = folderOfShell === undefined ? ['unset PWD', []] : ['PWD=$1; shift', [folderOfShell]]
  return {
    streams: [way.input, 'inherit', descriptor],
    wrap: (command) => ['/bin/sh', '-c', `${start}; exec "$@" ${way.redirection}`, 'pedigree', ...words, ...command],
    close() {
      closeSync(descriptor)
      return readFileSync(path, 'utf8')
    },
  }
}

type Way = { readonly redirection: string; readonly input: number | 'inherit' }

function wayAround(): Way | undefined {
  try {
    const [input, output, errors] = [fstatSync(0), fstatSync(1), fstatSync(2)]
    if (!errors.isFIFO() && !errors.isSocket()) return undefined
    if (output.dev === errors.dev && output.ino === errors.ino) return { redirection: '2>&1', input: 'inherit' }
    if (isReopenable()) return { redirection: `2>/proc/${process.pid}/fd/2`, input: 'inherit' }
    return input.rdev === statSync('/dev/null').rdev ? { redirection: '2>&0 </dev/null', input: 2 } : undefined
  } catch {
    return undefined
  }
}

// A pipe without a name opens again at once. The folder of a process that must not be looked into belongs to root.
function isReopenable(): boolean {
  return readlinkSync('/proc/self/fd/2').startsWith('pipe:') && statSync('/proc/self/fd').uid === process.geteuid?.()
}
