import { deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { diffLineages } from '../../src/lineage/diff/diff.ts'
import { momentOf } from '../../src/operations/moment.ts'
import { lineageOf } from '../../src/operations/trace.ts'
import { findById } from '../../src/store/looking-up.ts'
import type { Port } from '../../src/store/port.ts'
import { recordOf } from '../graph/recorded.ts'
import { type Execution, type File, type History, plans, playOut } from './made-up-history.ts'

/**
 * Compares the versions of made-up histories, and what is told of them with what whoever made them up knows.
 * @returns how many were compared, and how many causes were known. Throws the first history of which anything else is told.
 */
export async function compareHistories(numRuns: number, seed?: number): Promise<{ compared: number; causes: number }> {
  const looked = { compared: 0, causes: 0 }
  const property = fc.asyncProperty(plans, async (plan) => {
    const history = playOut(plan)
    const port = await recordOf(history.requests)
    for (const [a, b] of [
      [1, 2],
      [2, 3],
      [1, 3],
    ] as const) {
      const known = trueCauses(history, a, b)
      if (known === undefined) continue
      const isSure = (cause: string) => !known.optional.has(cause)
      const sure = known.causes.filter(isSure)
      deepEqual((await toldCauses(port, history, a, b)).filter(isSure), sure, `from version ${a} to ${b}`)
      looked.compared++
      looked.causes += sure.length
    }
    await port.close()
  })
  await fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed }) })
  return looked
}

function toldCauses(port: Port, { versions }: History, a: number, b: number): Promise<string[]> {
  return port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, Date.UTC(2026, 11, 1))
    const lineage = async (version: number) => {
      const id = versions[version - 1]?.digest ?? ''
      const root = (await findById(snapshot, id))?.node ?? 0
      const asked = { which: 'trace', root, id, asked: `m@${version}`, moment, tellsMakers: true } as const
      return lineageOf(snapshot, { ...asked, nodesMax: Number.POSITIVE_INFINITY })
    }
    const { causes } = diffLineages(await lineage(a), await lineage(b))
    // One file that went and one that somebody put there are told as one that replaced the other.
    const subjects = causes.flatMap(({ side, subject }) =>
      side === 'data' ? subject.split(' and ').map((path) => `data ${path}`) : `${side} ${subject}`,
    )
    return [...new Set(subjects)].sort()
  })
}

/** What one side's executions ran with, as far as the other side made something there, too. */
type Side = { readonly code: Map<string, Set<unknown>>; readonly parameters: Map<string, Set<unknown>> }
type Known = {
  readonly before: Side
  readonly after: Side
  readonly data: Set<string>
  /** The runs that each side comes from. */
  readonly runs: readonly ReadonlySet<string>[]
  /** Steps that one side alone has. */
  readonly came: Set<string>
  readonly optional: Set<string>
  /** What either side's executions read, by side and path. */
  readonly read: Map<string, Set<string>>
  isPlain: boolean
  hasWrapped: boolean
  hasHandWork: boolean
}

/** Undefined where one side has one script in two states, or a wrapper hides what was done: then no answer is the only one. */
function trueCauses(
  { versions }: History,
  a: number,
  b: number,
): { causes: string[]; optional: ReadonlySet<string> } | undefined {
  const side = (): Side => ({ code: new Map(), parameters: new Map() })
  const known: Known = {
    before: side(),
    after: side(),
    data: new Set(),
    runs: [a, b].map((version) => runsBehind(versions[version - 1])),
    came: new Set(),
    // What a model was only measured on is no part of it: a hand at that may be told, whoever made it is not.
    optional: new Set(['code all.sh', 'code Makefile', 'code Makefile and all.sh', 'data test.csv']),
    read: new Map(),
    isPlain: true,
    hasWrapped: false,
    hasHandWork: false,
  }
  compareFiles(versions[a - 1], versions[b - 1], known, new Set())
  const causes = (['code', 'parameters'] as const).flatMap((what) => {
    const [before, after] = [known.before[what], known.after[what]]
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
      const [one, other] = [before.get(key), after.get(key)]
      if ((one?.size ?? 1) > 1 || (other?.size ?? 1) > 1) known.isPlain = false
      // What only a wrapper ran may have run on the other side before somebody changed what it made.
      if ((one === undefined || other === undefined) && !['all.sh', 'Makefile'].includes(key)) known.isPlain = false
      // A wrapper that made only what is there without it is not told.
      return JSON.stringify([...(one ?? [])]) === JSON.stringify([...(other ?? [])]) ? [] : `${what} ${key}`
    })
  })
  // What a wrapper ran all the same, though somebody deleted what it made, was given to the wrapper.
  if (known.hasWrapped && !known.before.code.has('extra.py') && !known.after.code.has('extra.py'))
    known.optional.add('code extra.py').add('parameters extra_rate')
  // What one script of a wrapper makes for the next is no input of its run, so that a hand between them is not on record.
  if (known.hasWrapped && [...known.read.values()].some(({ size }) => size > 1)) return undefined
  if (!known.isPlain || (known.hasWrapped && known.hasHandWork)) return undefined
  return {
    causes: [...causes, ...known.came, ...[...known.data].map((path) => `data ${path}`)].sort(),
    optional: known.optional,
  }
}

function compareFiles(one: File | undefined, other: File | undefined, known: Known, seen: Set<string>): void {
  const [before, after] = [one?.madeBy, other?.madeBy]
  known.hasWrapped ||= before?.isWrapped === true || after?.isWrapped === true
  if (before !== undefined && after !== undefined) {
    // Of what changed no byte a wrapper that ran before and after it may be on record for both.
    if (one?.digest === other?.digest && (before.isWrapped || after.isWrapped)) {
      for (const path of Object.keys(after.code)) known.optional.add(`code ${path}`)
      for (const name of Object.keys(after.parameters)) known.optional.add(`parameters ${name}`)
    }
    compareExecutions(before, after, known, seen)
    return
  }
  const between = fixesBetween(one, other) ?? fixesBetween(other, one)
  if (between !== undefined) {
    // What ran on both sides, though a step found what it made on one of them alone, is told as that or as the file.
    for (const { run, code } of between) {
      const isOfBoth = known.runs.every((runs) => runs.has(run))
      for (const name of Object.keys(code)) (isOfBoth ? known.optional : known.came).add(`code ${name}`)
      if (isOfBoth) known.optional.add(`data ${one?.path}`)
    }
    return
  }
  // A raw file is by hand on both sides.
  if (before !== after) known.hasHandWork = true
  // Who deleted what is no longer read nobody wrote down, and whatever changed beside it explains that as well.
  if (one === undefined || other === undefined)
    known.optional.add(`data ${one?.path ?? other?.path}`).add('data model.bin')
  else if (one.digest !== other.digest) known.data.add(one.path)
}

function runsBehind(file: File | undefined): ReadonlySet<string> {
  const { madeBy } = file ?? {}
  return madeBy === undefined
    ? new Set()
    : madeBy.read.reduce((runs, read) => runs.union(runsBehind(read)), new Set([madeBy.run]))
}

/** The executions by which one file came from the very content of another, each of which changed one file in place. */
function fixesBetween(made: File | undefined, from: File | undefined): Execution[] | undefined {
  if (made === undefined || from === undefined || from.madeBy !== undefined) return undefined
  if (made.digest === from.digest) return []
  const [read, ...others] = made.madeBy?.read ?? []
  if (made.madeBy === undefined || read?.path !== made.path || others.length > 0) return undefined
  const before = fixesBetween(read, from)
  return before && [made.madeBy, ...before]
}

function compareExecutions(one: Execution, other: Execution, known: Known, seen: Set<string>): void {
  const key = `${one.run} ${other.run} ${JSON.stringify([one.code, other.code])}`
  if (seen.has(key)) return
  seen.add(key)
  for (const [side, { read }] of [one, other].entries()) {
    for (const { path, digest } of read) {
      const place = `${side} ${path}`
      known.read.set(place, (known.read.get(place) ?? new Set()).add(digest))
    }
  }
  note(known.before, one)
  note(known.after, other)
  const [before, after] = [one, other].map(({ read }) => new Map(read.map((file) => [file.path, file]))) as [
    Map<string, File>,
    Map<string, File>,
  ]
  if (isTakenAway(one, other, after) || isTakenAway(other, one, before)) known.isPlain = false
  for (const path of new Set([...before.keys(), ...after.keys()]))
    compareFiles(before.get(path), after.get(path), known, seen)
}

/**
 * Whether all that an execution read from one other is gone, and what made it need not have run yet: then it came, or went.
 * Who deletes what had been made took nothing else away.
 */
function isTakenAway({ read }: Execution, other: Execution, there: ReadonlyMap<string, File>): boolean {
  const numberOf = ({ run }: Execution) => Number(run.slice(run.lastIndexOf('/') + 1))
  const made = Map.groupBy(read, ({ madeBy }) => madeBy)
  return [...made].some(
    ([maker, files]) =>
      maker &&
      (maker.isWrapped || other.isWrapped || numberOf(maker) > numberOf(other)) &&
      !files.some(({ path }) => there.get(path)?.madeBy !== undefined) &&
      files.some(({ path }) => !there.has(path)),
  )
}

function note(side: Side, { code, parameters }: Execution): void {
  for (const [values, to] of [
    [code, side.code],
    [parameters, side.parameters],
  ] as const) {
    for (const [key, value] of Object.entries(values)) to.set(key, (to.get(key) ?? new Set()).add(value))
  }
}
