import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { countText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import { gapsOf } from '../../../src/lineage/gaps.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { cameBack } from '../parts/came-back.ts'
import { GapNotes } from '../parts/GapNotes.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { factOf, kindTextOf } from './node-facts.ts'
import styles from './OutlineView.module.css'
import type { OutlineItem, OutlineRow } from './outline.ts'
import { useRowsInSight } from './useRowsInSight.ts'

type Shown = {
  readonly rows: readonly OutlineRow[]
  readonly index: LineageIndex
  /** The row at which the reader was when they left. */
  readonly focus: string | undefined
  readonly onTurn: (key: string) => void
  readonly onEnter: (item: OutlineItem) => void
}

/**
 * The rows of an outline, of which those in sight are in the page: thousands can hang on one thing, and a chain can be
 * thousands deep, which no element in an element is. The pattern is that of a treegrid (WAI-ARIA practices).
 */
export function OutlineRows({ rows, index, focus, onTurn, onEnter }: Shown) {
  const [marked, setMarked] = useState(focus)
  const at = Math.max(
    0,
    rows.findIndex(({ item }) => item.key === marked),
  )
  const { ref, onScroll, from, until, above, below, show } = useRowsInSight(rows.length)
  const wanted = useRef(false)
  const isReturn = useRef(rows.some(({ item }) => item.key === focus))
  useLayoutEffect(() => {
    if (!isReturn.current) return
    isReturn.current = false
    show(at)
    wanted.current = cameBack()
  })
  useLayoutEffect(() => {
    if (!wanted.current) return
    const row = ref.current?.querySelector<HTMLElement>(`[aria-rowindex="${at + 1}"]`)
    row?.focus({ preventScroll: true })
    if (row !== null && row !== undefined) wanted.current = false
  })
  const go = (to: number) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)]
    if (row === undefined) return
    wanted.current = true
    setMarked(row.item.key)
    show(rows.indexOf(row))
  }
  const press = (event: KeyboardEvent) => {
    const row = rows[at]
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    if (!move(event.key, row, { rows, at, go, onTurn, onEnter })) return
    event.preventDefault()
  }
  return (
    <div className={styles.view}>
      <div
        ref={ref}
        role="treegrid"
        aria-label="Lineage as an outline"
        aria-rowcount={rows.length}
        tabIndex={-1}
        className={styles.tree}
        onScroll={onScroll}
        onKeyDown={press}
      >
        <div role="presentation" style={{ height: above }} />
        {rows.slice(from, until).map((row, position) => (
          <Row
            key={row.item.key}
            row={row}
            number={from + position}
            isMarked={from + position === at}
            isOpen={rows[from + position + 1]?.above === from + position}
            index={index}
            onMark={() => setMarked(row.item.key)}
            onTurn={onTurn}
            onEnter={onEnter}
          />
        ))}
        <div role="presentation" style={{ height: below }} />
      </div>
    </div>
  )
}

type Moving = Pick<Shown, 'rows' | 'onTurn' | 'onEnter'> & {
  readonly at: number
  readonly go: (to: number) => void
}

const pageRows = 15

/** What a key does; false for one that does nothing here. */
function move(key: string, { item, above }: OutlineRow, { rows, at, go, onTurn, onEnter }: Moving): boolean {
  const isOpen = rows[at + 1]?.above === at
  const steps: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    PageDown: () => go(at + pageRows),
    PageUp: () => go(at - pageRows),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    Enter: () => onEnter(item),
    ArrowRight: () => (isOpen ? go(at + 1) : item.children.length > 0 && onTurn(item.key)),
    ArrowLeft: () => (isOpen ? onTurn(item.key) : above !== undefined && go(above)),
  }
  steps[key]?.()
  return key in steps
}

type RowShown = Pick<Shown, 'index' | 'onTurn' | 'onEnter'> & {
  readonly row: OutlineRow
  readonly number: number
  readonly isMarked: boolean
  readonly isOpen: boolean
  readonly onMark: () => void
}

const indentPx = 22
/** Deeper than this there is no room to the right; how deep it is, is heard, and stands before the row. */
const levelsIndented = 12

function Row({ row, number, isMarked, isOpen, index, onMark, onTurn, onEnter }: RowShown) {
  const { item, level, position, among } = row
  const node = index.nodes.get(item.id)
  const hasChildren = item.children.length > 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="row"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={among}
      aria-rowindex={number + 1}
      {...(hasChildren ? { 'aria-expanded': isOpen } : {})}
      tabIndex={isMarked ? 0 : -1}
      className={styles.item}
      onFocus={onMark}
      onClick={() => onEnter(item)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the row has the focus */}
      <div
        role="gridcell"
        className={styles.row}
        style={{ marginLeft: indentPx * (Math.min(level, levelsIndented) - 1) }}
      >
        {hasChildren ? (
          <button
            type="button"
            tabIndex={-1}
            aria-label={isOpen ? 'Close' : 'Open'}
            className={styles.chevron}
            onClick={(event) => {
              event.stopPropagation()
              onTurn(item.key)
            }}
          >
            <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
          </button>
        ) : (
          <span className={styles.chevron} />
        )}
        {level > levelsIndented && <span className={styles.fact}>{countText(level - 1)} steps away</span>}
        <span className={styles.lead}>{item.lead}</span>
        <span className={styles.name}>{visible(item.name)}</span>
        <span className={styles.fact}>{kindTextOf(index, item.id, item.name)}</span>
        <GapNotes gaps={gapsOf(index, item.id)} />
        <span className={styles.fact}>{factOf(index, item.id)}</span>
        {node?.state !== 'succeeded' && <StateChip state={node?.state} />}
        {node?.origin !== 'observed' && <OriginMark origin={node?.origin} />}
        {hasChildren && !isOpen && <span className={styles.fact}>{countText(item.children.length)} below</span>}
        {item.isRepeated && <span className={styles.fact}>(see above)</span>}
      </div>
    </div>
  )
}
