import type { Static } from 'typebox'
import { sha256Of } from '../../domain/digest.ts'
import type { FileEvent } from '../files/file-event.ts'
import { pathFromPython } from '../files/path-text.ts'
import { ownerOfParameter } from '../parameters/estimator-parameters.ts'
import { canDraw } from './chance.ts'
import { linesOf } from './lines-of.ts'
import { type Growing, noEvents } from './no-python.ts'
import type * as schemas from './python-event.ts'
import type { PythonEvents, PythonFit, PythonValue } from './python-event.ts'
import { checks } from './python-event-checks.ts'
import type * as sources from './source-event.ts'

/** An event as the plug-in writes it, by the name of its schema. */
type Event<Name extends keyof typeof checks> = Static<(typeof schemas & typeof sources)[Name]>
type Read = Growing<PythonEvents> & { readonly parts: Map<string, string[]> }

const kinds: Readonly<Record<string, (event: unknown, into: Read) => boolean>> = {
  file: kind('File', addFile),
  reads: kind('Reads', addReads),
  command: kind('Command', (command, { commands }) => commands.push(told(command))),
  arguments: kind('Arguments', ({ values, ...rest }, into) => {
    const named = values.map(([name, value, given]) => ({ name, value, from: placeOf(given) }))
    into.arguments.push({ ...told(rest), values: named })
  }),
  variable: kind('Variable', (variable, { variables }) => variables.push(told(variable))),
  fit: kind('Fit', addFit),
  metric: kind('Metric', ({ value, ...rest }, { metrics }) => metrics.push({ ...told(rest), value: numberOf(value) })),
  history: kind('History', ({ curves, best, ...rest }, { histories }) => {
    const points = curves.map(([data, metric, steps, values, on]) => ({
      data,
      metric,
      steps,
      values: values.map(numberOf),
      ...(on !== null && { on }),
    }))
    const numbers = Object.entries(best ?? {}).map(([name, value]) => [name, numberOf(value)])
    histories.push({ ...told(rest), curves: points, ...(best && { best: Object.fromEntries(numbers) }) })
  }),
  dump: kind('Dump', (dump, { dumps }) => dumps.push(told(dump))),
  load: kind('Dump', (load, { loads }) => loads.push(told(load))),
  frame: kind('Frame', (frame, { frames }) => frames.push(told(frame))),
  seed: kind('Seed', (seed, { seeds }) => seeds.push(told(seed))),
  address: kind('Address', (address, { addresses }) => addresses.push(told(address))),
  query: kind('Query', (query, { queries }) => queries.push(told(query))),
  imports: kind('Imports', (event, { imports }) => imports.push({ ...told(event), ...loadedOf(event) })),
  end: kind('End', (event, { ends }) => ends.push({ ...told(event), ...loadedOf(event) })),
  error: kind('Failure', (failure, { errors }) => errors.push(told(failure))),
  part: kind('Part', addPart),
}

/**
 * Reads the file that the plug-in (`python/`) appended to. No line makes it fail: what is no event is
 * counted. Without a file, no Python ran, and all is empty.
 */
export function readPythonEvents(file: string): PythonEvents {
  const into: Read = { ...noEvents(), parts: new Map() }
  for (const line of linesOf(file)) readLine(line, into)

  const { parts, ...events } = into
  return { ...events, fits: withoutEarlierCounts(events.fits), unreadable: events.unreadable + parts.size }
}

function readLine(line: string, into: Read): void {
  const parsed = parse(line)
  if (parsed === undefined) {
    into.unreadable += 1
    return
  }
  const known = Object.hasOwn(kinds, parsed.kind) ? kinds[parsed.kind] : undefined
  if (known === undefined) into.unknown += 1
  else if (!known(parsed, into)) into.unreadable += 1
}

function parse(line: string): { kind: string } | undefined {
  try {
    const json: unknown = JSON.parse(line)
    const parsed = line.includes('\\ud') || line.includes('\\ue') ? wellFormed(json) : json
    return hasKind(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const hasKind = (value: unknown): value is { kind: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'

// Python's text may hold lone surrogates, where it stands for a path (or an argument) that is not UTF-8. The file is ASCII.
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return pathFromPython(value)
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [pathFromPython(name), wellFormed(item)]))
}

// Says whether the event had the shape, having added it if so.
function kind<Name extends keyof typeof checks>(name: Name, add: (event: Event<Name>, into: Read) => void) {
  return (event: unknown, into: Read): boolean => {
    if (!checks[name](event)) return false
    add(event as Event<Name>, into)
    return true
  }
}

function placeOf(given: boolean | string): string {
  if (typeof given === 'string') return given
  return given ? 'command line' : 'default'
}

function loadedOf({ packages, modules }: Pick<Event<'End'>, 'packages' | 'modules'>) {
  return {
    packages: packages.map(([name, version]) => ({ name, ...(version !== null && { version }) })),
    modules: modules.map(([name, file]) => ({ name, file })),
  }
}

function told<Fields extends { kind: string; time: number }>({ kind: _, time, ...rest }: Fields) {
  return { ...rest, at: time * 1000 }
}

// Filled in step by step, as a hundred thousand of them are: spreading costs several times as much.
function addFile(event: Event<'File'>, { files, contents }: Read): void {
  const { pid, time, operation, path, to, truncates, existed, before, bytes, text } = event
  const file: { -readonly [Key in keyof FileEvent]: FileEvent[Key] } = {
    at: time * 1000,
    pid,
    operation,
    path,
    witness: 'python',
  }
  if (to !== undefined) file.to = to
  if (truncates !== undefined) file.truncates = truncates
  if (existed !== undefined) file.existed = existed
  if (before !== undefined) file.before = before
  files.push(file)
  // A text that had code points which stand for bytes of a path is not what it was any more.
  if (text !== undefined && bytes === Buffer.byteLength(text))
    contents.push({ path, pid, at: time * 1000, digest: sha256Of(text), bytes, text })
}

function addReads({ pid, time, after, paths }: Event<'Reads'>, { files }: Read): void {
  for (const [index, path] of paths.split('\0').entries()) {
    const at = time * 1000 + (after[index] ?? 0) / 1e6
    files.push({ at, pid, operation: 'read', path, witness: 'python' })
  }
}

function numberOf(value: PythonValue): number {
  if (typeof value === 'number') return value
  const text = typeof value === 'object' && value !== null && 'text' in value ? value.text : undefined
  return text === 'inf' ? Number.POSITIVE_INFINITY : text === '-inf' ? Number.NEGATIVE_INFINITY : Number.NaN
}

function addFit({ libraries, parameters, ...rest }: Event<'Fit'>, { fits, seeds }: Read): void {
  const fit = told(rest)
  const named = parameters.map(([name, value, origin]) => ({
    name,
    value,
    from: origin === 0 ? 'code' : `default of ${libraries[origin - 1] ?? fit.class}`,
  }))
  const fitted = { ...fit, parameters: named }
  fits.push(fitted)

  const { at, pid, by, file, line } = fit
  const where = { at, pid, ...(by && { by }), ...(file && { file }), ...(line !== undefined && { line }) }
  for (const { name, value } of named) {
    if (name !== 'random_state' && !name.endsWith('__random_state')) continue
    const { owner, setting, settings } = ownerOfParameter(fitted, name)
    if (!canDraw(owner, settings)) continue
    seeds.push({ ...where, function: owner, parameter: setting, ...(value !== null && { value }) })
  }
}

// A line longer than one atomic write comes in numbered parts, each a slice of its text.
function addPart({ pid, time, event, part, parts, text }: Event<'Part'>, into: Read): void {
  const key = `${pid} ${time} ${event}`
  const texts = into.parts.get(key) ?? []
  texts[part] = text
  into.parts.set(key, texts)
  if (Object.keys(texts).length < parts) return
  into.parts.delete(key)
  readLine(texts.join(''), into)
}

// Of the fits that a library made in a loop, events tell the 1st, 2nd, 4th, 8th …: the last one stands for all.
function withoutEarlierCounts(fits: readonly PythonFit[]): PythonFit[] {
  const last = new Map<string, PythonFit>()
  for (const fit of fits) if (fit.by !== undefined) last.set(keyOf(fit), fit)
  return fits.filter((fit) => fit.by === undefined || last.get(keyOf(fit)) === fit)
}

function keyOf({ pid, by, file, line, class: name, method }: PythonFit): string {
  return JSON.stringify([pid, by, file, line, name, method])
}
