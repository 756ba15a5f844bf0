import type { PythonEvents } from './python-event.ts'
import type { RunFiles } from './run-files.ts'
import type { TracedRun } from './run-traced.ts'
import type { Tracer } from './tracer.ts'

export type Grade = { readonly grade: 'A' | 'B' | 'C'; readonly blind: readonly string[] }

type Witnesses = {
  readonly tracer: Tracer | { readonly kind: 'none'; readonly reason: string }
  readonly traced: TracedRun
  readonly python: PythonEvents
  readonly files: RunFiles
  readonly notes: readonly string[]
}

/**
 * How much could be seen. A: every system call, and what Python knew where Python ran. B: Python alone, which misses
 * what other programs and compiled readers do. C: neither, only that the command ran.
 */
export function gradeOf({ tracer, traced, python, files, notes }: Witnesses): Grade {
  const spoke = python.ends.length > 0 || python.files.length > 0
  const ranPython = traced.processes.some(({ executable }) => /(^|\/)(python|pypy)[\d.]*$/.test(executable))
  const traces = tracer.kind === 'strace'
  const blind = [
    ...(traces ? [] : [`System calls were not seen: ${tracer.reason}.`]),
    ...traced.blind.filter((sentence) => traces || !sentence.startsWith('No tracer')),
    ...(ranPython && !spoke
      ? [
          'Python ran where the plug-in could not be loaded (-I, -E, an emptied environment): parameters and metrics are missing.',
        ]
      : []),
    ...(python.errors.length > 0
      ? [`The plug-in failed ${python.errors.length} times; what it was about to tell is missing.`]
      : []),
    ...(python.unreadable > 0 ? [`${python.unreadable} of the plug-in's lines could not be read.`] : []),
    ...[...files.reads, ...files.writes].flatMap(({ name, problem }) =>
      problem === undefined ? [] : [`${name} has no digest: ${problem}.`],
    ),
    ...notes,
  ]
  if (traces) return { grade: 'A', blind }
  return { grade: spoke ? 'B' : 'C', blind }
}
