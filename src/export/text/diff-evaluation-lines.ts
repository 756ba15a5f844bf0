import { countText, measureText, numberOf } from '../../domain/quantities.ts'
import { shortId } from '../../domain/short-id.ts'
import { metricText } from '../../domain/value-text.ts'
import type { Measurement } from '../../lineage/diff/difference.ts'
import { columnLines } from './columns.ts'
import { marked } from './marked.ts'
import { ofUnnamedText } from './measured-on.ts'
import { type Span, span, wrapped } from './span.ts'

/**
 * Metrics of both sides in tables, one for each data that they were measured on, with what the difference means, and
 * whether it may be compared at all.
 * @param pathOf the path of data that differs, by its digest
 */
export function evaluationLines(
  measurements: readonly Measurement[],
  pathOf: (id: string) => string | undefined,
  width: number,
): Span[][] {
  const groups = groupsOf(measurements)
  return groups.flatMap(([first, ...others], index) => {
    if (first === undefined) return []
    // What is on both sides tells most.
    const title = titleOf([first, ...others].find(isCompared) ?? first, { pathOf, isAmong: groups.length > 1 })
    const heading = [span('Evaluation', 'bold'), ...title.flatMap((words) => [span(', '), words])]
    const blank = index === 0 ? [] : [[]]
    const rows = [first, ...others].map((measurement) => rowOf(measurement))
    const notes = [first, ...others].flatMap((measurement) => callNote(measurement, width - 2))
    return [...blank, heading, ...[...columnLines(layout, rows, width - 2), ...notes].map(indented)]
  })
}

const layout = [
  { title: 'metric', shrinks: true as const },
  { title: 'before', align: 'right' as const },
  { title: 'after', align: 'right' as const },
  { title: 'difference' },
  { shrinks: true as const },
]
const indented = (line: readonly Span[]): Span[] => [span('  '), ...line]

/** Measurements on the same data, those on both sides first; with them what one side alone measured on that. */
function groupsOf(measurements: readonly Measurement[]): Measurement[][] {
  const compared = measurements.filter(isCompared)
  const groups = Map.groupBy(compared, (measurement) =>
    JSON.stringify([likenessOf(measurement), measurement.on ?? null, measurement.rows ?? null]),
  )
  for (const alone of measurements.filter((measurement) => !isCompared(measurement))) {
    const side = alone.before === undefined ? 1 : 0
    const on = alone.on?.[side]
    // On which data a comparison was, its own side tells.
    const isThere = ([first]: readonly Measurement[]) =>
      first !== undefined && (isCompared(first) ? first.on?.[side] === on : [first.on?.[0], first.on?.[1]].includes(on))
    const [key = JSON.stringify([on ?? null])] = [...groups].find(([, those]) => isThere(those)) ?? []
    groups.set(key, [...(groups.get(key) ?? []), alone])
  }
  const inOrder = [...groups.values()].map((group) => measurements.filter((measurement) => group.includes(measurement)))
  return inOrder.sort(([x], [y]) => Number(x?.learned ?? false) - Number(y?.learned ?? false))
}

const isCompared = ({ before, after }: Measurement) => before !== undefined && after !== undefined

type Likeness = 'same' | 'different' | 'unknown'

function likenessOf({ likeForLike }: Measurement): Likeness {
  return likeForLike === undefined ? 'unknown' : likeForLike ? 'same' : 'different'
}

type Titled = { readonly pathOf: (id: string) => string | undefined; readonly isAmong: boolean }

/** On which data a table is, as far as that is known; nothing of what one side alone measured on nobody knows what. */
function titleOf(measurement: Measurement, { pathOf, isAmong }: Titled): Span[] {
  const { on = [], onOrigin, learned, path } = measurement
  const [one, other] = on.map((id) => (id === null ? undefined : shortId(id)))
  const named = [isAmong ? path : undefined, one ?? other, onOrigin].filter((words) => words !== undefined).join(', ')
  const known = named === '' ? '' : ` (${named})`
  const data = learned ? 'data' : 'test data'
  if (!isCompared(measurement)) {
    if (one === undefined && other === undefined) return []
    return [span(`on ${data}${known}`)]
  }
  switch (likenessOf(measurement)) {
    case 'same':
      return [span(`on the same ${data}${known}`)]
    case 'different':
      return [span(`not like for like: ${marked(differentData(measurement, pathOf), onOrigin)}`, 'yellow')]
    case 'unknown':
      return [span(unknownData(measurement), 'yellow')]
  }
}

function differentData({ on = [], rows, path }: Measurement, pathOf: Titled['pathOf']): string {
  const [one = 'one', other = 'other'] = on.map((id) => (id === null ? undefined : shortId(id)))
  const [here, there] = on.map((id) => (id === null ? undefined : pathOf(id)))
  if (one === other) {
    const [before = 'all', after = 'all'] = (rows ?? []).map((count) => (count === null ? 'all' : countText(count)))
    return `on ${before} rows of ${here ?? path ?? one} before, on ${after} after`
  }
  if (here !== undefined && here === there) return `on ${here}, which was ${one} and is ${other}`
  return `on ${one} before, on ${other} after`
}

function unknownData({ on = [], rows = [], path, onOrigin }: Measurement): string {
  const [one, other] = on
  const [count] = rows
  if (one === undefined || one === null || one !== other || typeof count !== 'number')
    return 'not known whether on the same data'
  return marked(
    `on ${countText(count)} rows of ${path ?? shortId(one)} each, not known whether the same rows`,
    onOrigin,
  )
}

/** Of a number that another call measured on either side: by which. */
function callNote({ metric, calls }: Measurement, width: number): Span[][] {
  if (calls === undefined) return []
  const [before = '', after = ''] = calls
  return wrapped([span(`${metric} is that of ${before} before, of ${after} after`, 'yellow')], '', width)
}

function rowOf(measurement: Measurement): Span[] {
  const { metric, before, after, better, calls } = measurement
  const [one, other] = [numberOf(before), numberOf(after)]
  const texts = [before, after].map((value) => (value === undefined ? '–' : metricText(value)))
  const [was, is] = texts
  // Values that differ must not look alike.
  const isFine = one !== undefined && other !== undefined && one !== other && was === is
  const shown = isFine ? [String(one), String(other)] : texts
  // Whole numbers past 2^53 can differ and be one number here.
  const isPast = one !== undefined && one === other && was !== is
  const moved = isPast ? [] : differenceOf(one, other, better, decimalsOf(shown))
  const [difference = span(''), meaning = span('')] = moved
  const unknown = unknownModel(measurement)
  if (unknown !== undefined)
    return [span(metric), ...shown.map((text) => span(text)), span(''), span(unknown, 'yellow')]
  const judged = calls === undefined ? meaning : span('by another call', 'yellow')
  return [span(metric), ...shown.map((text) => span(text)), difference, judged]
}

/** That a number is of one of several models, or of one in no file, on either side: then the two are no difference. */
function unknownModel({ before, after, oneOf = [], unsaved = [] }: Measurement): string | undefined {
  const textOf = (side: 0 | 1) => ofUnnamedText({ oneOf: oneOf[side] ?? undefined, unsaved: unsaved[side] })
  const sides = [
    [before, textOf(0), 'before'],
    [after, textOf(1), 'after'],
  ] as const
  const there = sides.filter(([value]) => value !== undefined)
  const told = there.flatMap(([, text, when]) => (text === undefined ? [] : [{ text, when }]))
  const [first, second] = told
  if (first === undefined) return undefined
  if (there.length === 1 || first.text === second?.text) return first.text
  return told.map(({ text, when }) => `${text} ${when}`).join(', ')
}

/** The most digits after the point that the values show: a difference needs no more. */
function decimalsOf(shown: readonly string[]): number {
  return Math.max(...shown.map((text) => (/^-?[\d,]+\.(\d+)$/.exec(text)?.[1] ?? '').length))
}

function differenceText(difference: number, decimals: number): string {
  const rounded = Number(difference.toFixed(Math.min(decimals, 20)))
  return measureText(rounded === 0 ? difference : rounded)
}

/** `▼ 0.44` and whether that is better; nothing where one side is missing. */
function differenceOf(
  before: number | undefined,
  after: number | undefined,
  better: Measurement['better'],
  decimals: number,
): readonly [Span, Span] {
  if (before === undefined || after === undefined) return [span('only on one side', 'dim'), span('')]
  if (Object.is(before, after) || before === after) return [span('none', 'dim'), span('equal', 'dim')]
  const difference = after - before
  if (Number.isNaN(difference)) return [span(''), span('')]
  const rises = difference > 0
  const moved = span(`${rises ? '▲' : '▼'} ${differenceText(Math.abs(difference), decimals)}`)
  if (better === undefined) return [moved, span('')]
  return [moved, rises === (better === 'higher') ? span('better', 'green') : span('worse', 'red')]
}
