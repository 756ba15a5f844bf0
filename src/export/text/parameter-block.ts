import type { NodeId } from '../../domain/id.ts'
import { counted } from '../../domain/quantities.ts'
import { valueText } from '../../domain/value-text.ts'
import type { LineageParameter } from '../../lineage/lineage.ts'
import { otherModelsOf } from './other-models.ts'
import { nameColumn, parameterTexts } from './parameter-text.ts'
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
 * counted: those that stand above, arguments that only hand on a value that was set, defaults of libraries; and what the
 * code itself gives to a library, where that is too much to read (the code is told by its commit).
 */
export function parametersBlock(telling: Telling, id: NodeId): Block[] {
  const found = telling.index.factsOf(id).filter((fact) => fact.type === 'parameter')
  if (found.length === 0) return []
  const others = otherModelsOf(telling.index, id)
  const [theirs, all] = parted(found, others.hasParameter)
  const parts = partsOf(telling, all)
  const isCodeShown = parts.set.length + parts.code.length <= rowsMax
  const shown = isCodeShown ? [...parts.set, ...parts.code] : parts.set
  for (const parameter of shown) telling.parameters.add(keyOf(parameter))
  const counts = [
    ...(parts.above.length === 0 ? [] : [`${parts.above.length} as above`]),
    ...(isCodeShown ? [] : [`${parts.code.length} given in the code`]),
    ...(parts.handedOn.length === 0 ? [] : [`${parts.handedOn.length} handed on`]),
    ...(parts.defaults.length === 0 ? [] : [counted(parts.defaults.length, 'default')]),
    ...(theirs.length === 0
      ? []
      : [`${counted(theirs.length, 'parameter')} of ${counted(others.count, 'other model')}`]),
  ].map((text, index) => span(shown.length === 0 || index > 0 ? text : `+ ${text}`, 'dim'))
  const known = telling.index.nodes.get(id)?.origin
  const rows = shown.map((parameter) => spansOf(parameter, known))
  const layout = [nameColumn(rows.flatMap(([name]) => name ?? [])), { shrinks: true }, { shrinks: true }] as const
  if (rows.length <= rowsMax) return [tableBlock('parameters', layout, rows, counts)]
  const texts = rows.map((row) => span(row.map(({ text }) => text).join(' ')))
  return [factBlock('parameters', [...texts, ...counts], ' · ')]
}

/** Parameters by what they tell; those that are shown in order of name. */
function partsOf({ parameters: told }: Telling, all: readonly LineageParameter[]) {
  const [defaults, chosen] = parted(all, ({ from }) => libraryDefault.test(from ?? ''))
  const [given, set] = parted(chosen, ({ from }) => givenInCode.test(from ?? ''))
  const values = new Set(set.map(lastNameAndValue))
  const [handedOn, code] = parted(given, (parameter) => values.has(lastNameAndValue(parameter)))
  const isAbove = (parameter: LineageParameter) => told.has(keyOf(parameter))
  const [[setAbove, setNew], [codeAbove, codeNew]] = [parted(set, isAbove), parted(code, isAbove)]
  return {
    defaults,
    handedOn,
    above: [...setAbove, ...codeAbove],
    set: setNew.sort((a, b) => (a.name < b.name ? -1 : 1)),
    code: codeNew.sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function parted<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))]
}

function spansOf({ value, origin, ...parameter }: LineageParameter, known: string | undefined): Span[] {
  const { name, from } = parameterTexts(parameter)
  const mark = origin === 'observed' || origin === known ? '' : ` (${origin})`
  return [span(name), span(valueText(value)), span(`${from === '' ? '' : `← ${from}`}${mark}`.trimStart(), 'dim')]
}

const keyOf = ({ name, value, from }: LineageParameter) => JSON.stringify([name, value, from])

function lastNameAndValue({ name, value }: LineageParameter): string {
  return JSON.stringify([name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('__') + 1) + 1), value])
}
