import { type RefObject, useLayoutEffect } from 'react'
import type { Layout } from '../../../src/drawing/layout.ts'
import type { Camera, Size } from './camera.ts'
import styles from './MiniMap.module.css'

type Shown = {
  readonly layout: Layout
  readonly at: RefObject<SVGRectElement | null>
  readonly camera: RefObject<Camera>
  readonly screen: () => Size
}

/** What fits on a screen needs none. */
const nodesAtLeast = 40

/** The whole drawing, small, with the part of it that is seen. The arrows and the outline lead to the rest. */
export function MiniMap({ layout: { nodes, width, height }, at, camera, screen }: Shown) {
  useLayoutEffect(() => placeView(at.current, camera.current, screen()), [at, camera, screen])
  if (nodes.length < nodesAtLeast) return null
  return (
    <svg className={styles.map} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {nodes.map((node) => (
        <rect
          key={node.key}
          className={node.isRoot ? styles.root : styles.node}
          x={node.x}
          y={node.y}
          width={node.width}
          height={node.height}
        />
      ))}
      <rect ref={at} className={styles.view} />
    </svg>
  )
}

/** Moves the frame to where the screen is. */
export function placeView(frame: SVGRectElement | null, { x, y, scale }: Camera, { width, height }: Size): void {
  for (const [name, value] of Object.entries({ x, y, width: width / scale, height: height / scale }))
    frame?.setAttribute(name, String(value))
}
