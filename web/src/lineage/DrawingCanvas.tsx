import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Button } from 'react-aria-components/Button'
import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'
import { legend, legendHeight } from '../../../src/drawing/legend.ts'
import { paint } from '../../../src/drawing/paint.ts'
import { questionText } from '../../../src/drawing/said.ts'
import { cameBack } from '../parts/came-back.ts'
import type { Camera } from './camera.ts'
import styles from './DrawingCanvas.module.css'
import { DrawingKeys } from './DrawingKeys.tsx'
import { LaneHeaders, placeLanes } from './LaneHeaders.tsx'
import { MiniMap, placeView } from './MiniMap.tsx'
import { type Direction, stepFrom } from './steps.ts'
import { cardId, svgNode } from './svg-elements.ts'
import { sizeOf, useCamera } from './useCamera.ts'

type Shown = {
  /** The drawing, for whoever gives it the keyboard. */
  readonly svg: RefObject<SVGSVGElement | null>
  readonly layout: Layout
  readonly focused: PlacedNode | undefined
  readonly seen: string | undefined
  readonly onFocus: (node: PlacedNode | undefined) => void
  readonly onEnter: (node: PlacedNode) => void
  /** Unfolds a stack, or folds what was drawn out of one. */
  readonly onTurn: (node: PlacedNode) => void
  /** Hears what is seen of it, once it is not moved any more. */
  readonly onSeen: (seen: string) => void
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
const help = 'The arrows move in it; a question mark tells of its other keys. The same is in the outline and the table.'

/** The drawing itself: one stop of the keyboard, in which the arrows move. Drag to pan, turn the wheel to zoom. */
export function DrawingCanvas({ svg, layout, focused, seen, onFocus, onEnter, onTurn, onSeen }: Shown) {
  const moving = useRef<SVGGElement>(null)
  const root = layout.nodes.find(({ isRoot }) => isRoot)
  const headers = useRef<HTMLDivElement>(null)
  const frame = useRef<SVGRectElement>(null)
  const screen = useCallback(() => sizeOf(svg.current), [svg])
  const follow = useCallback(
    (to: Camera) => {
      placeLanes(headers.current, layout.lanes, to)
      placeView(frame.current, to, screen())
    },
    [layout, screen],
  )
  const camera = useCamera({ svg, drawing: moving, layout, focused, root, seen, moves: follow, rests: onSeen })
  const drawing = useMemo(() => drawn(layout), [layout])
  useNearEdges(svg, layout, focused)
  const [isHelped, setHelped] = useState(false)
  const isMarked = focused !== undefined
  useEffect(() => {
    if (isMarked && cameBack()) svg.current?.focus({ preventScroll: true })
  }, [svg, isMarked])
  const go = (node: PlacedNode | undefined) => node !== undefined && onFocus(node)
  const press = (event: KeyboardEvent) => {
    const direction = directions[event.key]
    const from = focused ?? root ?? layout.nodes[0]
    const known = actionOf(event.key)
    if (event.ctrlKey || event.metaKey || event.altKey || (direction === undefined && known === undefined)) return
    event.preventDefault()
    if (direction !== undefined)
      go(focused === undefined || from === undefined ? from : stepFrom(layout, from, direction))
    else known?.()
  }
  const actionOf = (key: string): (() => void) | undefined => {
    if (key === 'Enter') return () => focused && onEnter(focused)
    if (key === 'e' || key === 'E') return () => focused && onTurn(focused)
    if (key === '?') return () => setHelped(true)
    if (key === 'Escape') return () => onFocus(undefined)
    if (key === '+' || key === '=') return () => camera.zoom(1.25)
    if (key === '-') return () => camera.zoom(0.8)
    return key === '0' ? camera.fit : undefined
  }
  const click = (event: MouseEvent) => {
    if (camera.wasDragged()) return
    const index = (event.target as Element).closest('[data-node]')?.getAttribute('data-node')
    onFocus(index === null || index === undefined ? undefined : layout.nodes[Number(index)])
  }
  return (
    <div className={styles.canvas}>
      <svg
        ref={svg}
        className={styles.drawing}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is one, by its keyboard
        tabIndex={0}
        aria-label={`${questionText(layout.drawn)}. ${help}`}
        {...(focused === undefined ? {} : { 'aria-activedescendant': cardId(layout.nodes.indexOf(focused)) })}
        onKeyDown={press}
        onClick={click}
        {...camera.handlers}
      >
        <g ref={moving}>
          {drawing}
          {focused !== undefined && <FocusRing node={focused} />}
        </g>
      </svg>
      <LaneHeaders lanes={layout.lanes} at={headers} camera={camera.now} />
      <MiniMap layout={layout} at={frame} camera={camera.now} screen={screen} />
      <p className="hidden" role="status">
        {focused?.label}
      </p>
      <Legend />
      <div className={styles.zoom}>
        <Button aria-label="Zoom out" onPress={() => camera.zoom(0.8)}>
          −
        </Button>
        <Button aria-label="Zoom in" onPress={() => camera.zoom(1.25)}>
          +
        </Button>
        <Button onPress={camera.fit}>Fit</Button>
        <Button aria-label="Keys of the drawing" onPress={() => setHelped(true)}>
          ?
        </Button>
      </div>
      <DrawingKeys isOpen={isHelped} onOpenChange={setHelped} />
    </div>
  )
}

/** What the forms and lines mean. Who does not see them hears it of each card and line. */
function Legend() {
  const { picture, width } = legend('page')
  return (
    <svg className={styles.legend} width={width} height={legendHeight} aria-hidden="true">
      {svgNode(picture)}
    </svg>
  )
}

/** Without the title and the description of the whole, which the page tells itself. */
function drawn(layout: Layout) {
  return paint(layout, { theme: 'page' })
    .children.filter((child) => typeof child === 'string' || child.tag === 'g')
    .map(svgNode)
}

function FocusRing({ node: { x, y, width, height, form } }: { readonly node: PlacedNode }) {
  const room = 4
  return (
    <rect
      className={styles.ring}
      x={x - room}
      y={y - room}
      width={width + 2 * room}
      height={height + 2 * room}
      rx={form === 'pill' ? height / 2 + room : 9}
    />
  )
}

/** The edges of what is marked stand out. They are marked in place: to draw all again for that would be slow. */
function useNearEdges(
  svg: { readonly current: SVGSVGElement | null },
  layout: Layout,
  focused: PlacedNode | undefined,
) {
  useEffect(() => {
    const element = svg.current
    if (element === null || focused === undefined) return
    const near = layout.edges.flatMap(({ from, to }, index) => {
      const edge = from === focused.key || to === focused.key ? element.querySelector(`[data-edge="${index}"]`) : null
      return edge === null ? [] : [edge]
    })
    const name = styles.near ?? ''
    for (const edge of near) edge.classList.add(name)
    return () => {
      for (const edge of near) edge.classList.remove(name)
    }
  }, [svg, layout, focused])
}
