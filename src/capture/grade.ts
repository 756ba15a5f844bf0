import type { RunFiles } from './files/run-files.ts'
import type { Snapshot } from './files/snapshot.ts'
import type { PythonEvents } from './python/python-event.ts'
import type { TracedRun } from './trace/run-traced.ts'
import type { NoTracer, OuterTracer, Tracer } from './trace/tracer.ts'

export type Grade = { readonly grade: 'A' | 'B' | 'C'; readonly blind: readonly string[] }

type Witnesses = {
  readonly tracer: Tracer | OuterTracer | NoTracer
  readonly traced: TracedRun
  readonly before: Snapshot | undefined
  readonly python: PythonEvents
  readonly files: RunFiles
  readonly notes: readonly string[]
}

const connectionsShown = 5

/** Whether any Python told of what it did. */
export const hasSpoken = ({ ends, files }: PythonEvents): boolean => ends.length > 0 || files.length > 0

/**
 * How much could be seen. A: every system call, and what Python knew where Python ran. B: Python alone, which misses
 * what other programs and compiled readers do. C: neither, only that the command ran and which files had changed after it.
 */
export function gradeOf({ tracer, traced, before, python, files, notes }: Witnesses): Grade {
  const spoke = hasSpoken(python)
  const traces = tracer.kind !== 'none'
  const blind = [
    ...(traces ? [] : [`System calls were not seen: ${tracer.reason}.`]),
    ...(before === undefined || spoke ? [] : compared(before)),
    // Of a run without a tracer that is all there is to say.
    ...(traces ? [...new Set(traced.unseen.map(({ sentence }) => sentence)), ...traced.blind] : []),
    ...pythonBlind(traced, python, spoke),
    ...connected(traced),
    ...[...files.reads, ...files.writes].flatMap(({ name, problem, configuration }) => [
      ...(problem === undefined ? [] : [`${name} has no digest: ${problem}.`]),
      ...(configuration?.problem === undefined ? [] : [`Parameters are missing: ${configuration.problem}.`]),
    ]),
    ...notes,
  ]
  return { grade: traces ? 'A' : spoke ? 'B' : 'C', blind }
}

function compared({ identities, isCut }: Snapshot): string[] {
  const cut = isCut ? `, the nearest ${identities.size} alone` : ''
  return [
    `What it read was not seen; what it wrote is told by which files of the project changed meanwhile${cut}: others may have changed them.`,
  ]
}

function pythonBlind({ processes }: TracedRun, python: PythonEvents, spoke: boolean): string[] {
  const ran = processes.some(({ executable }) => /(^|\/)(python|pypy)[\d.]*$/.test(executable))
  const { errors, unreadable, ends } = python
  return [
    ...(ran && !spoke
      ? [
          'Python ran where the plug-in could not be loaded (-I, -E, an emptied environment): parameters and metrics are missing.',
        ]
      : []),
    ...(spoke && ends.length === 0
      ? ['Python was ended before it could tell what it had imported: packages and some code are missing.']
      : []),
    ...(errors.length > 0 ? [`The plug-in failed ${errors.length} times; what it was about to tell is missing.`] : []),
    ...(unreadable > 0 ? [`${unreadable} of the plug-in's lines could not be read.`] : []),
  ]
}

function connected({ connections }: TracedRun): string[] {
  if (connections.length === 0) return []
  const shown = connections.slice(0, connectionsShown).map(({ address, port }) => `${address} port ${port}`)
  const others = connections.length > connectionsShown ? ` and ${connections.length - connectionsShown} more` : ''
  return [`It connected to ${shown.join(', ')}${others}: what came from there is not on record.`]
}
