import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256Of } from '../../src/domain/digest.ts'
import { placeOf } from '../../src/domain/place.ts'
import { stating } from '../../src/operations/recording/request.ts'
import { producerOf } from '../../src/operations/recording/saying.ts'
import { openToRead, openToWrite, type ReadableStore, type WritableStore } from '../../src/operations/store.ts'
import type { Surroundings } from '../../src/operations/surroundings.ts'

/** A project in a temporary folder, with a record of its own and a clock that only the test moves. */
export type Project = {
  readonly surroundings: Surroundings
  readonly warnings: string[]
  readonly file: (name: string, content: string) => string
  readonly clock: { now: number }
  readonly write: <T>(body: (store: WritableStore) => Promise<T>) => Promise<T>
  readonly read: <T>(body: (store: ReadableStore) => Promise<T>) => Promise<T>
  /** Records a run that read and wrote files of the project, as capture would. */
  readonly runOf: (run: Run) => Promise<string>
}
export type Run = {
  /** Where two projects share a record. */
  readonly id?: string
  readonly name: string
  readonly reads?: readonly string[]
  readonly writes?: readonly string[]
  readonly code?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, { value: unknown; from: string }>>
  readonly metrics?: Readonly<Record<string, number>>
  readonly command?: readonly string[]
  /** The file that the metrics are of, and the one that they were measured on. */
  readonly of?: string
  readonly on?: string
}

export function makeProject(): Project {
  const cwd = mkdtempSync(join(tmpdir(), 'pedigree-questions-'))
  const warnings: string[] = []
  const clock = { now: Date.parse('2026-01-01T00:00:00.000Z') }
  const surroundings: Surroundings = {
    cwd,
    env: { XDG_STATE_HOME: join(cwd, '.state'), PEDIGREE_AGENT: 'ann' },
    nowMs: () => clock.now,
    warn: (line) => warnings.push(line),
  }
  const contents = new Map<string, string>()
  const file = (name: string, content: string) => {
    // Over 64 bytes, or it would say nothing.
    const whole = `${content}${' '.repeat(80)}`
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), whole)
    contents.set(name, whole)
    return sha256Of(whole)
  }
  const write: Project['write'] = async (body) => {
    await using store = await openToWrite(surroundings)
    return await body(store)
  }
  const read: Project['read'] = async (body) => {
    await using store = await openToRead(surroundings)
    return await body(store)
  }
  const digest = (name: string) => sha256Of(contents.get(name) ?? '')
  let runs = 0
  const runOf = async (run: Run) => {
    const id = run.id ?? `run:test/${++runs}`
    const at = new Date(clock.now).toISOString()
    await write((store) =>
      store.record(producerOf('test', surroundings)(stating(statementsOf(run, id, at, { cwd, digest })))),
    )
    clock.now += 60_000
    return id
  }
  return { surroundings, warnings, file, clock, write, read, runOf }
}

type Files = { readonly cwd: string; readonly digest: (name: string) => string }

function statementsOf(run: Run, id: string, at: string, { cwd, digest }: Files): unknown[] {
  const edge = (kind: 'used' | 'generated', name: string) => [
    { type: 'node', node: 'artifact', id: digest(name), name, bytes: 100, origin: 'observed' },
    {
      type: 'edge',
      edge: kind,
      source: id,
      target: digest(name),
      role: name.endsWith('.joblib') ? 'model' : 'data',
      selector: { path: name },
      place: placeOf(hostname(), join(cwd, name)),
      at,
      origin: 'observed',
    },
  ]
  const code =
    run.code === undefined
      ? []
      : [
          {
            type: 'edge',
            edge: 'used',
            source: id,
            target: `git-tree:${'c'.repeat(40)}`,
            role: 'code',
            selector: { files: run.code },
            at,
          },
        ]
  const of = run.of === undefined ? {} : { of: digest(run.of) }
  const on = run.on === undefined ? {} : { on: digest(run.on) }
  const series = Object.entries(run.metrics ?? {}).map(([key, value]) => ({
    key,
    steps: [0],
    times: [at],
    values: [value],
    ...of,
    ...on,
  }))
  return [
    { type: 'node', node: 'run', id, name: run.name, state: 'succeeded', from: at, until: at, origin: 'observed' },
    ...(run.reads ?? []).flatMap((name) => edge('used', name)),
    ...(run.writes ?? []).flatMap((name) => edge('generated', name)),
    ...code,
    ...(run.parameters === undefined
      ? []
      : [{ type: 'parameters', run: id, values: run.parameters, origin: 'observed' }]),
    ...(run.command === undefined
      ? []
      : [{ type: 'facet', subject: id, name: 'command', body: { argv: run.command }, origin: 'observed' }]),
    ...(series.length === 0 ? [] : [{ type: 'metrics', run: id, series, origin: 'observed' }]),
  ]
}
