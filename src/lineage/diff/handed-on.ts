import { unsetVariables } from '../../domain/facet-bodies.ts'
import type { Change } from './difference.ts'
import { codeOf, isNamed, pathOf, type Step } from './steps.ts'

/** What code says by itself: a call, a library in a version, what a search chose. A program's own default is what a person may set. */
export const saidByCode = /^(?:call at |default of .* \d|chosen by )/

/** `train.py` of `call at train.py:4` and of `default of train.py`; of a cell of a notebook, which names no file, nothing. */
export const fileOfCode = (from = '') => /^(?:call at (.+):\d+|default of (\S+))$/.exec(from)?.slice(1).find(Boolean)

/** `train.py` of `default of train.py`, where a program has a default of its own and not a library in a version. */
export const programOfDefault = (from = '') => /^default of (\S+)$/.exec(from)?.[1]

/** `params.yaml` of `params.yaml:4`, which people set. */
export const fileOfSetting = (from = '') =>
  saidByCode.test(from) || isOfEnvironment(from) ? undefined : /^(.+):\d+$/.exec(from)?.[1]

export const isOfEnvironment = (from = '') => from.startsWith('environment variable at ')

/** Whether a step asked for the variable of the environment that a parameter is called after, and it was not set. */
export function askedInVain({ facets }: Step, parameter: string): boolean {
  const name = /(?:^|:)env\.(.+)$/s.exec(parameter)?.[1]
  return (
    name !== undefined && facets.some((facet) => facet.name === 'unset' && unsetVariables(facet.body).includes(name))
  )
}

/** Whether a setting chose the file that a value stands in: it names it on each side that has the value. */
export function selectsFileOf(setting: Change, { before, after }: Change): boolean {
  const names = (value: unknown, from: string | undefined) => {
    const file = fileOfSetting(from)
    return (
      file !== undefined &&
      String(value)
        .split(/\s+/)
        .some((word) => word !== '' && isNamed(word, [file]))
    )
  }
  const isOfOne = fileOfSetting(before?.from) === fileOfSetting(after?.from)
  const isNamedBefore = before === undefined || names(setting.before?.value, before.from)
  return !isOfOne && isNamedBefore && (after === undefined || names(setting.after?.value, after.from))
}

/**
 * Whether code handed on what was set: the value of a call is the one that was set, or a word of it, on each side where it was.
 * Where it was not, the code has a value of its own.
 */
export function handsOn(setting: Change, { before, after }: Change): boolean {
  const has = (set: Change['before'], handed: Change['before']) =>
    set === undefined || (handed !== undefined && isWordOf(set.value, handed.value))
  return has(setting.before, before) && has(setting.after, after)
}

function isWordOf(set: unknown, handed: unknown): boolean {
  if (JSON.stringify(set) === JSON.stringify(handed)) return true
  if (typeof set !== 'string') return false
  const isSame = (word: string) =>
    word === handed || (typeof handed === 'number' && word !== '' && Number(word) === handed)
  return set.split(/[\s=]+/).some(isSame)
}

/**
 * Whether a step, by itself, may have said again what it was given elsewhere: as a default of its program, which code sets; in a file that it
 * did not read, which it wrote; or among the words of a further program (`two.py:seed`), which the first one called.
 */
export function mayBeSaidAgain({ subject, before, after }: Change, a: Step, b: Step): boolean {
  const isFurther = subject.includes(':')
  return [[before, a] as const, [after, b] as const].every(([side, step]) => {
    if (side === undefined) return true
    const { from = '' } = side
    const file = fileOfSetting(from)
    if (file !== undefined) return step.used.length > 0 && !step.used.some((edge) => pathOf(edge) === file)
    return programOfDefault(from) !== undefined || (from === 'command line' && isFurther)
  })
}

/** Whether the code that says a value is the same on both sides: then it came from what that code was given. */
export function isSaidBySameCode({ before, after }: Change, a: Step, b: Step): boolean {
  const froms = [before, after].flatMap((side) => (side === undefined ? [] : [side.from ?? '']))
  const [one, other] = [codeOf(a), codeOf(b)]
  const isSame = (file: string) => {
    const paths = [...one.keys()].filter((path) => `/${path}`.endsWith(`/${file}`))
    return paths.length > 0 && paths.every((path) => one.get(path) === other.get(path))
  }
  const isCode = (from: string) => from.startsWith('call at ') || programOfDefault(from) !== undefined
  return froms.every((from) => isChosen.test(from) || (isCode(from) && isSame(fileOfCode(from) ?? '')))
}

/** What a search over the data chose: `chosen by GridSearchCV`. */
const isChosen = /^chosen by /

/** Whether a file of settings, which one of two steps alone read, is what one that the other alone read was called before. */
export function isRenamedSetting(file: string, reader: Step, other: Step): boolean {
  const [read, readByOther] = [reader, other].map(({ used }) => new Set(used.map(pathOf)))
  const there = new Map(other.parameters.map(({ name, from }) => [name, fileOfSetting(from)]))
  return reader.parameters.some(({ name, from }) => {
    const old = fileOfSetting(from) === file ? there.get(name) : undefined
    return old !== undefined && readByOther?.has(old) === true && read?.has(old) === false
  })
}
