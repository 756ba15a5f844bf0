import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Captured, captureRun } from '../capture/capture.ts'
import { redactArguments } from '../capture/redact-arguments.ts'
import { nameOfCommand, statementsOf } from '../capture/statements.ts'
import { type Summary, summaryOf } from '../capture/summary.ts'
import { PedigreeError } from '../domain/error.ts'
import type { RunId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import { version } from '../domain/version.ts'
import { statementsMax } from '../domain/vocabulary.ts'
import { chooseFolder, type Folder, makeFolder, readNamespace } from './folder.ts'
import { currentAgent } from './saying.ts'
import { requestOf, type Spooled, spool, thisProcess, unspool } from './spool.ts'
import { openToWrite } from './store.ts'
import { type Surroundings, stateFolder } from './surroundings.ts'

export type RunOptions = {
  readonly store: string | undefined
  readonly name: string | undefined
  readonly model: string | undefined
  readonly witnesses: 'all' | 'python'
}
export type RunOutcome = {
  readonly run: RunId
  readonly name: string
  /** How the command ended: its own exit code or signal. */
  readonly end: Captured['end']
  readonly summary: Summary
  readonly failed: boolean
  /** Parameters that somebody set, defaults left out. */
  readonly parametersSet: number
  /** Whether the record has it; otherwise it waits in the spool, and `problem` says why. */
  readonly isRecorded: boolean
  readonly problem: string | undefined
}

/**
 * Runs a command and records what it was. From before the command starts until the record has it, the spool holds what
 * is known: a killed Pedigree leaves an interrupted run there, a locked or full store a whole one.
 */
export async function run(
  command: readonly string[],
  options: RunOptions,
  surroundings: Surroundings,
): Promise<RunOutcome> {
  const { folder, namespace } = await prepare(options.store, surroundings)
  const runId: RunId = `run:${namespace}/${instantOf(surroundings.nowMs()).replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`
  const request = {
    target: existsSync(folder.path) ? realpathSync(folder.path) : folder.path,
    producer: randomBytes(16).toString('hex'),
    agent: currentAgent(surroundings),
    via: `pedigree run ${version}`,
  }
  const begun = [interrupted(runId, command, options.name, surroundings.nowMs())]
  keep(() => spool({ ...request, sequence: 0, statements: begun, owner: thisProcess() }, surroundings), surroundings)
  const objects = existsSync(folder.path) ? join(folder.path, 'git') : join(stateFolder(surroundings), 'git')
  const captured = await captureRun(command, {
    cwd: surroundings.cwd,
    env: surroundings.env,
    objects,
    model: options.model,
    witnesses: options.witnesses,
  })
  const name = options.name ?? nameOfCommand(captured)
  const statements = statementsOf(captured, { run: runId, agent: request.agent, name })
  const requests = inRequests(statements).map((part, sequence) => ({ ...request, sequence, statements: part }))
  // The last first: only with all of them is the run ended, and until then the first says that it was interrupted.
  for (const each of requests.toReversed()) keep(() => spool(each, surroundings), surroundings)
  const problem = await recordAll(requests, options.store, surroundings)
  return {
    run: runId,
    name,
    end: captured.end,
    summary: summaryOf(runId, captured),
    failed: captured.end.exit !== 0,
    parametersSet: [...captured.learned.parameters.values()].filter(({ isDefault }) => !isDefault).length,
    isRecorded: problem === undefined,
    problem,
  }
}

async function prepare(
  option: string | undefined,
  surroundings: Surroundings,
): Promise<{ folder: Folder; namespace: string }> {
  const folder = chooseFolder(surroundings, option)
  try {
    await makeFolder(folder, surroundings.nowMs())
    return { folder, namespace: readNamespace(folder) }
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    surroundings.warn(`${error.message}; the command runs all the same, and its record waits`)
    return { folder, namespace: basename(dirname(folder.path)) || 'root' }
  }
}

/** What stands when nothing more is ever heard of the run. */
function interrupted(id: RunId, command: readonly string[], name: string | undefined, nowMs: number): Statement {
  const words = redactArguments(command).value
  return {
    type: 'node',
    node: 'run',
    id,
    name: name ?? words.join(' ').slice(0, 200),
    state: 'interrupted',
    from: instantOf(nowMs),
    origin: 'observed',
  }
}

/** Parts of at most `statementsMax`; the run's end is the last statement of the last. */
function inRequests(statements: readonly Statement[]): Statement[][] {
  const parts = Math.ceil(statements.length / statementsMax)
  return Array.from({ length: parts }, (_, part) => statements.slice(part * statementsMax, (part + 1) * statementsMax))
}

async function recordAll(
  requests: readonly Spooled[],
  option: string | undefined,
  surroundings: Surroundings,
): Promise<string | undefined> {
  try {
    await using store = await openToWrite(surroundings, option)
    for (const request of requests) {
      await store.record(requestOf(request))
      unspool(request, surroundings)
    }
    return undefined
  } catch (error) {
    if (error instanceof PedigreeError) return error.message
    throw error
  }
}

/** A full home must not stop the command: then only the store has the run, once it has ended. */
function keep(write: () => string, { warn }: Surroundings): void {
  try {
    write()
  } catch (error) {
    if (!(error instanceof PedigreeError)) throw error
    warn(error.message)
  }
}
