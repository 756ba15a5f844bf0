import type { StepPair } from './diff-pairs.ts'
import type { Change } from './difference.ts'

/**
 * Steps that one side has more often than the other: somebody ran them once more, where no step came or went that tells why.
 * @param others all else that differs.
 */
export function changesOfRuns(pairs: readonly StepPair[], others: readonly Change[]): Change[] {
  const told = new Set(others.filter(({ cause }) => cause).flatMap(({ steps }) => steps))
  const alone = pairs.filter(({ a, b }) => a === undefined || b === undefined)
  if (alone.some(({ names }) => names.some((name) => told.has(name)))) return []
  return alone.flatMap(({ names, whole }) => {
    const countOf = (steps: StepPair['whole']['a']['steps']) => steps.filter(({ name }) => names.includes(name)).length
    const [before, after] = [countOf(whole.a.steps), countOf(whole.b.steps)]
    if (before === after) return []
    return {
      side: 'parameters' as const,
      steps: [...names],
      subject: `runs of ${names.join(' and ')}`,
      before: { value: before },
      after: { value: after },
      cause: true,
    }
  })
}
