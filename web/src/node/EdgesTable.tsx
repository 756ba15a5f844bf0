import { timeText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { edgeWords } from '../../../src/lineage/edge-words.ts'
import { endsOf } from '../../../src/lineage/lineage-index.ts'
import type { Answers } from '../../../src/server/contract.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { Empty } from '../parts/Empty.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'

type Row = ReturnType<typeof edgeWords> & { readonly origin: string; readonly key: string }

const columns: readonly Column<Row>[] = [
  { title: 'Relation', cell: ({ relation }) => relation },
  {
    title: 'To',
    isHeading: true,
    cell: ({ reference, called, name }) => (
      <NodeLink to={reference} called={called}>
        {visible(name)}
      </NodeLink>
    ),
  },
  { title: 'Details', cell: ({ details }) => visible(details) },
  { title: 'Since', isTime: true, cell: ({ since }) => (since === undefined ? '' : timeText(since)) },
  { title: 'Known', cell: ({ origin, knownBy }) => <OriginMark origin={origin} said={knownBy} /> },
]

/** Each edge as one reads it from this thing; what leads here before what leads on. */
export function EdgesTable({ shown }: { readonly shown: Answers['show'] }) {
  const { node, edges } = shown
  if (edges.length === 0) return <Empty>Nothing on record has to do with it.</Empty>
  const isUpstream = (edge: (typeof edges)[number]) => Number(endsOf(edge).downstream === node.id)
  const rows = [...edges]
    .sort((a, b) => isUpstream(b) - isUpstream(a))
    .map((edge): Row => ({ ...edgeWords(shown, edge), origin: edge.origin, key: edge.statements.join(' ') }))
  return (
    <DataTable
      caption="What it has to do with"
      columns={columns}
      rows={rows}
      keyOf={({ key }, index) => `${index} ${key}`}
    />
  )
}
