/**
 * Two works in turn, A B A B …, after one of each that does not count: what slows the machine slows both. A work that
 * gives a promise ends with it. Milliseconds.
 */
export async function pairedMs(
  times: number,
  a: () => unknown,
  b: () => unknown,
): Promise<{ ours: number[]; theirs: number[] }> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round <= times; round++) {
    const [one, other] = [await msUntil(a), await msUntil(b)]
    if (round === 0) continue
    ours.push(one)
    theirs.push(other)
  }
  return { ours, theirs }
}

async function msUntil(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export function msOf(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]]
  return (low + high) / 2
}
