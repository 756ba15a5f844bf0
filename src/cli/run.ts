import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { type RunLine, runLine } from '../export/run-line.ts'
import { type RunOutcome, run } from '../operations/run.ts'
import { type StoreOption, storeOption } from './options.ts'
import { styleOf, surroundings } from './terminal.ts'

type Options = StoreOption & {
  readonly name?: string
  readonly model?: string
  readonly summary?: string
  readonly tracer: 'auto' | 'python'
  readonly quiet?: true
}

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
        { store, name, model, witnesses: tracer === 'python' ? 'python' : 'all' },
        machine,
      )
      if (summary !== undefined) {
        writeFileSync(resolve(machine.cwd, summary), `${JSON.stringify(outcome.summary, undefined, 2)}\n`)
      }
      // Standard output is the command's own.
      if (!quiet) process.stderr.write(`${runLine(lineOf(outcome), styleOf(process.stderr))}\n`)
      if (outcome.problem !== undefined) {
        machine.warn(`the run is kept and will be recorded by the next command: ${outcome.problem}`)
      }
      endAs(outcome.end)
    })
}

function lineOf({ name, failed, parametersSet, summary }: RunOutcome): RunLine {
  const { reads, writes, metrics, grade, blind } = summary
  return {
    name,
    failed,
    reads: reads.length,
    readBytes: reads.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    writes: writes.map(({ path }) => path),
    parameters: parametersSet,
    metrics: metrics.length,
    grade,
    blind: blind.length,
  }
}

/** Ends as the command did: with its exit code, or by its signal, so that whoever waits sees no difference. */
function endAs({ exit, signal }: { exit: number | undefined; signal: string | undefined }): void {
  if (signal === undefined) {
    process.exitCode = exit ?? 1
    return
  }
  process.removeAllListeners(signal)
  process.kill(process.pid, signal as NodeJS.Signals)
}
