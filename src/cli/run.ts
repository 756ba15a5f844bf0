import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { RunLine } from '../export/run-line.ts'
import { type RunOutcome, run } from '../operations/run.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import { type StoreOption, storeOption } from './options.ts'
import { styleOf, surroundings } from './terminal.ts'

type Options = StoreOption & {
  readonly name?: string
  readonly model?: string
  readonly summary?: string
  readonly tracer: 'auto' | 'python'
  readonly quiet?: true
}

/** In a checkout and in a package: the module beside this one has the same suffix. */
const mainModule = join(import.meta.dirname, `main${import.meta.filename.slice(import.meta.filename.lastIndexOf('.'))}`)

export function runCommand(): Command {
  return new Command('run')
    .description('run a command unchanged and record what it read, wrote, used and learned')
    .argument('<command...>', 'after --: pedigree run -- python train.py')
    .addOption(new Option('--name <name>', 'what to call the run (default: the script)'))
    .addOption(new Option('--model <file>', 'which output is the model (default: found)'))
    .addOption(new Option('--summary <file>', 'write what was recorded as JSON'))
    .addOption(
      new Option('--tracer <which>', 'python: without system calls, for sudo, debuggers and leak sanitizers')
        .choices(['auto', 'python'])
        .default('auto'),
    )
    .addOption(new Option('--quiet', 'no line at the end'))
    .addOption(storeOption())
    .passThroughOptions()
    .action(async (command: string[], { store, name, model, summary, tracer, quiet }: Options) => {
      const machine = surroundings()
      const outcome = await run(
        command,
        { store, name, model, witnesses: tracer === 'python' ? 'python' : 'all', main: mainModule },
        machine,
      )
      if (summary !== undefined) writeSummary(resolve(machine.cwd, summary), outcome, machine)
      if (!quiet) await writeLine(outcome)
      if (outcome.problem !== undefined) machine.warn(outcome.problem)
      endAs(outcome.end)
    })
}

/** Standard output is the command's own. What writes the line is loaded late, for the command to start soon. */
async function writeLine(outcome: RunOutcome): Promise<void> {
  const { runLine } = await import('../export/run-line.ts')
  process.stderr.write(`${runLine(lineOf(outcome), styleOf(process.stderr))}\n`)
}

/** The command has ended as it did: a summary that cannot be written is no failure of its. */
function writeSummary(path: string, { summary }: RunOutcome, { warn }: Surroundings): void {
  try {
    writeFileSync(path, `${JSON.stringify(summary, undefined, 2)}\n`)
  } catch (error) {
    warn(`the summary could not be written: ${(error as Error).message}`)
  }
}

function lineOf({ name, failed, parametersSet, summary }: RunOutcome): RunLine {
  const { reads, writes, remote = [], metrics, grade, blind } = summary
  return {
    name,
    failed,
    reads: reads.length,
    readBytes: reads.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    writes: writes.map(({ path }) => path),
    remote,
    parameters: parametersSet,
    metrics: metrics.length,
    grade,
    blind: blind.length,
  }
}

/** Ends as the command did: with its exit code, or by its signal, so that whoever waits sees no difference. */
function endAs({ exit, signal }: RunOutcome['end']): void {
  if (signal === undefined) {
    process.exitCode = exit ?? 1
    return
  }
  // What a shell makes of it, should the signal not end us.
  process.exitCode = 128 + (constants.signals[signal as NodeJS.Signals] ?? 0)
  process.removeAllListeners(signal)
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
    // Node ignores SIGPIPE; taking a listener away puts back what the system does by default.
    const ignore = () => undefined
    process.on(signal, ignore)
    process.off(signal, ignore)
  }
  process.kill(process.pid, signal)
}
