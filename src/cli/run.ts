import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { fileOfMetric } from '../domain/metric-name.ts'
import { moduleBeside } from '../domain/module-beside.ts'
import type { RunLine } from '../export/text/run-line.ts'
import type { RunOutcome } from '../operations/recording/run-outcome.ts'
import { run, runWords } from '../operations/run.ts'
import type { Surroundings } from '../operations/surroundings.ts'
import type { RecordOptions } from './options.ts'
import { openDestination } from './record.ts'
import { styleOf, surroundings } from './terminal.ts'

type Options = RecordOptions &
  Partial<Record<(typeof runWords)[number], readonly string[]>> & {
    readonly summary?: string
    readonly tracer: 'auto' | 'python'
    readonly quiet?: true
  }

export function runCommand(): Command {
  return new Command('run')
    .description('run a command unchanged and record what it read, wrote, used and learned')
    .argument('<command...>', 'after --: pedigree run -- python train.py')
    .addOption(saying('--name <name>', 'what to call the run (default: the script)'))
    .addOption(saying('--model <path>', 'which output is the model (default: found)'))
    .addOption(saying('--kind <kind>', 'what it is: train, evaluate, transform, … (default: found)'))
    .addOption(
      saying('--in <place>', 'a path or address that it reads, also where that cannot be seen; as often as needed'),
    )
    .addOption(
      saying('--out <place>', 'a path or address that it writes, also where that cannot be seen; as often as needed'),
    )
    .addOption(saying('--data <name=path>', 'a lasting name for data that it reads or writes: a version of that name'))
    .addOption(saying('--param <name=value>', 'a parameter that cannot be found'))
    .addOption(saying('--metric <name=value>', 'a metric that cannot be found'))
    .addOption(saying('--ignore <pattern>', 'what is no data of the run, as in .gitignore (also: .pedigreeignore)'))
    .addOption(saying('--redact <regexp>', 'what must not be stored, beside known secrets'))
    .addOption(new Option('--summary <file>', 'write what was recorded as JSON'))
    .addOption(
      new Option('--tracer <which>', 'python: without system calls, for sudo, debuggers and leak sanitizers')
        .choices(['auto', 'python'])
        .default('auto'),
    )
    .addOption(new Option('--quiet', 'no line at the end'))
    .passThroughOptions()
    .action(async (command: string[], { summary, tracer, quiet, ...options }: Options) => {
      const machine = surroundings()
      const outcome = await run(
        command,
        {
          destination: () => openDestination(machine, options),
          said: runWords.flatMap((word) => saidBy(word, options[word])),
          witnesses: tracer === 'python' ? 'python' : 'all',
          main: moduleBeside(import.meta, 'main'),
        },
        machine,
      )
      if (summary !== undefined) writeSummary(resolve(machine.cwd, summary), outcome, machine)
      if (!quiet) await writeLine(outcome)
      for (const sentence of outcome.remarks) machine.warn(sentence)
      if (outcome.problem !== undefined) machine.warn(problemText(outcome.state, outcome.problem))
      endAs(outcome.end)
    })
}

/** What is said of a run may be said several times; of what is one thing, the last counts. */
function saying(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [...before, value])
}

const saidBy = (word: string, values: readonly string[] = []) => values.map((value) => [word, value] as const)

/** Standard output is the command's own. What writes the line is loaded late, for the command to start soon. */
async function writeLine(outcome: RunOutcome): Promise<void> {
  const [{ runLine }, { foremostOutput }] = await Promise.all([
    import('../export/text/run-line.ts'),
    import('../export/text/foremost-output.ts'),
  ])
  const { reads, writes, model } = outcome.summary
  const outputs = writes.map(({ path, bytes }) => ({ path, bytes }))
  const foremost = model?.path ?? foremostOutput(outputs, new Set(reads.map(({ path }) => path)))
  process.stderr.write(`${runLine({ ...lineOf(outcome), foremost }, styleOf(process.stderr))}\n`)
}

function problemText(state: RunOutcome['state'], problem: string): string {
  switch (state) {
    case 'recorded':
      return problem
    case 'waiting':
      return `the next command records it; now it could not: ${problem}`
    case 'lost':
      return `what the run read and wrote is lost: ${problem}`
    case 'refused':
      return `a part of the run is not on record: ${problem}`
  }
}

/** The command has ended as it did: a summary that cannot be written is no failure of its. */
function writeSummary(path: string, { summary }: RunOutcome, { warn }: Surroundings): void {
  try {
    writeFileSync(path, `${JSON.stringify(summary, undefined, 2)}\n`)
  } catch (error) {
    warn(`the summary could not be written: ${(error as Error).message}`)
  }
}

function lineOf({ name, state, end, failed, parametersSet, summary }: RunOutcome): Omit<RunLine, 'foremost'> {
  const { reads, writes, remote = [], metrics, grade, blind } = summary
  return {
    name,
    state,
    failure: failed ? (end.signal ?? `exit ${end.exit ?? 1}`) : undefined,
    reads: reads.length,
    readBytes: reads.reduce<number | undefined>(
      (sum, { bytes }) => (sum === undefined || bytes === undefined ? undefined : sum + bytes),
      0,
    ),
    writes: writes.map(({ path }) => path),
    remote,
    parameters: parametersSet,
    metrics: countOf(metrics),
    grade,
    blind: blind.length,
  }
}

/** How many metrics there are: one that stands in a file and was computed by a call is one, in two files it is two. */
function countOf(metrics: RunOutcome['summary']['metrics']): number {
  const files = Map.groupBy(metrics, ({ key }) => key)
    .values()
    .map((those) => new Set(those.flatMap(({ key: name, from }) => fileOfMetric({ name, from }) ?? [])).size)
  return files.reduce((sum, count) => sum + Math.max(count, 1), 0)
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
