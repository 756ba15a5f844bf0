import type { PythonVariable } from '../python/python-event.ts'

/** A variable of the environment that a program asked for and that was not set, and where: `train.py:3`. Never a value. */
export type UnsetVariable = { readonly name: string; readonly at: string }

/** `train.py:21`, where it is known. */
type Where = (place: { file?: string; line?: number }) => string | undefined

/** More than these in one line are no names that somebody wrote down, but all that there are. */
const namesInLineMax = 20

/** The variables of the environment that lines of the program ask for by name. */
export function variablesAsked(variables: readonly PythonVariable[], where: Where) {
  const placed = variables.map((variable) => ({ ...variable, place: where(variable) ?? 'an unknown place' }))
  return [...Map.groupBy(placed, ({ place }) => place).values()].flatMap((asked) =>
    new Set(asked.map(({ name }) => name)).size > namesInLineMax ? [] : asked,
  )
}

/** Those that were not set, each with the first line that asks: who sets one later changes what the same program is given. */
export function unsetVariables(variables: readonly PythonVariable[], where: Where): UnsetVariable[] {
  const unset = variablesAsked(variables, where).filter(({ value }) => value === undefined)
  const byName = new Map(unset.toReversed().map(({ name, place }) => [name, { name, at: place }]))
  return [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}
