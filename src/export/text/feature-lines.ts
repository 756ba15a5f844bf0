import type { FeatureBranch, FeatureInputs, FeatureMap, ModelFeatures } from '../../domain/feature-map.ts'
import { counted } from '../../domain/quantities.ts'
import { displayWidth } from '../../domain/visible-text.ts'
import { type Span, shortenedSpan, span, wrapped } from './span.ts'

const namesShown = 12
const labelWidthMax = 28
const detailsMin = 20

/** Which columns became which features, a few lines for each model, each link with how it is known. */
export function featureLines({ files, models, unused = [] }: FeatureMap, width: number): Span[][] {
  const nameOf = (file: number) => files[file]?.path ?? '?'
  const rows = [
    ...models.flatMap((model) => modelRows(model, nameOf)),
    ...unused.map(({ file, columns }) => ({
      label: nameOf(file),
      pieces: namePieces(columns),
      how: unusedText(models),
    })),
  ]
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(displayWidth))
  const labelWidth = Math.min(
    labelWidthMax,
    widest(rows.flatMap(({ label, how }) => (how === undefined ? [] : [label]))),
  )
  const howWidth = widest(rows.map(({ how = '' }) => how))
  return rows.flatMap((row) => rowLines(row, { labelWidth, howWidth, width }))
}

/** A model's own line has no `how`. */
type Row = { readonly label: string; readonly pieces: readonly Span[]; readonly how?: string }
type Widths = { readonly labelWidth: number; readonly howWidth: number; readonly width: number }

function rowLines({ label, pieces, how }: Row, { labelWidth, howWidth, width }: Widths): Span[][] {
  if (how === undefined) return wrapped([span(label, 'bold'), ...pieces], '  ', width)
  // A table of a database has a long name, whose beginning and end both count: it stands above what came from it.
  const isAbove = displayWidth(label) > labelWidth && displayWidth(label) <= width - 2
  const above = isAbove ? [[span('  '), span(label)]] : []
  const name = isAbove ? span('') : shortenedSpan(span(label), labelWidth)
  const indent = 2 + labelWidth + 2 + howWidth + 2
  const [first = [], ...rest] = wrapped(pieces, ', ', Math.max(detailsMin, width - indent))
  const before = span(' '.repeat(labelWidth - displayWidth(name.text) + 2))
  const after = span(' '.repeat(howWidth - displayWidth(how) + 2))
  return [
    ...above,
    [span('  '), name, before, span(how, 'dim'), after, ...first],
    ...rest.map((line) => [span(' '.repeat(indent)), ...line]),
  ]
}

/** The same in few words: `SVC from 5 columns → 7 features`, what is not known, what was read for nothing. */
export function featurePieces({ files, models, unused = [] }: FeatureMap): Span[] {
  const pieces = models.map(({ class: name, inputs, unknown, branches = [] }) => {
    const columns = new Set(inputs.flatMap((group) => group.columns)).size
    const features = branches.reduce((sum, { count = 0 }) => sum + count, 0)
    const missing = missingOf(unknown)
    return span(
      [
        `${name.split(' → ').at(-1)} from ${counted(columns, 'column')}`,
        missing === 0 ? '' : ` and ${missing} of unknown origin`,
        features === 0 ? '' : ` → ${counted(features, 'feature')}`,
      ].join(''),
    )
  })
  const left = unused.map(({ file, columns }) =>
    span(`${unusedText(models)}: ${files[file]?.path ?? '?'} ${namesText(columns)}`, 'dim'),
  )
  return [...pieces, ...left]
}

/** A column of which a model got a value that nobody knows the origin of may well be in it. */
const unusedText = (models: readonly ModelFeatures[]) =>
  models.some(({ unknown }) => missingOf(unknown) > 0) ? 'found in no model' : 'in no model'

function modelRows(model: ModelFeatures, nameOf: (file: number) => string): Row[] {
  const { class: name, at, inputs, unknown, target = [], branches = [] } = model
  const missing = missingOf(unknown)
  return [
    { label: name, pieces: at === undefined ? [] : [span(`fitted at ${at}`)] },
    ...inputs.map((group) => inputRow(group, nameOf)),
    ...(missing === 0
      ? []
      : [
          {
            label: '?',
            pieces: Array.isArray(unknown) ? namePieces(unknown) : [span(counted(missing, 'column'))],
            how: 'unknown',
          },
        ]),
    ...target.map((group) => {
      const row = inputRow(group, nameOf)
      return { ...row, how: `target, ${row.how}` }
    }),
    ...branches.map(branchRow),
  ]
}

function inputRow({ how, files, columns, from }: FeatureInputs, nameOf: (file: number) => string): Row {
  const names = columns.map((column, index) => {
    const before = from?.[index] ?? column
    return before === column ? column : `${before} as ${column}`
  })
  return { label: namesText(files.map(nameOf)), pieces: namePieces(names), how }
}

function branchRow({ columns, through, count, features }: FeatureBranch): Row {
  const made = features === undefined ? [span(counted(count ?? 0, 'feature'))] : namePieces(features)
  const [first, ...others] = made
  const lead = span([...through, first?.text ?? ''].join(' → '))
  return { label: `${namesText(columns)} →`, pieces: [lead, ...others], how: 'exact (pipeline)' }
}

const missingOf = (unknown: ModelFeatures['unknown']): number =>
  typeof unknown === 'number' ? unknown : (unknown?.length ?? 0)

function namePieces(names: readonly string[]): Span[] {
  const more = names.length - namesShown
  return [...names.slice(0, namesShown), ...(more > 0 ? [`and ${more} more`] : [])].map((name) => span(name))
}

const namesText = (names: readonly string[]): string =>
  namePieces(names)
    .map(({ text }) => text)
    .join(', ')
