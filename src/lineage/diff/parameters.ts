import { counted } from '../../domain/quantities.ts'
import { valueText } from '../../domain/value-text.ts'
import type { LineageParameter } from '../lineage.ts'
import { changesOfCommand } from './command.ts'
import type { Change } from './difference.ts'
import type { StepPair } from './pairs.ts'
import { facetOf, keysOf, pathOf, type Step } from './steps.ts'

/**
 * Parameters that differ. One set in a file or on the command line is a cause. One that the code handed on (an
 * estimator's argument that moved exactly as a configuration value did) and a library's default that moved with its
 * version are consequences. An estimator in place of another is one cause, with all that was left as it came.
 */
export function changesOfParameters(pairs: readonly StepPair[], code: readonly Change[]): Change[] {
  const configured = new Set<string>()
  const estimators = pairs.flatMap((pair) => changesOfEstimators(pair, code))
  const commands = pairs.flatMap((pair) => changesOfCommand(pair))
  const found = pairs.flatMap((pair) => changesOfStep(pair, code))
  for (const change of [...commands, ...found.map(({ change }) => change)])
    if (isSet(change)) configured.add(movement(change))
  const changes = found.map(({ change, follows }) => {
    // First of all: the call that hands a value on may stand in a file that was edited for another reason.
    if (!isSet(change) && configured.has(movement(change)))
      return { ...change, cause: false, why: 'handed on from a parameter that was set' }
    return follows === undefined ? change : { ...change, cause: false, why: follows }
  })
  return [...estimators, ...commands, ...changes]
}

type Found = { readonly change: Change; readonly follows: string | undefined }

function changesOfStep({ names, a, b }: StepPair, code: readonly Change[]): Found[] {
  if (a === undefined || b === undefined) return []
  const [before, after] = [parametersOf(a), parametersOf(b)]
  const folded = new Set([...ownDefaults(a, b).values(), ...ownDefaults(b, a).values()].flat())
  return keysOf(before, after).flatMap((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    if (folded.has(key)) return []
    if (one !== undefined && other !== undefined && JSON.stringify(one.value) === JSON.stringify(other.value)) return []
    const change: Change = {
      side: 'parameters',
      steps: [...names],
      subject: key,
      ...(one === undefined ? {} : { before: valued(one) }),
      ...(other === undefined ? {} : { after: valued(other) }),
      cause: true,
    }
    return { change, follows: upgradeBehind(one, other, a, b) ?? editBehind(change, code, a, b) }
  })
}

/** The classes that only one of two steps has, as one cause: their defaults are counted and not told. */
function changesOfEstimators({ names, a, b }: StepPair, code: readonly Change[]): Change[] {
  if (a === undefined || b === undefined) return []
  const [before, after] = [ownDefaults(a, b), ownDefaults(b, a)]
  if (before.size + after.size === 0) return []
  const classes = (own: ReadonlyMap<string, unknown>) => ({ value: [...own.keys()].sort().join(', ') })
  const count = [...before.values(), ...after.values()].flat().length
  const isEdited = code.some(({ steps }) => steps.some((step) => names.includes(step)))
  return [
    {
      side: 'parameters',
      steps: [...names],
      subject: 'estimator',
      ...(before.size === 0 ? {} : { before: classes(before) }),
      ...(after.size === 0 ? {} : { after: classes(after) }),
      // Which estimators there are stands in the code.
      cause: !isEdited,
      why: `${counted(count, 'default')} that came or went with it`,
    },
  ]
}

/** The classes of estimators that a step has and another one has not, each with those parameters that were left as they came. */
function ownDefaults(step: Step, other: Step): Map<string, string[]> {
  const theirs = new Set(other.parameters.map(({ name }) => classOf(name)))
  const own = step.parameters.filter(
    ({ name, from = '' }) => name.includes('.') && isLibraryDefault.test(from) && !theirs.has(classOf(name)),
  )
  return new Map(
    [...Map.groupBy(own, ({ name }) => classOf(name))].map(([each, defaults]) => [
      each,
      defaults.map(({ name }) => name),
    ]),
  )
}

/** `default of scikit-learn 1.8.1`; a script's own default has no version. */
const isLibraryDefault = /^default of \S+ \S/
/** `Ridge` of `Ridge.alpha`. */
const classOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('.')))

const parametersOf = (step: Step) => new Map(step.parameters.map((parameter) => [parameter.name, parameter]))
const valued = ({ value, from }: LineageParameter) => (from === undefined ? { value } : { value, from })
/** What a value moved from and to; absent is not null, which JSON writes alike. */
const movement = ({ before, after }: Change) => JSON.stringify([before && [before.value], after && [after.value]])

/** What code says by itself: a call, or a library in a version. A program's own default is what a person may set. */
const saidByCode = /^(?:call at |default of .* \d)/

/** Whether a person set it, or can: in a file, on the command line, by a flag of `pedigree run`. */
function isSet({ before, after }: Change): boolean {
  return [before, after].every((side) => side === undefined || !saidByCode.test(side.from ?? ''))
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

/** `train.py` of `call at train.py:4` and of `default of train.py`; of a cell of a notebook, which names no file, nothing. */
const fileOfCode = (from = '') => /^(?:call at (.+):\d+|default of (\S+))$/.exec(from)?.slice(1).find(Boolean)

/**
 * Why a value moved that stands in code: that file was edited. And one that stood in a file which only one side reads, as the
 * code there says.
 */
function editBehind({ before, after, steps }: Change, code: readonly Change[], a: Step, b: Step): string | undefined {
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
  if (isOfCode && (own !== undefined || isCell)) return `it stands in ${(own ?? edit).subject}, which was edited`
  if (before !== undefined && after !== undefined) return undefined
  const [other, from] = before === undefined ? [a, after?.from] : [b, before.from]
  const file = /^(.+):\d+$/.exec(from ?? '')?.[1]
  const isConfiguration = file !== undefined && !saidByCode.test(from ?? '')
  const isRead = other.used.some((edge) => pathOf(edge) === file)
  return isConfiguration && !isRead
    ? `${edit.subject}, which was edited, does not read ${file} on both sides`
    : undefined
}

const isOwn = (from: string | undefined) => /^default of \S+$/.test(from ?? '')

/** Edits of code, each with the values that stand in it and moved with it. */
export function withValues(code: readonly Change[], parameters: readonly Change[]): Change[] {
  return code.map((edit) => {
    const moved = parameters.filter(
      ({ cause, why, before, after }) =>
        !cause && before && after && why === `it stands in ${edit.subject}, which was edited`,
    )
    if (moved.length === 0 || edit.why !== undefined) return edit
    const told = moved
      .slice(0, 3)
      .map(({ subject, before, after }) => `${subject} ${valueText(before?.value)} → ${valueText(after?.value)}`)
    return {
      ...edit,
      why: `with it ${[...told, ...(moved.length > 3 ? [`${moved.length - 3} more`] : [])].join(', ')}`,
    }
  })
}

function versionOf(step: Step, name: string): string | undefined {
  const imported = facetOf(step, 'environment').imported as Record<string, string> | undefined
  return imported?.[name]
}
