/**
 * One number that we quote: what ours and the other side took on the same machine in the same minute, in words with
 * their units, the ratio of the two, and whether it is within its target. Ratios travel between machines, seconds do not.
 */
export type Measure = {
  readonly name: string
  readonly ours: string
  readonly theirs: string
  readonly ratio: number
  /** With its unit, where that is what counts and not the ratio. */
  readonly difference?: string
  readonly target: string
  readonly holds: boolean
}

export function printMeasures(measures: readonly Measure[]): void {
  for (const { name, ours, theirs, ratio, difference, target, holds } of measures) {
    const result = difference === undefined ? `÷ ${theirs} = ${ratio.toFixed(2)}` : `− ${theirs} = ${difference}`
    console.log(`${holds ? 'holds ' : 'MISSED'}  ${name}: ${ours} ${result} (target ${target})`)
  }
}
