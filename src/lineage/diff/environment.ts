import type { Change } from './difference.ts'
import type { StepPair } from './pairs.ts'
import type { Side } from './side.ts'
import { codeOf, commandOf, facetOf, isUnseen, keysOf, type Step } from './steps.ts'

/** What differs of interpreter, imported packages, system and hardware. Nothing on record makes them: causes. */
export function changesOfEnvironment(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap(({ names, a, b, whole }) => {
    if (a === undefined || b === undefined) return []
    // What ran several scripts imported what all of them do, also one that ran by itself on the other side.
    const isElsewhere = (side: Side, key: string, value: string | undefined) =>
      names.length > 1 && side.steps.some((step) => factsOf(step).get(key) === value)
    const [before, after] = [factsOf(a), factsOf(b)]
    if (before.size === 0 || after.size === 0) return []
    return keysOf(before, after).flatMap((key) => {
      const [one, other] = [before.get(key), after.get(key)]
      // What one of two versions of Pedigree did not record yet is unknown, not changed. Packages are all recorded.
      const isUnknown = (one === undefined || other === undefined) && !key.startsWith('imported.')
      if (one === other || isUnknown) return []
      if (one === undefined ? isElsewhere(whole.a, key, other) : other === undefined && isElsewhere(whole.b, key, one))
        return []
      const isPackageOfOne = one === undefined || other === undefined
      if (isPackageOfOne && !isToldOfPackages(one === undefined ? a : b)) return []
      // Code says what it imports: who wrote it anew did not install anything.
      const isImportedAnew = isPackageOfOne && !isSameCode(a, b)
      return {
        side: 'environment' as const,
        steps: [...names],
        subject: key,
        ...(one === undefined ? {} : { before: { value: one } }),
        ...(other === undefined ? {} : { after: { value: other } }),
        cause: !isImportedAnew,
        ...(isImportedAnew ? { why: 'the code that imports it differs' } : {}),
      }
    })
  })
}

/** The packages that a step imported, with their versions. */
export const packagesOf = (step: Step): ReadonlyMap<string, unknown> =>
  new Map(Object.entries((facetOf(step, 'environment').imported ?? {}) as object))

/** Whether all that a step imported is on record: not where Python was ended before it could tell, or told values of what it did not. */
export function isToldOfPackages(step: Step): boolean {
  const { blind } = facetOf(step, 'capture')
  if (Array.isArray(blind) && blind.some((sentence) => /\bpackages\b|\bplug-in\b/.test(String(sentence)))) return false
  const packages = packagesOf(step)
  if (packages.size > 0 && facetOf(step, 'environment').python === undefined && isUnseen(step)) return false
  return step.parameters.every(({ from }) => {
    const library = /^default of (\S+) \S/.exec(from ?? '')?.[1]
    return library === undefined || packages.size === 0 || packages.has(library)
  })
}

function isSameCode(a: Step, b: Step): boolean {
  const [one, other] = [codeOf(a), codeOf(b)]
  const isSame = keysOf(one, other).every((path) => one.get(path) === other.get(path))
  return isSame && commandOf(a).join(' ') === commandOf(b).join(' ')
}

/** An environment as flat facts: `python.version`, `imported.pandas`, `cpu.model`. */
function factsOf(step: Step): Map<string, string> {
  const facts = new Map<string, string>()
  flatten(facts, '', facetOf(step, 'environment'))
  return facts
}

function flatten(facts: Map<string, string>, path: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    if (path !== '') facts.set(path, String(value))
    return
  }
  for (const [key, member] of Object.entries(value)) flatten(facts, path === '' ? key : `${path}.${key}`, member)
}
