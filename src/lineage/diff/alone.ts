import { counted } from '../../domain/quantities.ts'
import type { LineageEdge } from '../lineage.ts'
import { stateOf } from './code.ts'
import { isCopying } from './copies.ts'
import type { Change, Valued } from './difference.ts'
import { isReplaced, type StepPair, type Whole } from './pairs.ts'
import type { Side } from './side.ts'
import { codeOf, dataOf, facetOf, isNamedAfter, pathOf, type Step } from './steps.ts'

/**
 * Steps that one side has alone, each as one change that names it, whatever kind of command it is; those of one name that
 * came together are one. What such a step reads or ran came, or went, with it. What only copies changes no byte: what it
 * copied is what came.
 * @param bypassed which of them the other side only does without, and why.
 */
export function changesOfSteps(pairs: readonly StepPair[], bypassed: ReadonlyMap<StepPair, string>): Change[] {
  const alone = pairs.filter(({ a, b }) => a === undefined || b === undefined)
  const whyOf = (pair: StepPair) => bypassed.get(pair) ?? (isCopying(pair.a ?? pair.b) ? whyOfCopy : undefined)
  const groups = Map.groupBy(alone, (pair) => JSON.stringify([pair.names, pair.a === undefined, whyOf(pair) ?? null]))
  return [
    ...[...groups.values()].map((group) => changeOf(group, whyOf(group[0] as StepPair))),
    ...pairs.flatMap(changeOfReplaced),
  ]
}

const whyOfCopy = 'it changed no byte of what it copied'

function changeOfReplaced(pair: StepPair): Change[] {
  const { names, a, b } = pair
  if (a === undefined || b === undefined || !isReplaced(pair)) return []
  const commandOf = (step: Step) => ({ value: commandText(step), ...scriptState(step), path: step.name })
  const values = { before: commandOf(a), after: commandOf(b) }
  const isCopy = isCopying(a) && isCopying(b)
  const told = {
    side: 'code' as const,
    steps: [...names],
    subject: names.join(' and '),
    step: true as const,
    ...values,
  }
  return [isCopy ? { ...told, cause: false, why: whyOfCopy } : { ...told, cause: true }]
}

function changeOf(group: readonly StepPair[], why: string | undefined): Change {
  const [{ names, a, b, whole }] = group as [StepPair]
  const step = (a ?? b) as Step
  const value: Valued =
    group.length === 1 ? { value: commandText(step), ...scriptState(step) } : { value: counted(group.length, 'run') }
  const countOf = (side: Side) => side.steps.filter(({ name }) => names.includes(name)).length
  const [before, after] = [countOf(whole.a), countOf(whole.b)]
  const isMore = before > 0 && after > 0
  const reason =
    why ??
    (isMore
      ? `it ran ${counted(before, 'time')} before, ${after} after`
      : keptByHand(step, a === undefined ? whole.a : whole.b))
  return {
    side: 'code',
    steps: [...names],
    subject: names.join(' and '),
    step: true,
    ...(a === undefined ? { after: value } : { before: value }),
    cause: why === undefined,
    ...(reason === undefined ? {} : { why: reason }),
  }
}

/** Of what changed a file in place that the other side read later as somebody had left it: whether that goes on from it is on no record. */
function keptByHand(step: Step, other: Side): string | undefined {
  const read = dataOf(step, 'used')
  const [path] = [...dataOf(step, 'generated')].flatMap(([at, write]) => {
    const isLater = (found: LineageEdge) => write.at !== undefined && found.at !== undefined && write.at < found.at
    const isByHand = other.readAt(at).some((found) => isLater(found) && other.makerName(found) === undefined)
    return read.has(at) && isByHand ? at : []
  })
  return path === undefined ? undefined : `unless somebody edited ${path} after it, and kept what it had done`
}

/** How a step was started; of one of which that is not on record its name. */
function commandText(step: Step): string {
  const { argv } = facetOf(step, 'command')
  return Array.isArray(argv) && argv.length > 0 ? argv.map(String).join(' ') : step.name
}

function scriptState(step: Step): { from?: string } {
  const own = [...codeOf(step).keys()].find((path) => isNamedAfter(step, path))
  return own === undefined ? {} : stateOf(step, own)
}

/**
 * The steps that one side alone has because who reads there what they made does not read it on the other side, though it
 * was there by then: it was told otherwise, or somebody deleted it. Whoever made it did nothing else.
 * @param others what differs on the other sides: by that a step can have been told to read something else.
 */
export function bypassedOf(pairs: readonly StepPair[], others: readonly Change[]): ReadonlyMap<StepPair, string> {
  const told = new Set(others.filter(({ cause }) => cause).flatMap(({ steps }) => steps))
  const pairOf = new Map<Step | undefined, StepPair>(
    pairs.flatMap((pair) => [pair.a, pair.b].map((step) => [step, pair] as const)),
  )
  const bypassed = new Map<StepPair, string>()
  const within = new Set<StepPair>()
  const whyOf = (pair: StepPair): string | undefined => {
    const isOfA = isOfOneSide(pair) === 'a'
    const [step, side] = isOfA ? [pair.a, pair.whole.a] : [pair.b, pair.whole.b]
    const readers = side.steps.filter(
      // A reader in no pair leads nowhere.
      (reader) => step && pairOf.has(reader) && !side.isBeside(reader) && readsOf(reader, step, side).length > 0,
    )
    const reasons = readers.map((reader) => {
      const readBy = pairOf.get(reader)
      const other = isOfA ? readBy?.b : readBy?.a
      if (step === undefined || readBy === undefined) return undefined
      if (other === undefined) return within.has(readBy) ? undefined : bypassed.get(readBy)
      // A program that runs no script leaves no trace where a wrapper runs it.
      if ((reader.isGathered || other.isGathered) && codeOf(step).size === 0) {
        within.add(pair)
        return `${other.name} ran several steps as one, and may have run it, too`
      }
      const isTold = readBy.names.some((name) => told.has(name))
      return doesWithout(reader, other, { step, side, whole: pair.whole, isTold })
        ? `${other.name} does not read what it made`
        : undefined
    })
    return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
  }
  // What leads only to what was bypassed was so, too: the nearest to what was asked for first.
  for (let count = -1; count !== bypassed.size; ) {
    count = bypassed.size
    for (const pair of pairs) {
      if (isOfOneSide(pair) === undefined || bypassed.has(pair)) continue
      const why = whyOf(pair)
      if (why !== undefined) bypassed.set(pair, why)
    }
  }
  return bypassed
}

/** The side that alone has what a pair did: the other has nothing, or a later run over it that this side has as well. */
function isOfOneSide({ a, b, whole }: StepPair): 'a' | 'b' | undefined {
  const isOnBoth = (step: Step, other: Side) =>
    step.runs.every((run) => other.steps.some(({ runs }) => runs.includes(run)))
  if (a === undefined || b === undefined) return a === undefined ? 'b' : 'a'
  if (isOnBoth(b, whole.a)) return isOnBoth(a, whole.b) ? undefined : 'a'
  return isOnBoth(a, whole.b) ? 'b' : undefined
}

/** What a step read of what another one made. */
function readsOf(reader: Step, step: Step, side: Side): LineageEdge[] {
  const runs = new Set(step.runs)
  return reader === step ? [] : reader.used.filter((read) => !runs.isDisjointFrom(side.makerRuns(read)))
}

/**
 * Whether the other side's reader could have read what a step made and did not. What stands in a reader's place is another
 * pipeline, and what reads other content at those paths, or what the step itself was made from, goes on from before it: there
 * the step came or went.
 */
function doesWithout(
  reader: Step,
  other: Step,
  {
    step,
    side,
    whole,
    isTold,
  }: { readonly step: Step; readonly side: Side; readonly whole: Whole; readonly isTold: boolean },
): boolean {
  if (reader.name !== other.name || !wasThere(step, other, whole)) return false
  const [theirs, made] = [dataOf(other, 'used'), readsOf(reader, step, side)]
  if (made.some((read) => theirs.has(pathOf(read)))) return false
  const behind = new Set(made.flatMap((read) => [...side.behind(read)]))
  const before = new Set([...behind].flatMap((each) => [...dataOf(each, 'used').keys()]))
  return isTold || [...theirs.keys()].every((path) => !before.has(path) || dataOf(reader, 'used').has(path))
}

/** Whether a step had made all that it made before another one began. */
function wasThere(step: Step, other: Step, { a, b }: Whole): boolean {
  const [maker, reader] = a.steps.includes(step)
    ? [a.firstOf(step), b.firstOf(other)]
    : [b.firstOf(step), a.firstOf(other)]
  const made = new Set(step.generated.map(({ target }) => target))
  const first = new Map<string, string | undefined>()
  // Who makes the same once more has made it before.
  for (const { target, at } of maker.generated) {
    if (!made.has(target)) continue
    const before = first.get(target)
    first.set(target, before === undefined || (at !== undefined && at < before) ? at : before)
  }
  const began = reader.run.from
  return first.size > 0 && began !== undefined && [...first.values()].every((at) => at !== undefined && at <= began)
}
