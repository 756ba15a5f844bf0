import type { Lineage } from '../lineage/lineage.ts'
import { layout } from './layout.ts'
import type { FileTheme } from './looks.ts'
import { paint } from './paint.ts'
import { svgText } from './svg-text.ts'
import { toDrawn } from './to-drawn.ts'

/** A lineage as a complete SVG file. */
export const lineageSvg = (lineage: Lineage, theme: FileTheme): string =>
  svgText(paint(layout(toDrawn(lineage)), { theme }))
