import { deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { diffLineages } from '../../src/lineage/diff/diff.ts'
import { foldersToList } from '../../src/lineage/diff/files-met.ts'
import { listingsOf } from '../../src/operations/answers/listings-of.ts'
import { momentOf } from '../../src/operations/moment.ts'
import { lineageOf } from '../../src/operations/trace.ts'
import { findById } from '../../src/store/looking-up.ts'
import type { Port } from '../../src/store/port.ts'
import { recordOf } from '../graph/recorded.ts'
import { type Execution, type File, type History, playOut } from './made-up-history.ts'
import { log, type Plan, parts, plans, settings } from './made-up-plan.ts'
import { readAsFolders } from './read-as-folders.ts'

/**
 * Compares the versions of made-up histories, and what is told of them with what whoever made them up knows.
 * @returns how many were compared, and how many causes were known. Throws the first history of which anything else is told.
 */
export async function compareHistories(numRuns: number, seed?: number): Promise<{ compared: number; causes: number }> {
  const looked = { compared: 0, causes: 0 }
  const property = fc.asyncProperty(plans, async (plan) => {
    for (const { from, to, told, known, toldOfFolders } of await compareHistory(plan)) {
      deepEqual(told, known, `from version ${from} to ${to}`)
      deepEqual(toldOfFolders, known, `from version ${from} to ${to}, of large folders`)
      looked.compared++
      looked.causes += known.length
    }
  })
  await fc.assert(property, { numRuns, ...(seed === undefined ? {} : { seed }) })
  return looked
}

type Compared = {
  from: number
  to: number
  told: readonly string[]
  /** The same where what was read of many files is on record as their folder. */
  toldOfFolders: readonly string[]
  known: readonly string[]
}

/** What is told of each two versions, and what is known, where that is the only answer. */
export async function compareHistory(plan: Plan): Promise<readonly Compared[]> {
  const history = playOut(plan)
  const port = await recordOf(history.requests)
  const folders = await recordOf(readAsFolders(history.requests))
  const compared: Compared[] = []
  for (const [from, to] of [
    [1, 2],
    [2, 3],
    [1, 3],
  ] as const) {
    const known = trueCauses(history, from, to)
    if (known === undefined) continue
    const isOfParts = parts.every((path) => known.optional.has(`data ${path}`))
    const isSure = (cause: string) => !known.optional.has(cause) && !(isOfParts && cause === 'data parts/')
    const told = (await toldCauses(port, history, from, to)).filter(isSure)
    const toldOfFolders = (await toldCauses(folders, history, from, to)).filter(isSure)
    compared.push({ from, to, told, toldOfFolders, known: known.causes.filter(isSure) })
  }
  await port.close()
  await folders.close()
  return compared
}

function toldCauses(port: Port, { versions }: History, a: number, b: number): Promise<string[]> {
  return port.read(async (snapshot) => {
    const moment = await momentOf(snapshot, {}, Date.UTC(2026, 11, 1))
    const lineage = async (version: number) => {
      const id = versions[version - 1]?.digest ?? ''
      const root = (await findById(snapshot, id))?.node ?? 0
      const assetNode = (await findById(snapshot, 'asset:test/m'))?.node ?? 0
      const named = { asked: `m@${version}`, assetNode, version }
      const asked = { which: 'trace', root, id, ...named, moment, tellsMakers: true } as const
      return lineageOf(snapshot, { ...asked, nodesMax: Number.POSITIVE_INFINITY })
    }
    const [before, after] = [await lineage(a), await lineage(b)]
    const listings = await listingsOf(snapshot, moment, foldersToList(before, after))
    const { causes } = diffLineages(before, after, listings)
    // One file that went and one that somebody put there are told as one that replaced the other.
    const subjects = causes.flatMap(({ side, subject, before, after, files }) => {
      // Where nobody made settings on either side, their values are told, and not their bytes.
      if ((before ?? after)?.from === `${settings}:1`) return `data ${settings}`
      if (files !== undefined) return files.named.flatMap(({ path, cause }) => (cause ? `data ${subject}${path}` : []))
      return side === 'data' ? subject.split(' and ').map((path) => `data ${path}`) : `${side} ${nameOfModule(subject)}`
    })
    return [...new Set(subjects)].sort()
  })
}

/** A module is one, whatever it is called. */
const nameOfModule = (subject: string) =>
  subject === 'flib.py' || subject === 'flib.py and lib.py' ? 'lib.py' : subject

/** What one side's executions ran with, as far as the other side made something there, too. */
type Side = { readonly code: Map<string, Set<unknown>>; readonly parameters: Map<string, Set<unknown>> }
type Known = {
  readonly before: Side
  readonly after: Side
  readonly data: Set<string>
  /** The runs that each side comes from. */
  readonly runs: readonly ReadonlySet<string>[]
  /** And the contents. */
  readonly contents: readonly ReadonlySet<string>[]
  /** The paths that steps write. */
  readonly written: ReadonlySet<string>
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
  { versions, written }: History,
  a: number,
  b: number,
): { causes: string[]; optional: ReadonlySet<string> } | undefined {
  const side = (): Side => ({ code: new Map(), parameters: new Map() })
  const known: Known = {
    before: side(),
    after: side(),
    data: new Set(),
    runs: [a, b].map((version) => runsBehind(versions[version - 1])),
    contents: [a, b].map((version) => contentsBehind(versions[version - 1])),
    written,
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
  // Which of its scripts read what of a wrapper's modules and files is not on record.
  if (known.hasWrapped)
    for (const cause of ['lib.py', 'append.py', 'fix-raw.py', 'fix-other.py', 'fix-best.py'].map(
      (script) => `code ${script}`,
    ))
      known.optional.add(cause).add('data new.csv').add(`data ${log}`)
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
  if (one !== undefined && other !== undefined && (isAppended(one) || isAppended(other))) {
    compareAppended(one, other, known)
    return
  }
  // A copy changes no byte: what it copied counts, and where only one side copied, that it is another at that place.
  if (isCopy(one) !== isCopy(other) && one !== undefined && other !== undefined) {
    compareCopied(one, other, known, seen)
    return
  }
  if (before !== undefined && after !== undefined) {
    // Of what changed no byte a wrapper that ran before and after it may be on record for both.
    if (one?.digest === other?.digest && (before.isWrapped || after.isWrapped)) {
      for (const path of Object.keys(after.code)) known.optional.add(`code ${path}`)
      for (const name of Object.keys(after.parameters)) known.optional.add(`parameters ${name}`)
    }
    if (isCopy(one)) compareFiles(before.read[0], after.read[0], known, seen)
    else compareExecutions(before, after, known, seen)
    return
  }
  compareByHand(one, other, known, seen)
}

const isCopy = (file: File | undefined): boolean => file?.madeBy?.isCopy === true && !file.madeBy.isWrapped

/** What was copied, also over several copies. */
const copiedFrom = (file: File): File => (isCopy(file) && file.madeBy?.read[0] ? copiedFrom(file.madeBy.read[0]) : file)

function compareCopied(one: File, other: File, known: Known, seen: Set<string>): void {
  const [from, to] = [copiedFrom(one), copiedFrom(other)]
  if (from.madeBy !== undefined && to.madeBy !== undefined) compareFiles(from, to, known, seen)
  else compareByHand(one, other, known, seen)
}

/** What nobody made on one side or on both, as far as it is no copy. */
function compareByHand(one: File | undefined, other: File | undefined, known: Known, seen: Set<string>): void {
  // What one side copied in, or found at another place, is not gone where the other still comes from it, in another step.
  for (const [file, index] of [
    [one, 1],
    [other, 0],
  ] as const)
    if (
      file !== undefined &&
      (file.path.startsWith('in/') || one?.path !== other?.path) &&
      known.contents[index]?.has(file.digest)
    )
      known.optional.add(`data ${file.path}`)
  if (one !== undefined && other !== undefined) {
    const [fixed, asItCame] = [one, other].map(fixesOf) as [Fixed, Fixed]
    const [less, more] = fixed.fixes.length < asItCame.fixes.length ? [fixed, asItCame] : [asItCame, fixed]
    if (
      more.fixes.length > 0 &&
      less.fixes.length === 0 &&
      [less, more].every(({ base }) => !copiedFrom(base).madeBy)
    ) {
      // What ran on both sides, though a step found what it made on one of them alone, is told as that or as the file.
      for (const { run, code } of more.fixes) {
        const isOfBoth = known.runs.every((runs) => runs.has(run))
        for (const name of Object.keys(code)) (isOfBoth ? known.optional : known.came).add(`code ${name}`)
        if (isOfBoth) known.optional.add(`data ${one.path}`)
      }
      if (fixed.base.digest !== asItCame.base.digest) compareFiles(fixed.base, asItCame.base, known, seen)
      return
    }
  }
  // A raw file is by hand on both sides. Which of a wrapper's scripts led only to what somebody replaced is not on record.
  const [maker, otherMaker] = [one, other].map((file) => file && copiedFrom(file).madeBy)
  if (maker !== otherMaker || known.written.has(one?.path ?? '')) known.hasHandWork = true
  // Who deleted what is no longer read nobody wrote down, and whatever changed beside it explains that as well.
  if (one === undefined || other === undefined)
    known.optional.add(`data ${one?.path ?? other?.path}`).add('data model.bin')
  else if (one.digest !== other.digest) known.data.add(one.path).add(other.path)
}

const isAppended = ({ path, madeBy }: File) => path === log && madeBy !== undefined

/** What was put behind what there was, the first first, and what that was. */
function appended(file: File): { base: File; added: string[] } {
  const [before, more] = file.madeBy?.read ?? []
  if (before === undefined || more === undefined) return { base: file, added: [] }
  const { base, added } = appended(before)
  return { base, added: [...added, more.digest] }
}

/** Who appended the same on both sides did so for both; of what is left each took the place of another, and what is more is one more. */
function compareAppended(one: File, other: File, known: Known): void {
  const [before, after] = [appended(one), appended(other)]
  if (before.base.digest !== after.base.digest) known.data.add(log)
  const differing = before.added.findIndex((each, index) => each !== after.added[index])
  const common = differing === -1 ? before.added.length : differing
  const [left, right] = [before.added.slice(common), after.added.slice(common)]
  // What both put there, though not behind the same, may be told as the same or as another in its place.
  const isRepeated = !new Set(left).isDisjointFrom(new Set(right))
  if (isRepeated) known.optional.add('data new.csv')
  if (isRepeated && before.base.digest !== after.base.digest) known.optional.add('code append.py')
  if (left.length !== right.length) known.came.add('code append.py')
  if (left.length > 0 && right.length > 0) known.data.add('new.csv')
}

function runsBehind(file: File | undefined): ReadonlySet<string> {
  const { madeBy } = file ?? {}
  return madeBy === undefined
    ? new Set()
    : madeBy.read.reduce((runs, read) => runs.union(runsBehind(read)), new Set([madeBy.run]))
}

function contentsBehind(file: File | undefined): ReadonlySet<string> {
  const read = file?.madeBy?.read ?? []
  return read.reduce((all, each) => all.union(contentsBehind(each)), new Set(file === undefined ? [] : [file.digest]))
}

/** What a file was before executions that each changed it in place, and these, the last first. */
type Fixed = { readonly base: File; readonly fixes: readonly Execution[] }

function fixesOf(file: File): Fixed {
  const [read, ...others] = file.madeBy?.read ?? []
  if (file.madeBy === undefined || isCopy(file) || read?.path !== file.path || others.length > 0)
    return { base: file, fixes: [] }
  const { base, fixes } = fixesOf(read)
  return { base, fixes: [file.madeBy, ...fixes] }
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
    for (const [key, value] of Object.entries(values)) {
      const name = nameOfModule(key)
      to.set(name, (to.get(name) ?? new Set()).add(value))
    }
  }
}
