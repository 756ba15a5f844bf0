import { keysOf, type Sources, type Step, type StepPair } from './diff-steps.ts'
import type { Change, Valued } from './difference.ts'

/**
 * Inputs and outputs that differ, by path. What no recorded run made is a source: somebody changed it. What a run made
 * is a consequence, unless the run was given the same of everything: then nothing on record explains the difference.
 */
export function changesOfData(pairs: readonly StepPair[], isChanged: (step: string) => boolean): Change[] {
  return pairs.flatMap((pair) => {
    const inputs = changesBetween(pair, dataOf(pair.a, 'used'), dataOf(pair.b, 'used')).map((change) => {
      const made = [change.before, change.after].some(
        (side) => side !== undefined && pair.sources.isMade(String(side.value)),
      )
      return made ? { ...change, cause: false, why: 'made by a step whose inputs differ' } : change
    })
    const explained = inputs.length > 0 || isChanged(pair.name) || pair.a === undefined || pair.b === undefined
    const outputs = changesBetween(pair, dataOf(pair.a, 'generated'), dataOf(pair.b, 'generated')).map((change) =>
      explained
        ? { ...change, cause: false, why: `made by ${pair.name}, which was given something else` }
        : { ...change, why: `${pair.name} was given the same and made something else` },
    )
    return [...inputs, ...outputs]
  })
}

/** Content by the path at which a step met it. Code and configuration are compared elsewhere, by file and by value. */
function dataOf(step: Step | undefined, which: 'used' | 'generated'): Map<string, string> {
  const edges = (step?.[which] ?? []).filter(({ role }) => role !== 'code' && role !== 'configuration')
  return new Map(
    edges.map(({ target, selector }) => [typeof selector?.path === 'string' ? selector.path : target, target]),
  )
}

function changesBetween({ name, sources }: StepPair, a: Map<string, string>, b: Map<string, string>): Change[] {
  return keysOf(a, b).flatMap((path) => {
    const [before, after] = [a.get(path), b.get(path)]
    if (before === after) return []
    return {
      side: 'data' as const,
      steps: [name],
      subject: path,
      ...(before === undefined ? {} : { before: valued(before, sources) }),
      ...(after === undefined ? {} : { after: valued(after, sources) }),
      cause: true,
    }
  })
}

function valued(id: string, { bytesOf }: Sources): Valued {
  const bytes = bytesOf(id)
  return bytes === undefined ? { value: id } : { value: id, bytes }
}
