import type { StepPair } from './diff-pairs.ts'
import { codeOf, facetOf, keysOf, type Step } from './diff-steps.ts'
import type { Change } from './difference.ts'

/**
 * Code files that a step read and that differ, each once. Nothing on record makes code, so each is a cause. A step that
 * one side alone has came, or went, with the files that the other never read.
 */
export function changesOfCode(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap(({ name, a, b, whole }) => {
    const [filesA, filesB] = [codeOf(a), codeOf(b)]
    return keysOf(filesA, filesB).flatMap((path) => {
      const [before, after] = [filesA.get(path), filesB.get(path)]
      if (before === after) return []
      if ((a === undefined && whole.a.hasCode(path)) || (b === undefined && whole.b.hasCode(path))) return []
      return {
        side: 'code' as const,
        steps: [name],
        subject: path,
        ...(before === undefined ? {} : { before: { value: before, ...stateOf(a, path) } }),
        ...(after === undefined ? {} : { after: { value: after, ...stateOf(b, path) } }),
        cause: true,
      }
    })
  })
}

/** The commit that a file's state belongs to, or that it was not committed. */
function stateOf(step: Step | undefined, path: string): { from?: string } {
  const code: { commit?: string; patched?: string[] } = facetOf(step, 'code')
  if (code.commit === undefined) return {}
  const commit = `commit ${code.commit.slice(0, 7)}`
  return { from: code.patched?.includes(path) ? `uncommitted, on ${commit}` : commit }
}
