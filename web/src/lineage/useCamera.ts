import { type PointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'
import { type Camera, fitting, moved, opening, type Point, type Size, showing, transformOf, zoomed } from './camera.ts'

export type Moves = {
  readonly zoom: (factor: number) => void
  readonly fit: () => void
  readonly show: (node: PlacedNode) => void
  readonly now: RefObject<Camera>
  /** Whether the pointer has just moved the drawing, so that its end is no click. */
  readonly wasDragged: () => boolean
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerMove: (event: PointerEvent) => void
    readonly onPointerUp: () => void
  }
}

const clickSlack = 4

/** Pan and zoom. The drawing is moved without drawing it again: one attribute changes. */
export function useCamera(
  svg: RefObject<SVGSVGElement | null>,
  drawing: RefObject<SVGGElement | null>,
  layout: Layout,
  start: PlacedNode | undefined,
  /** Hears where the drawing is moved to. */
  moves: (camera: Camera) => void,
): Moves {
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 1 })
  const drag = useRef<{ last: Point; moved: number } | undefined>(undefined)
  const dragged = useRef(false)
  const place = useCallback(
    (next: Camera) => {
      camera.current = next
      drawing.current?.setAttribute('transform', transformOf(next))
      moves(next)
    },
    [drawing, moves],
  )
  const isPlaced = useRef(false)
  const first = useRef({ layout, at: start ?? { x: layout.width / 2, y: layout.height / 2 } })
  // Once: what comes later, a new run or a stack that was opened, must not move the reader elsewhere.
  useLayoutEffect(() => {
    const { layout: whole, at } = first.current
    if (svg.current !== null && !isPlaced.current) place(opening(whole, sizeOf(svg.current), at))
    isPlaced.current = true
  }, [place, svg])
  useEffect(() => {
    const element = svg.current
    if (element === null) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      if (event.ctrlKey || event.metaKey || Math.abs(event.deltaY) >= Math.abs(event.deltaX))
        place(zoomed(camera.current, 1.0015 ** -event.deltaY, { x: event.clientX - left, y: event.clientY - top }))
      else place(moved(camera.current, { x: -event.deltaX, y: 0 }))
    }
    // React listens to wheels passively, and could not keep the page from moving as well.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [place, svg])
  const screen = () => sizeOf(svg.current)
  return {
    zoom: (factor) => place(zoomed(camera.current, factor, { x: screen().width / 2, y: screen().height / 2 })),
    fit: () => place(fitting(layout, screen())),
    show: (node) => place(showing(camera.current, screen(), node)),
    now: camera,
    wasDragged: () => dragged.current,
    handlers: {
      onPointerDown: ({ clientX: x, clientY: y, button }) => {
        dragged.current = false
        if (button === 0) drag.current = { last: { x, y }, moved: 0 }
      },
      onPointerMove: ({ clientX: x, clientY: y, buttons }) => {
        if (drag.current === undefined || buttons === 0) return
        const by = { x: x - drag.current.last.x, y: y - drag.current.last.y }
        drag.current = { last: { x, y }, moved: drag.current.moved + Math.abs(by.x) + Math.abs(by.y) }
        dragged.current = drag.current.moved > clickSlack
        if (dragged.current) place(moved(camera.current, by))
      },
      onPointerUp: () => {
        drag.current = undefined
      },
    },
  }
}

export const sizeOf = (element: Element | null): Size => ({
  width: element?.clientWidth ?? 0,
  height: element?.clientHeight ?? 0,
})
