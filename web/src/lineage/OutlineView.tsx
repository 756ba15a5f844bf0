import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Button } from 'react-aria-components/Button'
import { Collection } from 'react-aria-components/Collection'
import { Tree, TreeItem, TreeItemContent } from 'react-aria-components/Tree'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { countText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import type { NodeAddress } from '../address.ts'
import { OriginMark } from '../parts/OriginMark.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { factOf, kindTextOf, momentIn } from './node-facts.ts'
import styles from './OutlineView.module.css'
import { type OutlineItem, openAtFirst, outlineOf } from './outline.ts'
import { turnedIn, turnedText } from './turned.ts'

/** Thousands can hang on one thing: only those in sight are in the page. */
const rows = { estimatedRowHeight: 30 }

type Shown = { readonly index: LineageIndex; readonly address: NodeAddress }

/** The lineage as a tree for keyboard and ear: right opens, left closes, Enter leads to the page of the thing. */
export function OutlineView({ index, address }: Shown) {
  const navigate = useNavigate()
  const items = useMemo(() => outlineOf(index), [index])
  const first = useMemo(() => openAtFirst(items), [items])
  const turned = turnedIn(address)
  const open = new Set(
    [...first].filter((key) => !turned.has(key)).concat([...turned].filter((key) => !first.has(key))),
  )
  const ids = useMemo(() => idsByKey(items), [items])
  const turn = (keys: Iterable<unknown>) => {
    const now = new Set([...keys].map(String))
    const changed = [...new Set([...now, ...first])].filter((key) => now.has(key) !== first.has(key))
    void navigate({ to: '.', search: { ...address, turned: turnedText(changed) }, replace: true })
  }
  return (
    <div className={styles.view}>
      <Virtualizer layout={ListLayout} layoutOptions={rows}>
        <Tree
          aria-label="Lineage as an outline"
          className={styles.tree ?? ''}
          items={items}
          expandedKeys={open}
          onExpandedChange={turn}
          onAction={(key) =>
            void navigate({ to: '/node', search: { ref: ids.get(String(key)) ?? '', ...momentIn(address) } })
          }
        >
          {(item) => <Row item={item} index={index} />}
        </Tree>
      </Virtualizer>
    </div>
  )
}

function Row({ item, index }: { readonly item: OutlineItem; readonly index: LineageIndex }) {
  const node = index.nodes.get(item.id)
  const name = visible(item.name)
  const told = [item.lead, name, kindTextOf(index, item.id), node?.state].filter(Boolean).join(' ')
  return (
    <TreeItem id={item.key} textValue={told} className={styles.item ?? ''}>
      <TreeItemContent>
        {({ hasChildItems, isExpanded, level }) => (
          <div className={styles.row} data-level={Math.min(level, 12)}>
            {hasChildItems ? (
              <Button slot="chevron" className={styles.chevron ?? ''}>
                <span aria-hidden="true">{isExpanded ? '▾' : '▸'}</span>
              </Button>
            ) : (
              <span className={styles.chevron} />
            )}
            <span className={styles.lead}>{item.lead}</span>
            <span className={styles.name}>{name}</span>
            <span className={styles.fact}>{kindTextOf(index, item.id)}</span>
            <span className={styles.fact}>{factOf(index, item.id)}</span>
            {node?.state !== 'succeeded' && <StateChip state={node?.state} />}
            {node?.origin !== 'observed' && <OriginMark origin={node?.origin} />}
            {hasChildItems && !isExpanded && (
              <span className={styles.fact}>{countText(item.children.length)} below</span>
            )}
            {item.isRepeated && <span className={styles.fact}>(see above)</span>}
          </div>
        )}
      </TreeItemContent>
      <Collection items={item.children}>{(child) => <Row item={child} index={index} />}</Collection>
    </TreeItem>
  )
}

function idsByKey(items: readonly OutlineItem[]): Map<string, string> {
  const ids = new Map<string, string>()
  const add = ({ key, id, children }: OutlineItem) => {
    ids.set(key, id)
    children.forEach(add)
  }
  items.forEach(add)
  return ids
}
