import type { NodeId } from '../../../src/domain/id.ts'
import { countText } from '../../../src/domain/quantities.ts'
import { metricText } from '../../../src/domain/value-text.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { ofUnnamedText, rowsText } from '../../../src/export/text/measured-on.ts'
import { byWeight } from '../../../src/lineage/main-metric.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'

export type Metric = Extract<Answers['show']['facts'][number], { type: 'metric' }>

type Shown = {
  readonly metrics: readonly Metric[]
  /** Whose page it is: what is measured of that need not be named. */
  readonly here: NodeId
  readonly nameOf: (id: NodeId) => string
}

/** What was measured, each origin beside what it is the origin of: the value can be seen, and what it is of concluded. */
export function MetricsTable({ metrics, here, nameOf }: Shown) {
  const isOfOthers = metrics.some(
    (metric) =>
      ofUnnamedText(metric) !== undefined ||
      (metric.of !== undefined && (metric.of !== here || metric.ofOrigin !== undefined)),
  )
  const isByOthers = metrics.some(({ subject }) => subject !== here)
  return (
    <DataTable
      caption="Metrics"
      columns={columnsFor(here, nameOf).filter(
        ({ title }) => (title !== 'Of' || isOfOthers) && (title !== 'Measured by' || isByOthers),
      )}
      rows={metrics.toSorted(byWeight)}
      keyOf={({ subject, name, on, of }) => `${subject} ${name} ${on} ${of}`}
    />
  )
}

const columnsFor = (here: NodeId, nameOf: Shown['nameOf']): readonly Column<Metric>[] => [
  { title: 'Metric', isHeading: true, cell: ({ name }) => visible(name) },
  {
    title: 'Value',
    isNumber: true,
    cell: ({ value, origin }) => (
      <>
        {metricText(value)} <OriginMark origin={origin} isShort />
      </>
    ),
  },
  { title: 'Better', cell: ({ better }) => (better === undefined ? '' : better === 'lower' ? '↓ lower' : '↑ higher') },
  {
    title: 'Step',
    isNumber: true,
    cell: ({ step, points }) => (points > 1 ? `${countText(step)} (${countText(points)} points)` : ''),
  },
  {
    title: 'Measured by',
    cell: ({ subject }) => <NodeLink to={subject}>{visible(nameOf(subject))}</NodeLink>,
  },
  { title: 'Measured on', cell: (metric) => <MeasuredOn metric={metric} nameOf={nameOf} /> },
  {
    title: 'Of',
    cell: ({ of, ofOrigin, ...unnamed }) =>
      of === undefined ? (
        ofUnnamedText(unnamed)?.replace(/^of /, '')
      ) : (
        <>
          {of === here ? 'this' : <NodeLink to={of}>{visible(nameOf(of))}</NodeLink>} <OriginMark origin={ofOrigin} />
        </>
      ),
  },
  { title: 'From', cell: ({ from }) => visible(from ?? '') },
]

function MeasuredOn({ metric, nameOf }: { readonly metric: Metric; readonly nameOf: Shown['nameOf'] }) {
  const { on, onOrigin, origin, rows } = metric
  if (on === undefined) return null
  return (
    <>
      <NodeLink to={on}>{visible(nameOf(on))}</NodeLink>
      {rowsText(rows)} <OriginMark origin={onOrigin ?? origin} />
    </>
  )
}
