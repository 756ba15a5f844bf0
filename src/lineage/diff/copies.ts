import type { LineageEdge } from '../lineage.ts'
import { dataOf, type Step } from './steps.ts'

/** What a run read that it found elsewhere with the same bytes: then it only copied them. */
export const sourceOfCopy = ({ used }: Step, content: string): LineageEdge | undefined =>
  used.find((read) => read.role !== 'code' && read.target === content)

/** Whether all that a step made, as far as it leads on, is what it had read: it changed no byte, as `cp` and `mv` do not. */
export function isCopying(step: Step | undefined): boolean {
  const made = [...dataOf(step, 'generated').values()]
  return step !== undefined && made.length > 0 && made.every(({ target }) => sourceOfCopy(step, target) !== undefined)
}

/** Whether two steps of one name are two copies without a place in common: `cp` is the name of very different steps. */
export function areOtherCopies(one: Step, other: Step): boolean {
  if (!isCopying(one) || !isCopying(other)) return false
  return (['used', 'generated'] as const).every((which) => {
    const places = dataOf(other, which)
    return ![...dataOf(one, which).keys()].some((path) => places.has(path))
  })
}
