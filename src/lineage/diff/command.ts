import { isCopying } from './copies.ts'
import type { Change } from './difference.ts'
import { isReplaced, type StepPair } from './pairs.ts'
import { codeOf, commandOf, isNamed, pathOf } from './steps.ts'

/**
 * What was said to a program of whose arguments nobody told (`sed`, `sh -c`): the words of the command that differ, from the
 * first to the last of them. Files are compared elsewhere.
 */
export function changesOfCommand(pair: StepPair): Change[] {
  const { names, a, b, whole } = pair
  if (a === undefined || b === undefined || isReplaced(pair)) return []
  const [one, other] = [commandOf(a), commandOf(b)]
  if (one.length === 0 || other.length === 0 || isEqual(one, other)) return []
  const paths = [a, b].flatMap((step) => [...codeOf(step).keys(), ...[...step.used, ...step.generated].map(pathOf)])
  // Where an evaluation writes its metrics is no part of what led to what was asked for, and in no trace of it.
  const isEvaluation = whole.a.isBeside(a) && whole.b.isBeside(b)
  const isSaying = (word: string) => !isNamed(word, paths) && !(isEvaluation && isFileName.test(word))
  const [before, after] = betweenEnds(one.filter(isSaying), other.filter(isSaying))
  if (before.length + after.length === 0) return []
  const change = changeOf(names, before, after)
  // How bytes were copied is nothing to them, and which are told as data.
  return [
    isCopying(a) && isCopying(b) ? { ...change, cause: false, why: 'it changed no byte of what it copied' } : change,
  ]
}

const isFileName = /\/|\.[a-z]\w*$/i

function changeOf(names: readonly string[], before: readonly string[], after: readonly string[]): Change {
  return {
    side: 'parameters',
    steps: [...names],
    subject: 'command line',
    ...(before.length === 0 ? {} : { before: { value: valueOfWords(before) } }),
    ...(after.length === 0 ? {} : { after: { value: valueOfWords(after) } }),
    cause: true,
  }
}

const isEqual = (one: readonly string[], other: readonly string[]) => JSON.stringify(one) === JSON.stringify(other)

/** What stands between the words with which both begin and those with which both end. */
function betweenEnds(one: readonly string[], other: readonly string[]): readonly [string[], string[]] {
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one[start] === other[start]) start += 1
  let end = 0
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  return [one.slice(start, one.length - end), other.slice(start, other.length - end)]
}

/** A number as one, so that it is known again in an estimator's argument. */
function valueOfWords(words: readonly string[]): unknown {
  const text = words.join(' ')
  return /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text) ? Number(text) : text
}
