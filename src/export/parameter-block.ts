import type { NodeId } from '../domain/id.ts'
import type { LineageParameter } from '../lineage/lineage.ts'
import { counted } from './quantities.ts'
import { type Span, span } from './span.ts'
import type { Telling } from './telling.ts'
import { type Block, factBlock, tableBlock } from './tree-lines.ts'

/** More than these run on in lines instead of one a line. */
const rowsMax = 12
/** What the code of the run itself gave to a library, against what a person set in a file or on the command line. */
const givenInCode = /^(code$|call at )/
const libraryDefault = /^default of (\S+)/

/**
 * The parameters of a run that somebody set, each with where: `max_depth  6  ← params.yaml:4`. What says nothing new is
 * counted: those that stand above, arguments that only hand on a value that was set, defaults of libraries.
 */
export function parametersBlock(telling: Telling, id: NodeId): Block[] {
  const all = telling.index.factsOf(id).filter((fact) => fact.type === 'parameter')
  if (all.length === 0) return []
  const known = telling.index.nodes.get(id)?.origin
  const defaults = all.filter(({ from }) => libraryDefault.test(from ?? ''))
  const chosen = all.filter(({ from }) => !libraryDefault.test(from ?? ''))
  const set = new Set(chosen.filter(({ from }) => !givenInCode.test(from ?? '')).map(lastNameAndValue))
  const isHandedOn = (parameter: LineageParameter) =>
    givenInCode.test(parameter.from ?? '') && set.has(lastNameAndValue(parameter))
  const handedOn = chosen.filter(isHandedOn)
  const above = chosen.filter((parameter) => !isHandedOn(parameter) && telling.parameters.has(keyOf(parameter)))
  const shown = chosen.filter((parameter) => !isHandedOn(parameter) && !telling.parameters.has(keyOf(parameter)))
  for (const parameter of shown) telling.parameters.add(keyOf(parameter))
  const counts = [
    ...(above.length === 0 ? [] : [`${above.length} as above`]),
    ...(handedOn.length === 0 ? [] : [`${handedOn.length} handed on`]),
    ...(defaults.length === 0 ? [] : [counted(defaults.length, 'default')]),
  ].map((text, index) => span(shown.length === 0 || index > 0 ? text : `+ ${text}`, 'dim'))
  const key = ({ name, from }: LineageParameter) => `${Number(givenInCode.test(from ?? ''))} ${name}`
  const ordered = [...shown].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  if (ordered.length > rowsMax) {
    const texts = ordered.map((parameter) =>
      span(
        spansOf(parameter, known)
          .map(({ text }) => text)
          .join(' '),
      ),
    )
    return [factBlock('parameters', [...texts, ...counts], ' · ')]
  }
  return [
    tableBlock(
      'parameters',
      ordered.map((parameter) => spansOf(parameter, known)),
      counts,
    ),
  ]
}

function spansOf({ name, value, from, origin }: LineageParameter, known: string | undefined): Span[] {
  const mark = origin === 'observed' || origin === known ? '' : ` (${origin})`
  return [
    span(name),
    span(valueText(value)),
    span(`${from === undefined ? '' : `← ${from}`}${mark}`.trimStart(), 'dim'),
  ]
}

/** A value as people write it: texts without quotes, unless they would look like another value. */
export function valueText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'undefined'
  return /^$|^\s|\s$|^(true|false|null|-?\d+(\.\d+)?(e[+-]?\d+)?)$|^["{[]/i.test(value) ? JSON.stringify(value) : value
}

const keyOf = ({ name, value, from }: LineageParameter) => JSON.stringify([name, value, from])

function lastNameAndValue({ name, value }: LineageParameter): string {
  return JSON.stringify([name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('__') + 1) + 1), value])
}
