import { counted } from '../../domain/quantities.ts'
import { valueText } from '../../domain/value-text.ts'
import type { LineageParameter } from '../lineage.ts'
import type { Change } from './difference.ts'
import type { StepPair } from './pairs.ts'
import type { Step } from './steps.ts'
import { isGivenUntold } from './unread.ts'

/**
 * The classes that only one of two steps has, as one cause: their defaults are counted and not told. Which there are stands in
 * the code, or a setting chose it.
 */
export function changesOfEstimators(pair: StepPair, others: readonly Change[]): Change[] {
  const { names, a, b } = pair
  if (a === undefined || b === undefined) return []
  const [before, after] = [ownDefaults(a, b), ownDefaults(b, a)]
  if (before.size + after.size === 0) return []
  const classes = (own: ReadonlyMap<string, unknown>) => ({ value: [...own.keys()].sort().join(', ') })
  const count = [...before.values(), ...after.values()].flat().length
  const isOwn = ({ name, from }: LineageParameter) =>
    isCall(from) && (before.has(classOf(name)) || after.has(classOf(name)))
  const given = [...a.parameters, ...b.parameters].filter(isOwn).sort((one, other) => (one.name < other.name ? -1 : 1))
  const more = given.length - givenNamed
  const settings = given.slice(0, givenNamed).map(({ name, value }) => `${name} ${valueText(value)}`)
  const came = [...settings, ...(more > 0 ? [`${more} more`] : []), counted(count, 'default')]
  const isChosen = isGivenUntold(pair) || others.some(({ steps }) => steps.some((step) => names.includes(step)))
  return [
    {
      side: 'parameters',
      steps: [...names],
      subject: 'estimator',
      ...(before.size === 0 ? {} : { before: classes(before) }),
      ...(after.size === 0 ? {} : { after: classes(after) }),
      cause: !isChosen,
      why: `${listed(came)} that came or went with it`,
    },
  ]
}

/** Whether code gave a setting to an estimator that is a cause, since only one side has it: then the setting follows from that. */
export function isOfSwapped({ subject, before, after, steps }: Change, estimators: readonly Change[]): boolean {
  const [side, ...others] = [before, after].filter((each) => each !== undefined)
  if (others.length > 0 || !isCall(side?.from)) return false
  return estimators.some(
    (swap) =>
      swap.cause &&
      swap.steps.some((step) => steps.includes(step)) &&
      String((before === undefined ? swap.after : swap.before)?.value)
        .split(', ')
        .includes(classOf(subject)),
  )
}

const givenNamed = 3
const isCall = (from = '') => from.startsWith('call at ')
const listed = (words: readonly string[]) =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((text) => text !== '').join(' and ')

/** The classes of estimators that a step has and another one has not, each with those parameters that were left as they came. */
export function ownDefaults(step: Step, other: Step): Map<string, string[]> {
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
