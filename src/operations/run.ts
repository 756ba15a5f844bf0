import type { Captured } from '../capture/capture.ts'
import { exactWords } from '../capture/secrets/exact-words.ts'
import type { Summary } from '../capture/summary.ts'
import { inheritedDescriptors } from '../capture/trace/inherited-descriptors.ts'
import { tracerFor } from '../capture/trace/tracer-for.ts'
import type { RunId } from '../domain/id.ts'
import type { Destination } from './project/destination.ts'
import type { Surroundings } from './surroundings.ts'

export { words as runWords } from '../capture/declared/declared.ts'

export type RunOptions = {
  /** Finds the record that the run goes to; asked once what is said of the run was found to be right. */
  readonly destination: () => Promise<Destination>
  /** What is said of the run: words of `pedigree.yaml` with their values, in the order in which they were given. */
  readonly said: readonly (readonly [word: string, value: string])[]
  readonly witnesses: 'all' | 'python'
  /** The module that this process was started by, absolute: what a Pedigree inside a run is known by. */
  readonly main: string
}

/** `waiting`: the next command records it. `lost`: nothing could take it. `refused`: a part is put aside for good. */
export type Unrecorded = { readonly state: 'waiting' | 'lost' | 'refused'; readonly problem: string }

export type RunOutcome = {
  readonly run: RunId
  readonly name: string
  /** How the command ended: its own exit code or signal. */
  readonly end: Captured['end']
  readonly summary: Summary
  readonly failed: boolean
  /** Parameters that somebody set, defaults left out. */
  readonly parametersSet: number
  readonly state: 'recorded' | Unrecorded['state']
  /** Why the record does not have it. */
  readonly problem: string | undefined
  /** Sentences for who started it, to act on. */
  readonly remarks: readonly string[]
}

/**
 * Runs a command and records what it was. From before the command starts until the record has it, the spool holds what
 * is known: a killed Pedigree leaves an interrupted run there, with command, code and machine where it ran for longer than
 * a moment; a locked or full store leaves a whole one. Once the command has
 * started nothing of ours throws: it has ended as it did, and its caller has to hear that.
 */
export async function run(
  words: readonly string[],
  { witnesses, ...options }: RunOptions,
  surroundings: Surroundings,
): Promise<RunOutcome> {
  const descriptors = inheritedDescriptors()
  const command = exactWords(words)
  const tracer = tracerFor(command, witnesses, surroundings)
  // Nearly all of Pedigree hangs on that: loading it takes as long as trying a tracer, which is another process.
  const { recordRun } = await import('./recording/record-run.ts')
  return recordRun(command, { ...options, tracer, descriptors }, surroundings)
}
