import { countText, measureText, numberOf } from '../domain/quantities.ts'
import { shortId } from '../domain/short-id.ts'
import { metricText } from '../domain/value-text.ts'
import type { Measurement } from '../lineage/difference.ts'
import { columnLines } from './columns.ts'
import { marked } from './marked.ts'
import { type Span, span } from './span.ts'

/**
 * Metrics of both sides in a table, with what the difference means, and whether it may be compared at all.
 * @param pathOf the path of data that differs, by its digest
 */
export function evaluationLines(
  measurements: readonly Measurement[],
  pathOf: (id: string) => string | undefined,
  width: number,
): Span[][] {
  if (measurements.length === 0) return []
  // Of what was measured on one side alone there is nothing to compare.
  const compared = measurements.filter(({ before, after }) => before !== undefined && after !== undefined)
  const isMixed = new Set(compared.map(likenessOf)).size > 1
  const [first] = compared
  const title = first === undefined || isMixed ? [] : [span(', '), likenessSpan(first, pathOf)]
  const layout = [
    { title: 'metric', shrinks: true as const },
    { title: 'before', align: 'right' as const },
    { title: 'after', align: 'right' as const },
    { title: 'difference' },
    {},
    { shrinks: true as const },
  ]
  const rows = measurements.map((measurement) => [
    ...rowOf(measurement),
    isMixed && compared.includes(measurement) ? span(shortLikeness[likenessOf(measurement)], 'yellow') : span(''),
  ])
  const lines = columnLines(layout, rows, width - 2).map((line) => [span('  '), ...line])
  return [[span('Evaluation', 'bold'), ...title], ...lines]
}

type Likeness = 'same' | 'different' | 'unknown'

function likenessOf({ likeForLike }: Measurement): Likeness {
  return likeForLike === undefined ? 'unknown' : likeForLike ? 'same' : 'different'
}

/** The same for a row, where metrics differ in it. */
const shortLikeness: Readonly<Record<Likeness, string>> = {
  same: 'same data',
  different: 'different data',
  unknown: 'data not known',
}

function likenessSpan(measurement: Measurement, pathOf: (id: string) => string | undefined): Span {
  const ids = measurement.on ?? []
  const { onOrigin, rows } = measurement
  const [one, other] = ids.map(shortId)
  const known = [one, onOrigin].filter((words) => words !== undefined).join(', ')
  const [path, otherPath] = ids.map(pathOf)
  switch (likenessOf(measurement)) {
    case 'same':
      return span(`on the same ${measurement.learned ? 'data' : 'test data'}${known === '' ? '' : ` (${known})`}`)
    case 'different':
      if (one !== undefined && one === other) {
        const [before = 'all', after = 'all'] = (rows ?? []).map((count) => (count === null ? 'all' : countText(count)))
        return span(
          marked(`not like for like: on ${before} rows of ${path ?? one} before, on ${after} after`, onOrigin),
          'yellow',
        )
      }
      if (path !== undefined && path === otherPath) {
        return span(marked(`not like for like: on ${path}, which was ${one} and is ${other}`, onOrigin), 'yellow')
      }
      return span(
        marked(`not like for like: on ${one ?? 'one'} before, on ${other ?? 'other'} after`, onOrigin),
        'yellow',
      )
    case 'unknown':
      return span('not known whether on the same data', 'yellow')
  }
}

function rowOf({ metric, before, after, better }: Measurement): Span[] {
  const [one, other] = [numberOf(before), numberOf(after)]
  const texts = [before, after].map((value) => (value === undefined ? '–' : metricText(value)))
  const [was, is] = texts
  // Values that differ must not look alike.
  const isFine = one !== undefined && other !== undefined && one !== other && was === is
  const shown = isFine ? [String(one), String(other)] : texts
  // Whole numbers past 2^53 can differ and be one number here.
  const isPast = one !== undefined && one === other && was !== is
  const moved = isPast ? [] : differenceOf(one, other, better, decimalsOf(shown))
  return [span(metric), ...shown.map((text) => span(text)), ...moved]
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
