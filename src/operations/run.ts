import { randomBytes } from 'node:crypto'
import { type Captured, captureRun, tracerFor } from '../capture/capture.ts'
import { declaredForRun } from '../capture/declared/declared-for-run.ts'
import { redactPatterns } from '../capture/declared/redact-captured.ts'
import { thisProcess } from '../capture/files/owner.ts'
import { recordableText } from '../capture/recordable.ts'
import { exactWords } from '../capture/secrets/exact-words.ts'
import { redactArguments } from '../capture/secrets/redact-arguments.ts'
import type { Summary } from '../capture/summary.ts'
import type { RunId } from '../domain/id.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import { version } from '../domain/version.ts'
import { currentAgent } from './current-agent.ts'
import type { Destination } from './destination.ts'
import { projectRoot } from './folder.ts'
import { inRequests } from './run-requests.ts'
import { requestOf, type Spooled, spool, stateOf, unspool } from './spool.ts'
import { contentsFile, digestsFile, type Surroundings } from './surroundings.ts'
import { unlisted } from './unlisted.ts'

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
  { destination, said: options, witnesses, main }: RunOptions,
  surroundings: Surroundings,
): Promise<RunOutcome> {
  const command = exactWords(words)
  const { cwd, env } = surroundings
  const tracer = tracerFor(command, witnesses, { cwd, env })
  const root = projectRoot(cwd) ?? cwd
  const { declared, problem: slip } = await declaredForRun(options, { command, folder: cwd, root })
  if (slip !== undefined) surroundings.warn(slip)
  const name = declared.name && redactPatterns(declared.name.value, declared.redact)
  const record = await destination()
  const begun = surroundings.nowMs()
  const id: RunId = `run:${record.namespace}/${instantOf(begun).replace(/[-:.]/g, '')}-${randomBytes(6).toString('hex')}`
  const said = {
    target: record.target,
    producer: randomBytes(16).toString('hex'),
    agent: currentAgent(surroundings),
    via: `pedigree run ${version}`,
  }
  const title = redactPatterns(name ?? redactArguments(command).value.join(' '), declared.redact)
  const node = interruptedRun(id, title, begun)
  const keepBeginning = (more: readonly Statement[], warn: Surroundings['warn']) =>
    keep({ ...said, sequence: 0, statements: [...more, node], owner: thisProcess() }, surroundings, warn)
  keepBeginning([], (problem) =>
    surroundings.warn(`the command runs all the same, and is lost where the record does not take it: ${problem}`),
  )
  const captured = await captureRun(command, {
    cwd,
    env,
    root,
    run: id,
    objects: record.objects,
    digests: digestsFile(surroundings),
    contents: contentsFile(surroundings, root),
    own: record.own,
    main,
    declared,
    notes: slip === undefined ? [] : [slip],
    tracer,
    started: (code) =>
      whileItRuns(record, ({ beginningOf, beginningStatements }) => {
        const captured = beginningOf({ command, code, from: begun, options: { cwd, env, declared } })
        keepBeginning(beginningStatements(captured, { run: id, agent: said.agent, name }), () => undefined)
      }),
  })
  const { statementsOf, nameOfCommand, listingStatements, summaryOf } = await load()
  const called = name ?? nameOfCommand(captured)
  const listings = await unlisted(listingStatements(captured), record.listed)
  const statements = [...listings, ...statementsOf(captured, { run: id, agent: said.agent, name: called })]
  const requests = inRequests(statements).map((part, sequence) => ({ ...said, sequence, statements: part }))
  const unrecorded = await recordAll(requests, captured, record, surroundings)
  return {
    run: id,
    name: called,
    end: captured.end,
    summary: summaryOf(id, captured),
    failed: captured.end.exit !== 0,
    parametersSet: [...captured.learned.parameters.values()].filter(({ isDefault }) => !isDefault).length,
    state: unrecorded?.state ?? 'recorded',
    problem: unrecorded?.problem,
    remarks: captured.remarks,
  }
}

/** `waiting`: the next command records it. `lost`: nothing could take it. `refused`: a part is put aside for good. */
type Unrecorded = { readonly state: 'waiting' | 'lost' | 'refused'; readonly problem: string }

/** What is needed only after the command, and takes longer to load than a short command takes. */
async function load() {
  const [statements, listings, summary, beginning] = await Promise.all([
    import('../capture/statements.ts'),
    import('../capture/listing-statements.ts'),
    import('../capture/summary-of.ts'),
    import('../capture/beginning.ts'),
    import('../capture/assemble.ts'),
  ])
  return { ...statements, ...listings, ...summary, ...beginning }
}

/**
 * Loads that while the command runs, and then keeps what its beginning tells. A short command has ended by then, and need
 * not wait for it.
 */
function whileItRuns(
  { load: loadRecord }: Destination,
  keepBeginning: (loaded: Awaited<ReturnType<typeof load>>) => void,
): () => void {
  let hasEnded = false
  Promise.all([load(), loadRecord()])
    .then(([loaded]) => hasEnded || keepBeginning(loaded))
    .catch(() => undefined)
  return () => {
    hasEnded = true
  }
}

/** What stands when nothing more is ever heard of the run. */
function interruptedRun(id: RunId, title: string, nowMs: number): Statement {
  return {
    type: 'node',
    node: 'run',
    id,
    name: recordableText(title).slice(0, 200) || 'command',
    state: 'interrupted',
    from: instantOf(nowMs),
    origin: 'observed',
  }
}

/**
 * Records what is on its way: opening the record records what waits in the spool, and only what that could not take is
 * left; then names the data that the user named. Says what has become of the run, if it is not on record.
 */
async function recordAll(
  requests: readonly Spooled[],
  captured: Captured,
  { open }: Destination,
  surroundings: Surroundings,
): Promise<Unrecorded | undefined> {
  // The last first: only with all of them is the run ended, and until then the first says that it was interrupted.
  const unkept = requests.toReversed().filter((request) => !keep(request, surroundings, () => undefined))
  try {
    await using opened = await open()
    for (const request of unkept.toReversed()) {
      await opened.record(requestOf(request))
      // What stands there is of before the command ended.
      unspool(request, surroundings)
    }
    if (requests.some((request) => stateOf(request, surroundings) === 'refused')) {
      return { state: 'refused', problem: 'a request of it was refused' }
    }
    if (captured.declared.data.size > 0) {
      const { nameData } = await import('./name-data.ts')
      for (const sentence of await nameData(opened, captured)) surroundings.warn(sentence)
    }
    return undefined
  } catch (error) {
    return { state: unkept.length === 0 ? 'waiting' : 'lost', problem: (error as Error).message }
  }
}

/** Whether the spool took it. A full home must not stop the command: then only the store has the run, once it has ended. */
function keep(request: Spooled, surroundings: Surroundings, warn: Surroundings['warn']): boolean {
  try {
    spool(request, surroundings)
    return true
  } catch (error) {
    warn((error as Error).message)
    return false
  }
}
