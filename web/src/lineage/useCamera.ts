import { type PointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import type { Layout, PlacedNode } from '../../../src/drawing/layout.ts'
import {
  type Camera,
  cameraOf,
  fitting,
  fittingAgain,
  moved,
  opening,
  type Point,
  type Size,
  showing,
  transformOf,
  viewText,
  zoomed,
} from './camera.ts'

export type Moves = {
  readonly zoom: (factor: number) => void
  readonly fit: () => void
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
/** A wheel turns in many small steps; the view is kept once it stands. */
const wheelRestMs = 150

type Shown = {
  readonly svg: RefObject<SVGSVGElement | null>
  readonly drawing: RefObject<SVGGElement | null>
  readonly layout: Layout
  /** What is marked: it stays in sight. */
  readonly focused: PlacedNode | undefined
  readonly root: PlacedNode | undefined
  /** What was seen when the reader was here last. */
  readonly seen: string | undefined
  /** Hears where the drawing is moved to, at each step, and what is seen where it comes to rest. */
  readonly moves: (camera: Camera) => void
  readonly rests: (seen: string) => void
}

/** Pan and zoom. The drawing is moved without drawing it again: one attribute changes. */
export function useCamera({ svg, drawing, layout, focused, root, seen, moves, rests }: Shown): Moves {
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 1 })
  const place = useCallback(
    (next: Camera) => {
      camera.current = next
      drawing.current?.setAttribute('transform', transformOf(next))
      moves(next)
    },
    [drawing, moves],
  )
  const rest = useRef(() => {})
  useEffect(() => {
    rest.current = () => rests(viewText(camera.current, sizeOf(svg.current)))
  })
  // As long as nobody moved it away from that, all of it is to be seen, also beside what is told of what is marked.
  const isWhole = useRef(true)
  const go = useCallback(
    (next: Camera) => {
      isWhole.current = false
      place(next)
    },
    [place],
  )
  const resize = useRef(() => {})
  useEffect(() => {
    resize.current = () =>
      place(isWhole.current ? fittingAgain(camera.current, layout, sizeOf(svg.current)) : camera.current)
  })
  const isPlaced = useRef(false)
  const first = useRef({ layout, seen, at: focused ?? root ?? { x: layout.width / 2, y: layout.height / 2 } })
  // Once: what comes later, a new run or a stack that was opened, must not move the reader elsewhere.
  useLayoutEffect(() => {
    const { layout: whole, at, seen: before } = first.current
    if (svg.current !== null && !isPlaced.current) {
      const screen = sizeOf(svg.current)
      const kept = cameraOf(before ?? '', screen)
      isWhole.current = kept === undefined
      place(kept ?? opening(whole, screen, at))
    }
    isPlaced.current = true
  }, [place, svg])
  const shown = useRef(focused?.key)
  useEffect(() => {
    const isOther = shown.current !== focused?.key
    shown.current = focused?.key
    if (!isOther || focused === undefined) return
    resize.current()
    const next = showing(camera.current, sizeOf(svg.current), focused)
    if (next.x === camera.current.x && next.y === camera.current.y) return
    go(next)
    rest.current()
  }, [focused, go, svg])
  useSize(svg, resize)
  useWheel(svg, camera, go, rest)
  const screen = () => sizeOf(svg.current)
  return {
    zoom: (factor) => {
      go(zoomed(camera.current, factor, { x: screen().width / 2, y: screen().height / 2 }))
      rest.current()
    },
    fit: () => {
      isWhole.current = true
      place(fitting(layout, screen()))
      rest.current()
    },
    now: camera,
    ...useDrag(camera, go, rest),
  }
}

type Place = (camera: Camera) => void
type Rest = RefObject<() => void>

function useSize(svg: Shown['svg'], resize: RefObject<() => void>): void {
  useEffect(() => {
    const element = svg.current
    if (element === null) return
    const observer = new ResizeObserver(() => resize.current())
    observer.observe(element)
    return () => observer.disconnect()
  }, [svg, resize])
}

function useWheel(svg: Shown['svg'], camera: RefObject<Camera>, place: Place, rest: Rest): void {
  useEffect(() => {
    const element = svg.current
    if (element === null) return
    let resting: ReturnType<typeof setTimeout> | undefined
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      clearTimeout(resting)
      resting = setTimeout(() => rest.current(), wheelRestMs)
      const { left, top } = element.getBoundingClientRect()
      if (event.ctrlKey || event.metaKey || Math.abs(event.deltaY) >= Math.abs(event.deltaX))
        place(zoomed(camera.current, 1.0015 ** -event.deltaY, { x: event.clientX - left, y: event.clientY - top }))
      else place(moved(camera.current, { x: -event.deltaX, y: 0 }))
    }
    // React listens to wheels passively, and could not keep the page from moving as well.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      clearTimeout(resting)
      element.removeEventListener('wheel', onWheel)
    }
  }, [svg, camera, place, rest])
}

function useDrag(camera: RefObject<Camera>, place: Place, rest: Rest): Pick<Moves, 'wasDragged' | 'handlers'> {
  const drag = useRef<{ last: Point; moved: number } | undefined>(undefined)
  const dragged = useRef(false)
  return {
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
        if (drag.current !== undefined && dragged.current) rest.current()
        drag.current = undefined
      },
    },
  }
}

export const sizeOf = (element: Element | null): Size => ({
  width: element?.clientWidth ?? 0,
  height: element?.clientHeight ?? 0,
})
