import type { StepPair } from './diff-pairs.ts'
import { facetOf, keysOf, type Step } from './diff-steps.ts'
import type { Change } from './difference.ts'
import type { LineageParameter } from './lineage.ts'

/**
 * Parameters that differ. One set in a file or on the command line is a cause. One that the code handed on (an
 * estimator's argument that moved exactly as a configuration value did) and a library's default that moved with its
 * version are consequences.
 */
export function changesOfParameters(pairs: readonly StepPair[]): Change[] {
  const configured = new Set<string>()
  const found = pairs.flatMap((pair) => changesOfStep(pair))
  for (const { change } of found) if (isSet(change)) configured.add(movement(change))
  return found.map(({ change, upgraded }) => {
    if (upgraded !== undefined) return { ...change, cause: false, why: upgraded }
    if (!isSet(change) && configured.has(movement(change)))
      return { ...change, cause: false, why: 'handed on from a parameter that was set' }
    return change
  })
}

type Found = { readonly change: Change; readonly upgraded: string | undefined }

function changesOfStep({ names, a, b }: StepPair): Found[] {
  if (a === undefined || b === undefined) return []
  const [before, after] = [parametersOf(a), parametersOf(b)]
  return keysOf(before, after).flatMap((key) => {
    const [one, other] = [before.get(key), after.get(key)]
    if (one !== undefined && other !== undefined && JSON.stringify(one.value) === JSON.stringify(other.value)) return []
    const change: Change = {
      side: 'parameters',
      steps: [...names],
      subject: key,
      ...(one === undefined ? {} : { before: valued(one) }),
      ...(other === undefined ? {} : { after: valued(other) }),
      cause: true,
    }
    return { change, upgraded: upgradeBehind(one, other, a, b) }
  })
}

const parametersOf = (step: Step) => new Map(step.parameters.map((parameter) => [parameter.name, parameter]))
const valued = ({ value, from }: LineageParameter) => (from === undefined ? { value } : { value, from })
/** What a value moved from and to; absent is not null, which JSON writes alike. */
const movement = ({ before, after }: Change) => JSON.stringify([before && [before.value], after && [after.value]])

/** Whether a person set it: in a file, on the command line, by a flag of `pedigree run`. */
function isSet({ before, after }: Change): boolean {
  return [before, after].every((side) => side === undefined || !/^(default of|call at) /.test(side.from ?? ''))
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

function versionOf(step: Step, name: string): string | undefined {
  const imported = facetOf(step, 'environment').imported as Record<string, string> | undefined
  return imported?.[name]
}
