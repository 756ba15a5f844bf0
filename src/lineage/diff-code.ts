import { keysOf, type Step, type StepPair } from './diff-steps.ts'
import type { Change } from './difference.ts'

/** Code files that a step read and that differ, each once. Nothing on record makes code, so each is a cause. */
export function changesOfCode(pairs: readonly StepPair[]): Change[] {
  return pairs.flatMap(({ name, a, b }) => {
    if (a === undefined || b === undefined) return []
    const [filesA, filesB] = [codeOf(a), codeOf(b)]
    return keysOf(filesA, filesB).flatMap((path) => {
      const [before, after] = [filesA.get(path), filesB.get(path)]
      if (before === after) return []
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

function codeOf(step: Step): Map<string, string> {
  const files = step.used
    .filter(({ role }) => role === 'code')
    .flatMap(({ selector }) => Object.entries((selector?.files ?? {}) as object))
  return new Map(files.map(([path, digest]) => [path, String(digest)]))
}

/** The commit that a file's state belongs to, or that it was not committed. */
function stateOf(step: Step, path: string): { from?: string } {
  const code = step.facets.find(({ name }) => name === 'code')?.body as
    | { commit?: string; patched?: string[] }
    | undefined
  if (code?.commit === undefined) return {}
  const commit = `commit ${code.commit.slice(0, 7)}`
  return { from: code.patched?.includes(path) ? `uncommitted, on ${commit}` : commit }
}
