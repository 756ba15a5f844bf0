import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PedigreeError } from '../domain/error.ts'
import { aroundVariable, type Captured, type CaptureOptions, rootOf, type Seen } from './captured.ts'
import { type CodeSnapshot, snapshotCode } from './code/code.ts'
import { lookBefore } from './files/known-contents.ts'
import { namedFiles } from './files/named-files.ts'
import { realPath } from './files/real-path.ts'
import { makeScratch, removeScratch, sweepScratch } from './files/scratch.ts'
import { takeSnapshot } from './files/snapshot.ts'
import { pluginEnvironment } from './plug-in.ts'
import { openedBefore } from './trace/opened-before.ts'
import { runTraced, type TracedRun } from './trace/run-traced.ts'
import { lookAtStandardInput } from './trace/standard-input.ts'
import type { NoTracer, OuterTracer, Tracer } from './trace/tracer.ts'

/**
 * Runs a command and says what it was. The command's streams, signals and exit are its own; whatever fails in here
 * lowers the grade and says so, and never the command.
 */
export async function captureRun(command: readonly string[], options: CaptureOptions): Promise<Captured> {
  const folder = realPath(options.cwd)
  const notes = [...options.notes]
  const scratch = scratchOrNone(notes)
  try {
    const coding = codeBefore(folder, scratch, options)
    // While git works.
    const { contents: file, digests } = options
    const opened = openedBefore(options.descriptors)
    const named = [...new Set([...namedFiles(command, folder), ...opened.writable])]
    const known = lookBefore({ file, digests, named })
    const witness = scratch === undefined ? placeless : options.tracer
    const [code, tracer, isPiped] = await Promise.all([coding, witness, lookAtStandardInput()])
    const eventsFile = scratch && join(scratch, 'events')
    const before = tracer.kind === 'none' ? takeSnapshot(rootOf(code)) : undefined
    let ended: (() => void) | undefined
    const started = () => {
      ended = options.started(code)
    }
    const start = { folder, scratch, eventsFile, tracer, options, started }
    const { traced: seen, used } = await runCommand(command, start).finally(() => ended?.())
    const traced = { ...seen, events: [...opened.usedSince(seen.from), ...seen.events] }
    if (await isPiped()) notes.push('Standard input came through a pipe: what was in it is not on record.')
    const { assemble } = await import('./assemble.ts')
    const places = { folder, scratch, eventsFile }
    return await assemble({ ...places, command, code, tracer: used, before, known, traced, options, notes })
  } finally {
    if (scratch !== undefined) removeScratch(scratch)
    sweepScratch()
  }
}

function scratchOrNone(notes: string[]): string | undefined {
  try {
    return makeScratch()
  } catch (error) {
    notes.push(`There was no place for the witnesses to write: ${(error as Error).message}.`)
    return undefined
  }
}

async function codeBefore(
  folder: string,
  scratch: string | undefined,
  { objects, env, root }: CaptureOptions,
): Promise<CodeSnapshot> {
  if (scratch === undefined) return { kind: 'none', root, reason: 'there was no place to make it in' }
  try {
    const code = await snapshotCode({ folder, objects, scratch, env })
    return code.kind === 'none' ? { ...code, root } : code
  } catch (error) {
    return { kind: 'none', root, reason: (error as Error).message }
  }
}

const placeless: NoTracer = { kind: 'none', reason: 'there is no place for the trace' }

const untold: NoTracer = { kind: 'none', reason: 'the run around this one did not say what it saw' }

type Start = Pick<Seen, 'folder' | 'scratch' | 'eventsFile' | 'tracer' | 'options'> & { readonly started: () => void }

async function runCommand(
  command: readonly string[],
  { folder, scratch, eventsFile, tracer, options, started }: Start,
): Promise<{ traced: TracedRun; used: Tracer | OuterTracer | NoTracer }> {
  const own = eventsFile && pluginEnvironment(options.env, eventsFile)
  const start = {
    cwd: folder,
    env: { ...options.env, [aroundVariable]: options.run, ...own },
    descriptors: options.descriptors,
    started,
  }
  if (tracer.kind === 'none' || scratch === undefined) {
    return { traced: await runTraced(command, { ...start, folder, tracer: undefined }), used: tracer }
  }
  const pipes = join(scratch, 'trace')
  mkdirSync(pipes)
  try {
    const traced = await runTraced(command, { ...start, folder: pipes, tracer })
    return { traced, used: traced.isUntold ? untold : tracer }
  } catch (error) {
    // That alone says that nothing has run yet: nothing is ever run twice.
    if (!(error instanceof PedigreeError)) throw error
    const used: NoTracer = { kind: 'none', reason: error.message }
    return { traced: await runTraced(command, { ...start, folder, tracer: undefined }), used }
  }
}
