import type { StepPair } from './diff-pairs.ts'
import type { Change } from './difference.ts'

/** Steps that one side has more often than the other. Where nothing else differs, that somebody ran them once more is why. */
export function changesOfRuns(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap(({ a, b, names, whole }) => {
    if (a !== undefined && b !== undefined) return []
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
