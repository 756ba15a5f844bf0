import { Button } from 'react-aria-components/Button'
import type { NodeId } from '../../../src/domain/id.ts'
import { countText } from '../../../src/domain/quantities.ts'
import { visible } from '../../../src/domain/visible-text.ts'
import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'
import type { Subject } from '../address.ts'
import { NodeLink } from '../parts/NodeLink.tsx'
import { OriginMark } from '../parts/OriginMark.tsx'
import styles from './CardDetails.module.css'

type Shown = {
  readonly layout: Layout
  readonly node: PlacedNode
  readonly onFocus: (node: PlacedNode) => void
  /** Unfolds a stack, or folds what was drawn out of one. */
  readonly onTurn: (node: PlacedNode) => void
  readonly onClose: () => void
  readonly nameOf: (id: NodeId) => string
  readonly subjectOf: (id: NodeId) => Subject
}

const membersAtOnce = 20

/** What is marked in the drawing: its words, its neighbours, the way to its page. */
export function CardDetails({ layout, node, onFocus, onTurn, onClose, nameOf, subjectOf }: Shown) {
  const { members, kind, name, fact, origin, marks, isStack, outOf } = node
  const [only] = members
  return (
    <aside className={styles.details} aria-label="What is marked">
      <div className={styles.head}>
        <p className={styles.kind}>{kind}</p>
        <Button className={styles.close ?? ''} aria-label="Close" onPress={onClose}>
          ×
        </Button>
      </div>
      <h2 className={styles.name}>{name}</h2>
      {fact !== '' && <p>{fact}</p>}
      <OriginMark origin={origin} />
      {marks.map(({ text, tone }) => (
        <p key={text} className={styles[tone]}>
          {tone === 'stub' ? '' : '⚠ '}
          {text}
        </p>
      ))}
      <div className={styles.actions}>
        {!isStack && only !== undefined && (
          <NodeLink to={subjectOf(only).ref} called={subjectOf(only).called} className={styles.action}>
            Open its page
          </NodeLink>
        )}
        {isStack && (
          <Button className={styles.action ?? ''} onPress={() => onTurn(node)}>
            Draw its {countText(members.length)} members singly
          </Button>
        )}
        {outOf !== undefined && (
          <Button className={styles.other ?? ''} onPress={() => onTurn(node)}>
            Stack it with its like
          </Button>
        )}
      </div>
      <Neighbours title="From" layout={layout} node={node} here="to" there="from" onFocus={onFocus} />
      <Neighbours title="To" layout={layout} node={node} here="from" there="to" onFocus={onFocus} />
      {isStack && (
        <>
          <h3 className={styles.title}>
            Members, {countText(Math.min(members.length, membersAtOnce))} of {countText(members.length)}
          </h3>
          <ul className={styles.list}>
            {members.slice(0, membersAtOnce).map((id) => (
              <li key={id}>
                <NodeLink to={subjectOf(id).ref} called={subjectOf(id).called}>
                  {visible(nameOf(id))}
                </NodeLink>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

type Side = Pick<Shown, 'layout' | 'node' | 'onFocus'> & {
  readonly title: string
  readonly here: 'from' | 'to'
  readonly there: 'from' | 'to'
}

function Neighbours({ title, layout, node, here, there, onFocus }: Side) {
  const keys = new Set(layout.edges.filter((edge) => edge[here] === node.key).map((edge) => edge[there]))
  const others = layout.nodes.filter(({ key }) => keys.has(key))
  const all = here === 'to' ? node.inputs : node.outputs
  if (all === 0) return null
  const drawn = others.reduce((sum, { isStack, members }) => sum + (isStack ? members.length : 1), 0)
  return (
    <>
      <h3 className={styles.title}>
        {title} {countText(all)}
        {drawn < all && `, ${countText(drawn)} of them drawn`}
      </h3>
      <ul className={styles.list}>
        {others.map((other) => (
          <li key={other.key}>
            <Button onPress={() => onFocus(other)}>{other.name}</Button> <span>{other.kind}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
