import { keysOf, pathOf, type Sources, type Step, type StepPair } from './diff-steps.ts'
import type { Change, Valued } from './difference.ts'
import type { LineageEdge } from './lineage.ts'

/**
 * Inputs and outputs that differ, by path. What no recorded run made is a source: somebody changed it. What a run made
 * is a consequence, unless the run was given the same of everything: then nothing on record explains the difference.
 */
export function changesOfData(pairs: readonly StepPair[], isChanged: (step: string) => boolean): Change[] {
  return pairs.flatMap((pair) => {
    const inputs = movedBetween(pair, 'used').map((moved) => {
      const change = changeOf(pair, moved)
      return isMade(pair, moved) ? { ...change, cause: false, why: 'made by a step whose inputs differ' } : change
    })
    const explained = inputs.length > 0 || isChanged(pair.name) || pair.a === undefined || pair.b === undefined
    const outputs = movedBetween(pair, 'generated').map((moved) =>
      explained
        ? { ...changeOf(pair, moved), cause: false, why: `made by ${pair.name}, which was given something else` }
        : { ...changeOf(pair, moved), why: `${pair.name} was given the same and made something else` },
    )
    return [...inputs, ...outputs]
  })
}

/** What a step met at a path on either side, which is not the same content. */
type Moved = {
  readonly path: string
  readonly before: LineageEdge | undefined
  readonly after: LineageEdge | undefined
}

function movedBetween({ a, b }: StepPair, which: 'used' | 'generated'): Moved[] {
  const [one, other] = [dataOf(a, which), dataOf(b, which)]
  return keysOf(one, other)
    .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
    .filter(({ before, after }) => before?.target !== after?.target)
}

function isMade({ sources }: StepPair, { before, after }: Moved): boolean {
  const { a, b } = sources.isMade
  return (before !== undefined && a(before)) || (after !== undefined && b(after))
}

function changeOf({ name, sources }: StepPair, { path, before, after }: Moved): Change {
  return {
    side: 'data',
    steps: [name],
    subject: path,
    ...(before === undefined ? {} : { before: valued(before, sources) }),
    ...(after === undefined ? {} : { after: valued(after, sources) }),
    cause: true,
  }
}

/** Content by the path at which a step met it. Code and configuration are compared elsewhere, by file and by value. */
function dataOf(step: Step | undefined, which: 'used' | 'generated'): Map<string, LineageEdge> {
  const edges = (step?.[which] ?? []).filter(({ role }) => role !== 'code' && role !== 'configuration')
  return new Map(edges.map((edge) => [pathOf(edge), edge]))
}

function valued({ target }: LineageEdge, { bytesOf }: Sources): Valued {
  const bytes = bytesOf(target)
  return bytes === undefined ? { value: target } : { value: target, bytes }
}
