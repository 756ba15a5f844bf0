import { type RefObject, useLayoutEffect } from 'react'
import type { Layout } from '../../../src/drawing/layout.ts'
import type { Camera } from './camera.ts'
import styles from './LaneHeaders.module.css'

type Shown = {
  readonly lanes: Layout['lanes']
  readonly at: RefObject<HTMLDivElement | null>
  readonly camera: RefObject<Camera>
}

/** The names of the lanes, which stay at the upper edge while the drawing moves below them. The outline says them, too. */
export function LaneHeaders({ lanes, at, camera }: Shown) {
  useLayoutEffect(() => placeLanes(at.current, lanes, camera.current), [at, lanes, camera])
  return (
    <div className={styles.lanes} ref={at} aria-hidden="true">
      {lanes.map(({ name, x }) => (
        <div key={x} className={styles.lane}>
          <span>{name}</span>
        </div>
      ))}
    </div>
  )
}

/** Moves them to where their lanes are seen, without drawing anything again. */
export function placeLanes(element: HTMLElement | null, lanes: Layout['lanes'], { x, scale }: Camera): void {
  for (const [index, lane] of lanes.entries()) {
    const header = element?.children[index]
    if (!(header instanceof HTMLElement)) continue
    const start = (lane.x - x) * scale
    // Of a lane that begins beyond the left edge the name stays in sight as long as any of the lane does.
    const seen = Math.max(0, start)
    header.style.transform = `translateX(${seen}px)`
    const width = start + lane.width * scale - seen
    // Of several lanes beyond the edge the names would lie upon each other.
    header.hidden = width <= 0
    header.style.width = `${width}px`
  }
}
