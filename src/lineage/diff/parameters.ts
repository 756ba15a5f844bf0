import { valueText } from '../../domain/value-text.ts'
import type { LineageParameter } from '../lineage.ts'
import { changesOfCommand } from './command.ts'
import { coupledParameters } from './coupled-parameters.ts'
import type { Change } from './difference.ts'
import { changesOfEnvironment } from './environment.ts'
import { changesOfEstimators, isOfSwapped, ownDefaults } from './estimators.ts'
import {
  askedInVain,
  fileOfCode,
  fileOfSetting,
  handsOn,
  isOfEnvironment,
  isRenamedSetting,
  isSaidBySameCode,
  mayBeSaidAgain,
  saidByCode,
  selectsFileOf,
} from './handed-on.ts'
import { movedBetween } from './moved.ts'
import type { StepPair } from './pairs.ts'
import { withEarlierParts } from './parts-run.ts'
import { inReplacedFiles } from './settings-replaced.ts'
import type { Side } from './side.ts'
import { facetOf, madeConfiguration, pathOf, type Step } from './steps.ts'
import { comparableParameters, isGivenUntold } from './unread.ts'

/**
 * Parameters that differ. One set in a file, on the command line or in the environment is a cause. What follows from it is a
 * consequence: a value in a file that it chose, one that the code handed on or made of it (an estimator's argument), the
 * estimator that it chose; so is a library's default that moved with its version. An estimator in place of another is one
 * cause, with all that was left as it came.
 */
export function changesOfParameters(pairs: readonly StepPair[], code: readonly Change[]): Change[] {
  const commands = pairs.flatMap((pair) => changesOfCommand(pair))
  const found = pairs.flatMap((pair) => changesOfStep(pair, code))
  const given = found.filter(({ change }) => isSet(change))
  const configured = new Set([...commands, ...given.map(({ change }) => change)].map(movement))
  const set = [...commands, ...given.flatMap(({ change, follows }) => (follows === undefined ? change : []))]
  const estimators = pairs.flatMap((pair) => changesOfEstimators(pair, [...code, ...set]))
  const again = new Set(found.filter(isSaidAgain).map(({ change }) => change))
  const changes = found.map(({ change, follows, pair }) => {
    const settings = set.filter((setting) => setting !== change && isInOneStep(setting, change))
    const selecting = settings.find((setting) => selectsFileOf(setting, change) && !selectsFileOf(change, setting))
    if (selecting !== undefined)
      return { ...change, cause: false, why: `it stands in a file that ${selecting.subject} selects` }
    // Before edits: the call that hands a value on may stand in a file that was edited for another reason.
    const isHandedOn = isSet(change)
      ? isSaidAgain({ change, pair }) && settings.some((setting) => !again.has(setting) && handsOn(setting, change))
      : configured.has(movement(change)) || settings.some((setting) => handsOn(setting, change))
    if (isHandedOn) return { ...change, cause: false, why: 'handed on from a parameter that was set' }
    const swap = isOfSwapped(change, estimators) ? 'it came or went with the estimator' : undefined
    const why = follows ?? madeOf(change, pair, [...code, ...settings]) ?? swap
    return why === undefined ? withGivenAlike(change, pairs) : { ...change, cause: false, why }
  })
  return [...estimators, ...commands, ...changes]
}

/**
 * A value of a file, with the steps that read the same of it on both sides, as where one of them ran again by itself after an edit
 * and the others only now: whose value it is nothing on record says.
 */
function withGivenAlike(change: Change, pairs: readonly StepPair[]): Change {
  const file = fileOfSetting(change.after?.from)
  if (file === undefined || file !== fileOfSetting(change.before?.from)) return change
  const valueIn = (step: Step | undefined) =>
    step?.parameters.find(({ name, from }) => name === change.subject && fileOfSetting(from) === file)
  const alike = pairs.flatMap(({ names, a, b }) => {
    const [one, other] = [valueIn(a), valueIn(b)]
    const isAlike = one !== undefined && JSON.stringify(one.value) === JSON.stringify(other?.value)
    return isAlike ? [`${names.join(' and ')} was given ${valueText(one.value)} on both sides`] : []
  })
  return alike.length === 0 ? change : { ...change, why: [...new Set(alike)].join(', ') }
}

const isSaidAgain = ({ change, pair: { a, b } }: Pick<Found, 'change' | 'pair'>) =>
  a !== undefined && b !== undefined && mayBeSaidAgain(change, a, b)

const isInOneStep = (one: Change, other: Change) => one.steps.some((step) => other.steps.includes(step))

/** Why the value of a call moved in code that did not: it was made of what the code was given, which nobody told it by itself. */
function madeOf(change: Change, pair: StepPair, others: readonly Change[]): string | undefined {
  const { names, a, b } = pair
  if (a === undefined || b === undefined || !isSaidBySameCode(change, a, b)) return undefined
  const isGiven =
    others.some((other) => isInOneStep(other, change)) ||
    movedBetween(pair, 'used').length > 0 ||
    isGivenUntold(pair) ||
    changesOfEnvironment([pair]).length > 0
  return isGiven ? `made of what ${names.join(' and ')} was given` : undefined
}

type Found = { readonly change: Change; readonly follows: string | undefined; readonly pair: StepPair }

function changesOfStep(pair: StepPair, code: readonly Change[]): Found[] {
  const { names, a, b } = pair
  if (a === undefined || b === undefined) return []
  const comparable = [comparableParameters(a, b), comparableParameters(b, a)] as const
  const [before, after] = withEarlierParts(inReplacedFiles(comparable, [a, b]), pair)
  const folded = new Set([...ownDefaults(a, b).values(), ...ownDefaults(b, a).values()].flat())
  return coupledParameters(before, after).flatMap(({ name: key, one, other }) => {
    if (folded.has(key)) return []
    if (one !== undefined && other !== undefined && JSON.stringify(one.value) === JSON.stringify(other.value)) return []
    if (isGivenByItself(one, pair, 'b') || isGivenByItself(other, pair, 'a')) return []
    const change: Change = {
      side: 'parameters',
      steps: [...names],
      subject: (one ?? other)?.name ?? key,
      ...(one === undefined ? {} : { before: valued(one) }),
      ...(other === undefined ? {} : { after: valued(other) }),
      cause: true,
    }
    const follows = makingBehind(change, pair) ?? upgradeBehind(one, other, a, b) ?? editBehind(change, code, a, b)
    return { change, follows, pair }
  })
}

/** Whether a parameter that one side's wrapper gave a script is what that script was given on the other side, where it ran by itself. */
function isGivenByItself(
  parameter: LineageParameter | undefined,
  { a, b, whole }: StepPair,
  other: 'a' | 'b',
): boolean {
  const [step, theirs] = other === 'b' ? [a, b] : [b, a]
  if (parameter === undefined || step?.isGathered !== true) return false
  if (theirs?.parameters.some(({ name }) => name === parameter.name)) return false
  return whole[other].steps.some(({ parameters }) =>
    parameters.some(
      ({ name, value }) =>
        `:${parameter.name}`.endsWith(`:${name}`) && JSON.stringify(value) === JSON.stringify(parameter.value),
    ),
  )
}

const valued = ({ value, from }: LineageParameter) => (from === undefined ? { value } : { value, from })
/** What a value moved from and to; absent is not null, which JSON writes alike. */
const movement = ({ before, after }: Change) => JSON.stringify([before && [before.value], after && [after.value]])

/** Whether a person set it, or can: in a file, on the command line, by a flag of `pedigree run`. */
function isSet({ before, after }: Change): boolean {
  return [before, after].every((side) => side === undefined || !saidByCode.test(side.from ?? ''))
}

/** Why a value moved that stands in a file which a run made: what that run was given, or somebody's hand at that file. */
function makingBehind({ before, after }: Change, { a, b, whole }: StepPair): string | undefined {
  const makerOf = (step: Step | undefined, side: Side, from: string | undefined) => {
    const file = fileOfSetting(from)
    const read = step?.used.find((edge) => edge.role === madeConfiguration && pathOf(edge) === file)
    return read && { file, maker: side.makerName(read) }
  }
  const met = [makerOf(a, whole.a, before?.from), makerOf(b, whole.b, after?.from)].filter((each) => each !== undefined)
  const made = met.find(({ maker }) => maker !== undefined)
  return made && `it stands in ${made.file}, which ${made.maker} made`
}

/** Why a default moved: what it was and is must be the library's, or somebody set it, or stopped setting it. */
function upgradeBehind(
  one: LineageParameter | undefined,
  other: LineageParameter | undefined,
  a: Step,
  b: Step,
): string | undefined {
  const sides = [one, other].filter((side) => side !== undefined)
  const [name, ...others] = new Set(sides.map(({ from }) => /^default of (\S+)/.exec(from ?? '')?.[1]))
  if (name === undefined || others.length > 0) return undefined
  const [before, after] = [versionOf(a, name), versionOf(b, name)]
  return before === after ? undefined : `the default of ${name} changed from ${before} to ${after}`
}

/**
 * Why a value moved that stands in code: that file was edited. And one that stood in a file which only one side reads, as the
 * code there says.
 */
function editBehind(
  { subject, before, after, steps }: Change,
  code: readonly Change[],
  a: Step,
  b: Step,
): string | undefined {
  const edits = code.filter((edit) => edit.steps.some((step) => steps.includes(step)))
  const [edit] = edits
  if (edit === undefined) return undefined
  const isOfCode = [before, after].every(
    (side) => side === undefined || saidByCode.test(side.from ?? '') || isOwn(side.from),
  )
  const files = [before, after].flatMap((side) => fileOfCode(side?.from) ?? [])
  const isCell = [before, after].some((side) => /^call at cell /.test(side?.from ?? ''))
  const own = edits.find(({ subject, before: one, after: other }) =>
    files.some((file) => [subject, one?.path, other?.path].some((path) => path && `/${path}`.endsWith(`/${file}`))),
  )
  if (isOfCode && (own !== undefined || isCell)) return `it stands in ${edited(own ?? edit)}`
  if (before !== undefined && after !== undefined) return undefined
  const [reader, other, from] = before === undefined ? [b, a, after?.from] : [a, b, before.from]
  if (isOfEnvironment(from))
    return askedInVain(other, subject) ? undefined : `${edited(edit)}, does not ask for it on both sides`
  const file = fileOfSetting(from)
  if (file === undefined || other.used.some((edge) => pathOf(edge) === file)) return undefined
  return isRenamedSetting(file, reader, other) ? undefined : `${edited(edit)}, does not read ${file} on both sides`
}

/** What a run wrote nobody edited, as a rule. */
const edited = ({ subject, cause }: Change) => `${subject}, which ${cause ? 'was edited' : 'differs'}`

const isOwn = (from: string | undefined) => /^default of \S+$/.test(from ?? '')

/** Edits of code, each with the values that stand in it and moved with it. */
export function withValues(code: readonly Change[], parameters: readonly Change[]): Change[] {
  return code.map((edit) => {
    const moved = parameters.filter(
      ({ cause, why, before, after }) => !cause && before && after && why === `it stands in ${edited(edit)}`,
    )
    if (moved.length === 0 || edit.why !== undefined) return edit
    // Several runs that the edit is in were each given the value.
    const values = new Set(
      moved.map(({ subject, before, after }) => `${subject} ${valueText(before?.value)} → ${valueText(after?.value)}`),
    )
    const more = values.size > 3 ? [`${values.size - 3} more`] : []
    return { ...edit, why: `with it ${[...[...values].slice(0, 3), ...more].join(', ')}` }
  })
}

function versionOf(step: Step, name: string): string | undefined {
  const imported = facetOf(step, 'environment').imported as Record<string, string> | undefined
  return imported?.[name]
}
