import { randomBytes } from 'node:crypto'
import { captureRun } from '../../capture/capture.ts'
import type { Captured, CaptureOptions } from '../../capture/captured.ts'
import { declaredForRun } from '../../capture/declared/declared-for-run.ts'
import { redactPatterns } from '../../capture/declared/redact-captured.ts'
import { thisProcess } from '../../capture/files/owner.ts'
import { recordableText } from '../../capture/recordable.ts'
import { redactArguments } from '../../capture/secrets/redact-arguments.ts'
import type { RunId } from '../../domain/id.ts'
import type { Statement } from '../../domain/statement.ts'
import { instantOf } from '../../domain/time.ts'
import { version } from '../../domain/version.ts'
import type { Destination } from '../project/destination.ts'
import { projectRoot } from '../project/folder.ts'
import { contentsFile, digestsFile, type Surroundings } from '../surroundings.ts'
import { currentAgent } from './current-agent.ts'
import type { RunOptions, RunOutcome, Unrecorded } from './run-outcome.ts'
import { inRequests } from './run-requests.ts'
import { requestOf, type Spooled, spool, stateOf, unspool } from './spool.ts'
import { unlisted } from './unlisted.ts'
import { ofWritten } from './written-sources.ts'

/** The whole of `run` but for its tracer, which is tried while this is loaded. */
export async function recordRun(
  command: readonly string[],
  {
    destination,
    said: options,
    main,
    tracer,
    descriptors,
  }: Omit<RunOptions, 'witnesses'> & Pick<CaptureOptions, 'tracer' | 'descriptors'>,
  surroundings: Surroundings,
): Promise<RunOutcome> {
  const { cwd, env } = surroundings
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
  const seen = await captureRun(command, {
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
    descriptors,
    started: (code) =>
      whileItRuns(record, ({ beginningOf, beginningStatements }) => {
        const captured = beginningOf({ command, code, from: begun, options: { cwd, env, declared } })
        keepBeginning(beginningStatements(captured, { run: id, agent: said.agent, name }), () => undefined)
      }),
  })
  const { statementsOf, nameOfCommand, listingStatements, sourceStatements, withTooManySources, summaryOf } =
    await load()
  const sources = await ofWritten(sourceStatements(seen, id), record.written)
  const captured = withTooManySources(seen, sources)
  const called = name ?? nameOfCommand(captured)
  const listings = await unlisted(listingStatements(captured), record.listed)
  const told = statementsOf(captured, { run: id, agent: said.agent, name: called })
  const statements = [...listings, ...(captured === seen ? sources : []), ...told]
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

/** What is needed only after the command, and takes longer to load than a short command takes. */
async function load() {
  const [statements, sources, listings, summary, beginning] = await Promise.all([
    import('../../capture/statements.ts'),
    import('../../capture/source-statements.ts'),
    import('../../capture/listing-statements.ts'),
    import('../../capture/summary-of.ts'),
    import('../../capture/beginning.ts'),
    import('../../capture/assemble.ts'),
  ])
  return { ...statements, ...sources, ...listings, ...summary, ...beginning }
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
