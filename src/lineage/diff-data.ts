import type { Side, StepPair, Whole } from './diff-pairs.ts'
import { dataOf, keysOf } from './diff-steps.ts'
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

function movedBetween(pair: StepPair, which: 'used' | 'generated'): Moved[] {
  const [one, other] = [dataOf(pair.a, which), dataOf(pair.b, which)]
  return keysOf(one, other)
    .map((path) => ({ path, before: one.get(path), after: other.get(path) }))
    .map((moved) => (which === 'used' ? withOtherReads(pair, moved) : moved))
    .filter(({ before, after }) => before?.target !== after?.target)
}

/** What only one side's step of this name read may be what the other side's steps read at that path, or replace it. */
function withOtherReads({ a, b, whole }: StepPair, { path, before, after }: Moved): Moved {
  const closest = (side: Side, target: string | undefined) => {
    const reads = side.readAt(path)
    return reads.find((read) => read.target === target) ?? reads[0]
  }
  if (a === undefined) return { path, before: closest(whole.a, after?.target), after }
  if (b === undefined) return { path, before, after: closest(whole.b, before?.target) }
  return { path, before, after }
}

function isMade({ whole: { a, b } }: StepPair, { before, after }: Moved): boolean {
  return (before !== undefined && a.isMade(before)) || (after !== undefined && b.isMade(after))
}

function changeOf({ name, whole }: StepPair, { path, before, after }: Moved): Change {
  return {
    side: 'data',
    steps: [name],
    subject: path,
    ...(before === undefined ? {} : { before: valued(before, whole) }),
    ...(after === undefined ? {} : { after: valued(after, whole) }),
    cause: true,
  }
}

function valued({ target }: LineageEdge, { bytesOf }: Whole): Valued {
  const bytes = bytesOf(target)
  return bytes === undefined ? { value: target } : { value: target, bytes }
}
