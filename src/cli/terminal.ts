import { harmless } from '../domain/visible-text.ts'
import { jsonText } from '../export/json-text.ts'
import type { Surroundings } from '../operations/surroundings.ts'

/** The machine as this process sees it. */
export function surroundings(): Surroundings {
  return {
    cwd: currentFolder(),
    env: process.env,
    nowMs: Date.now,
    warn: (line) => console.error(`pedigree: ${harmless(line)}`),
  }
}

/**
 * Where the user called. `npm run` changes the folder to the package's root and says in INIT_CWD where it was called; its
 * own script runs another, which some versions of npm tell the root, so it passes that on by a name of ours. Both count
 * for this package's own script alone, not for a script of the user's that happens to run Pedigree.
 */
function currentFolder(): string {
  const { npm_lifecycle_event: script, npm_package_name: name } = process.env
  const called = process.env.PEDIGREE_CALLED_FROM || process.env.INIT_CWD
  return script === 'inner:pedigree' && name === 'pedigree' && called !== undefined ? called : workingFolder()
}

/** A folder that was removed meanwhile has no path any more, but Linux still has a way into it, as its processes have. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/proc/self/cwd'
  }
}

/** How to write for the reader: colours and the full width on a terminal, plain and 100 columns elsewhere. */
export function styleOf(stream: NodeJS.WriteStream = process.stdout) {
  const { NO_COLOR: plain, FORCE_COLOR: forced } = process.env
  const colour = forced !== undefined && forced !== '0' ? true : stream.isTTY && (plain === undefined || plain === '')
  return {
    colour: colour === true,
    width: widthOf(stream),
    now: new Date().toISOString(),
  }
}

/** Some terminals (an editor's, one over a serial line) say that they have no columns at all: then they have the usual 80. */
function widthOf({ isTTY, columns }: NodeJS.WriteStream): number {
  if (!isTTY) return 100
  return columns > 0 ? Math.max(40, columns) : 80
}

/** Writes an answer for a program: whole, indented, one line at the end. */
export function printJson(value: unknown): void {
  print(jsonText(value))
}

/** Writes lines; a reader that closes the pipe early (`| head`) is no error. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Writes one sentence that may hold recorded or typed text: nothing in it can move the cursor or change a colour. */
export function say(sentence: string): void {
  print(harmless(sentence))
}
