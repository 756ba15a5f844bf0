import { bytesText, timeText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { gapsOf } from '../../../src/lineage/gaps.ts'
import type { LineageNode } from '../../../src/lineage/lineage.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { labelOf } from '../../../src/lineage/node-names.ts'
import { type Column, DataTable } from '../parts/DataTable.tsx'
import { GapNotes } from '../parts/GapNotes.tsx'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { digestText, kindTextOf, subjectOf, whenOf } from './node-facts.ts'
import styles from './TableView.module.css'

/** Every node of the answer, one a row, the nearest first. */
export function TableView({ index }: { readonly index: LineageIndex }) {
  const nodes = [...index.lineage.nodes].sort((a, b) => a.depth - b.depth)
  return (
    <div className={styles.view}>
      <DataTable caption="Lineage as a table" columns={columnsFor(index)} rows={nodes} keyOf={({ id }) => id} />
    </div>
  )
}

const columnsFor = (index: LineageIndex): readonly Column<LineageNode>[] => [
  { title: 'Steps away', isNumber: true, cell: ({ depth, beside }) => (beside === true ? 'beside' : depth) },
  {
    title: 'Name',
    isHeading: true,
    cell: ({ id }) => {
      const { ref, called } = subjectOf(index, id)
      return (
        <NodeLink to={ref} called={called}>
          {visible(labelOf(index, id))}
        </NodeLink>
      )
    },
  },
  {
    title: 'What',
    cell: ({ id }) => (
      <>
        {kindTextOf(index, id)} <GapNotes gaps={gapsOf(index, id)} />
      </>
    ),
  },
  { title: 'State', cell: ({ state }) => <StateChip state={state} /> },
  { title: 'Digest', cell: (node) => <code>{digestText(node)}</code> },
  { title: 'Size', isNumber: true, cell: ({ bytes }) => (bytes === undefined ? '' : bytesText(bytes)) },
  {
    title: 'When',
    isTime: true,
    cell: (node) => {
      const when = whenOf(index, node)
      return when === undefined ? '' : timeText(when)
    },
  },
  { title: 'Known', cell: ({ origin }) => <OriginMark origin={origin} /> },
]
