import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { completenessText } from '../../../src/domain/completeness.ts'
import { counted, countText, timeText } from '../../../src/domain/quantities.ts'
import { withShortIds } from '../../../src/domain/short-id.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Lineage } from '../../../src/lineage/lineage.ts'
import { indexLineage } from '../../../src/lineage/lineage-index.ts'
import type { Noted } from '../../../src/server/contract.ts'
import type { NodeAddress } from '../address.ts'
import { notesOf } from '../api/notes.ts'
import { lineageQuery } from '../api/questions.ts'
import { Answered } from '../parts/Answered.tsx'
import { DrawingView } from './DrawingView.tsx'
import styles from './LineagePanel.module.css'
import { LineageTools } from './LineageTools.tsx'
import { OutlineView } from './OutlineView.tsx'
import { TableView } from './TableView.tsx'

type Which = 'trace' | 'impact'

type Asked = {
  readonly which: Which
  readonly address: NodeAddress
  /** Notes that the page has already. */
  readonly told: readonly string[]
}

/** Where a thing comes from, or what depends on it: drawn, as an outline, as a table, all from one answer. */
export function LineagePanel({ which, address, told }: Asked) {
  const lineage = useQuery(lineageQuery(which, address))
  return (
    <Answered
      query={lineage}
      waiting={which === 'trace' ? 'Tracing where it comes from' : 'Looking for what depends on it'}
    >
      {(data) => <LineageViews lineage={data} address={address} told={told} />}
    </Answered>
  )
}

function LineageViews({ lineage, address, told }: Omit<Asked, 'which'> & { readonly lineage: Noted<Which> }) {
  const index = useMemo(() => indexLineage(lineage), [lineage])
  const { view = 'drawing' } = address
  return (
    <div className={styles.panel}>
      <LineageTools lineage={lineage} address={address} />
      {notesOf(lineage)
        .filter((note) => !told.includes(note))
        .map((note) => (
          <p key={note} className={styles.note}>
            ⚠ {visible(withShortIds(note))}
          </p>
        ))}
      {view === 'drawing' && <DrawingView index={index} address={address} />}
      {view !== 'drawing' && <Said lineage={lineage} />}
      {view === 'outline' && <OutlineView index={index} address={address} />}
      {view === 'table' && <TableView index={index} />}
    </div>
  )
}

/** How much of it is here, and up to where and when the record was read. The drawing says what it draws of it. */
function Said({ lineage }: { readonly lineage: Lineage }) {
  const { nodes, withheld, knownAt, asOf } = lineage
  return (
    <p className={styles.said}>
      {countText(nodes.length)} of {counted(nodes.length + withheld.nodes, 'node')} · {completenessText(lineage)} ·
      record read up to entry {countText(knownAt)} · as of {timeText(asOf)}
    </p>
  )
}
