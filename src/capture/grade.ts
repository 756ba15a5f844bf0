import { basename } from 'node:path'
import type { Process } from './files/file-event.ts'
import type { RunFiles } from './files/run-file.ts'
import type { Snapshot } from './files/snapshot.ts'
import { cutShort } from './python/cut-short.ts'
import type { PythonEvents } from './python/python-event.ts'
import { redactArguments } from './secrets/redact-arguments.ts'
import { connectionKey, type Remote } from './sources/remote-content.ts'
import type { TracedRun } from './trace/run-traced.ts'
import type { NoTracer, OuterTracer, Tracer } from './trace/tracer.ts'

export type Grade = { readonly grade: 'A' | 'B' | 'C'; readonly blind: readonly string[] }

type Witnesses = {
  readonly tracer: Tracer | OuterTracer | NoTracer
  readonly traced: TracedRun
  readonly before: Snapshot | undefined
  readonly python: PythonEvents
  readonly files: RunFiles
  readonly remote: Remote
  readonly notes: readonly string[]
}

const python = /(^|\/)(python|pypy)[\d.]*t?$/
const mutesShown = 3
const wordsMax = 60
const connectionsShown = 5
const unpinnedShown = 5

/** Whether any Python told of what it did. */
export const hasSpoken = ({ ends, files }: PythonEvents): boolean => ends.length > 0 || files.length > 0

/**
 * How much could be seen. A: every system call, and what Python knew where Python ran. B: one of them alone. Python misses
 * what other programs and compiled readers read, system calls what a program learned. C: neither. Without system calls the
 * project's files are compared before and after, which tells of writes alone. A tracer that did not see the command start
 * is none.
 */
export function gradeOf({ tracer, traced, before, python: told, files, remote, notes }: Witnesses): Grade {
  const spoke = hasSpoken(told)
  const reason = tracer.kind === 'none' ? tracer.reason : traced.untraced
  const traces = reason === undefined
  const mute = mutePythons(traced, spoke, traces)
  const blind = [
    ...(traces ? [] : [`System calls were not seen: ${reason}.`]),
    ...(before === undefined ? (traces ? [] : [uncompared(spoke)]) : [compared(before, spoke)]),
    // Of a run without a tracer that is all there is to say.
    ...(tracer.kind === 'none' ? [] : [...new Set(traced.unseen.map(({ sentence }) => sentence)), ...traced.blind]),
    ...pythonBlind(mute, told, spoke),
    ...connected(traced, remote),
    ...[...files.reads, ...files.writes].flatMap(({ name, problem, unread, configuration, revises }) => [
      ...(problem === undefined ? [] : [`${name} has no digest: ${problem}.`]),
      ...(unread === undefined ? [] : [`Metrics are missing: ${unread}.`]),
      ...(revises?.problem === undefined ? [] : [`What ${revises.name} held has no digest: ${revises.problem}.`]),
      ...(configuration?.problem === undefined ? [] : [`Parameters are missing: ${configuration.problem}.`]),
    ]),
    ...unpinned(remote),
    ...notes,
  ]
  const grade = traces ? (mute.length > 0 ? 'B' : 'A') : spoke ? 'B' : 'C'
  return { grade, blind }
}

function compared({ identities, isCut }: Snapshot, spoke: boolean): string {
  const cut = isCut ? `, the nearest ${identities.size} alone` : ''
  const [what, told] = spoke
    ? ['What other programs than Python read', 'what they wrote']
    : ['What it read', 'what it wrote']
  return `${what} was not seen; ${told} is told by which files of the project changed meanwhile${cut}: others may have changed them.`
}

/** Nobody looked before, since a tracer was to tell. */
const uncompared = (spoke: boolean): string =>
  `What ${spoke ? 'other programs than Python' : 'it'} read and wrote was not seen.`

/** The Pythons of which none told anything, and those that had not loaded what would have, which only a tracer sees. */
function mutePythons({ processes }: TracedRun, spoke: boolean, traces: boolean): readonly Process[] {
  return processes.filter(({ executable, hasPlugIn }) => python.test(executable) && !(spoke && (hasPlugIn || !traces)))
}

function commandText(argv: readonly string[]): string {
  const [program = '', ...others] = redactArguments(argv).value
  return [basename(program), ...others].join(' ').replaceAll(/\s+/g, ' ')
}

function muteSentence(processes: readonly Process[]): string {
  const commands = [...new Set(processes.map(({ argv }) => commandText(argv)))]
  const shown = commands
    .slice(0, mutesShown)
    .map((command) => (command.length > wordsMax ? `${command.slice(0, wordsMax)}…` : command))
  const more = commands.length - shown.length
  const which = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return `Python ran where the plug-in could not be loaded (-I, -E, an emptied environment, a version before 3.8): parameters and metrics are missing of ${which}.`
}

function pythonBlind(mute: readonly Process[], told: PythonEvents, spoke: boolean): string[] {
  const { errors, unreadable } = told
  return [
    ...(mute.length === 0 ? [] : [muteSentence(mute)]),
    ...cutSentences(told, spoke),
    ...(errors.length > 0 ? [`The plug-in failed ${errors.length} times; what it was about to tell is missing.`] : []),
    ...(unreadable > 0 ? [`${unreadable} of the plug-in's lines could not be read.`] : []),
  ]
}

function cutSentences(told: PythonEvents, spoke: boolean): string[] {
  const cut = cutShort(told)
  if (cut.length === 0) {
    return spoke && told.ends.length + told.imports.length === 0
      ? [
          'Python could not tell what it had imported (it was ended, or TMPDIR is full): packages and some code are missing.',
        ]
      : []
  }
  const names = [...new Set(cut.map(({ main, executable }) => basename(main ?? executable)))]
  const more = names.length > mutesShown ? ` and ${names.length - mutesShown} more` : ''
  const which = `${names.slice(0, mutesShown).join(', ')}${more}`
  return [
    `Python could not tell all that it had imported (it was ended, or TMPDIR is full): packages and some code may be missing of ${which}.`,
  ]
}

/** Where what came through is on record, there is nothing left to say about a connection. */
function connected({ connections }: TracedRun, { told }: Remote): string[] {
  const others = connections.filter((connection) => !told.has(connectionKey(connection)))
  if (others.length === 0) return []
  const named = [...new Set(others.map(({ address, port }) => `${address} port ${port}`))]
  const shown = named.slice(0, connectionsShown)
  const more = named.length > connectionsShown ? ` and ${named.length - connectionsShown} more` : ''
  return [`It connected to ${shown.join(', ')}${more}: not all that passed there is on record.`]
}

function unpinned({ contents }: Remote): string[] {
  const all = contents.flatMap(({ name, problem }) => (problem ? [`${name} has no digest: ${problem}.`] : []))
  const sentences = [...new Set(all)]
  const more = sentences.length - unpinnedShown
  return [
    ...sentences.slice(0, unpinnedShown),
    ...(more > 0 ? [`${more} others elsewhere have no digest, either.`] : []),
  ]
}
