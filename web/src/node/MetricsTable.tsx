import { countText } from '../../../src/domain/quantities.ts'
import { shortId } from '../../../src/domain/short-id.ts'
import { metricText } from '../../../src/domain/value-text.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'

export type Metric = Extract<Answers['show']['facts'][number], { type: 'metric' }>

const columns: readonly Column<Metric>[] = [
  { title: 'Metric', isHeading: true, cell: ({ name }) => visible(name) },
  { title: 'Value', isNumber: true, cell: ({ value }) => metricText(value) },
  { title: 'Better', cell: ({ better }) => (better === undefined ? '' : better === 'lower' ? '↓ lower' : '↑ higher') },
  {
    title: 'Step',
    isNumber: true,
    cell: ({ step, points }) => (points > 1 ? `${countText(step)} (${countText(points)} points)` : ''),
  },
  { title: 'Measured on', cell: ({ on }) => (on === undefined ? '' : <NodeLink to={on}>{shortId(on)}</NodeLink>) },
  { title: 'From', cell: ({ from }) => visible(from ?? '') },
  { title: 'Known', cell: ({ origin }) => <OriginMark origin={origin} /> },
]

export function MetricsTable({ metrics }: { readonly metrics: readonly Metric[] }) {
  return (
    <DataTable caption="Metrics" columns={columns} rows={metrics} keyOf={({ name, on, of }) => `${name} ${on} ${of}`} />
  )
}
