import { Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'
import { tallyText } from '../../../src/drawing/said.ts'
import type { LineageIndex } from '../../../src/lineage/lineage-index.ts'
import { labelOf } from '../../../src/lineage/node-names.ts'
import type { NodeAddress } from '../address.ts'
import { CardDetails } from './CardDetails.tsx'
import { DrawingCanvas } from './DrawingCanvas.tsx'
import styles from './DrawingView.module.css'
import { momentIn, subjectOf } from './node-facts.ts'
import { turnedIn, turnedText } from './turned.ts'
import { useLayout } from './useLayout.ts'

type Shown = { readonly index: LineageIndex; readonly address: NodeAddress }

/** The lineage as a drawing, with what is marked in it told beside it. */
export function DrawingView({ index, address }: Shown) {
  const laidOut = useLayout(index.lineage, address.turned)
  if ('layout' in laidOut) return <Drawing index={index} address={address} layout={laidOut.layout} />
  if ('waiting' in laidOut)
    return (
      <p role="status" className={styles.said}>
        Drawing … {laidOut.waiting === 'long' && <>it takes longer than it should. {instead(address)}</>}
      </p>
    )
  return (
    <p role="alert" className={styles.said}>
      It could not be drawn: {laidOut.problem}. {instead(address)}
    </p>
  )
}

/** The other way to the same answer, for whoever waits for the drawing. */
const instead = (address: NodeAddress) => (
  <Link to="/node" search={{ ...address, view: 'outline' }}>
    The outline has all of it.
  </Link>
)

function Drawing({ index, address, layout }: Shown & { readonly layout: Layout }) {
  const navigate = useNavigate()
  const focused = layout.nodes.find(({ key }) => key === address.focus)
  const change = (to: Pick<NodeAddress, 'focus' | 'turned' | 'seen'>) =>
    void navigate({ to: '/node', search: { ...address, ...to }, replace: true, resetScroll: false })
  const focus = (node: PlacedNode | undefined) => {
    const { focus: _, ...rest } = address
    if (node !== undefined) change({ focus: node.key })
    else void navigate({ to: '/node', search: rest, replace: true, resetScroll: false })
  }
  const canvas = useRef<SVGSVGElement>(null)
  // What was pressed beside the drawing may be gone with that.
  const back = () => canvas.current?.focus({ preventScroll: true })
  const unfold = (node: PlacedNode) => {
    // The first member of a stack, which has its name from that, stays marked in its place.
    change({ turned: turnedText([...turnedIn(address), node.key]), focus: node.key.slice('stack:'.length) })
    back()
  }
  const fold = (stack: string) => {
    const turned = turnedText([...turnedIn(address)].filter((key) => key !== stack))
    change({ turned, focus: stack })
    back()
  }
  const open = (id: string) => void navigate({ to: '/node', search: { ...subjectOf(index, id), ...momentIn(address) } })
  const enter = (node: PlacedNode) => {
    const [only, ...more] = node.members
    if (more.length > 0 && node.isStack) unfold(node)
    else if (only !== undefined) open(only)
  }
  const turn = (node: PlacedNode) => {
    if (node.isStack) unfold(node)
    else if (node.outOf !== undefined) fold(node.outOf)
  }
  return (
    <>
      <p className={styles.said}>{tallyText(layout.drawn)}</p>
      <div className={styles.view}>
        <DrawingCanvas
          key={`${index.lineage.question} ${index.lineage.root}`}
          svg={canvas}
          layout={layout}
          focused={focused}
          onFocus={focus}
          onEnter={enter}
          onTurn={turn}
          seen={address.seen}
          onSeen={(seen) => change({ seen })}
        />
        {focused !== undefined && (
          <CardDetails
            layout={layout}
            node={focused}
            onFocus={(other) => {
              focus(other)
              back()
            }}
            onTurn={turn}
            onClose={() => {
              focus(undefined)
              back()
            }}
            nameOf={(id) => labelOf(index, id)}
            subjectOf={(id) => subjectOf(index, id)}
          />
        )}
      </div>
    </>
  )
}
