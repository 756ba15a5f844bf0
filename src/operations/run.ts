import { exactWords } from '../capture/secrets/exact-words.ts'
import { inheritedDescriptors } from '../capture/trace/inherited-descriptors.ts'
import { tracerFor } from '../capture/trace/tracer-for.ts'
import type { RunOptions, RunOutcome } from './recording/run-outcome.ts'
import type { Surroundings } from './surroundings.ts'

export { words as runWords } from '../capture/declared/declared.ts'

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
