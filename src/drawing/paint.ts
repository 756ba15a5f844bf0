import type { Layout, PlacedEdge, PlacedLane } from './layout.ts'
import { dashes, legend, legendHeight } from './legend.ts'
import { inked, type Theme } from './looks.ts'
import { fonts, gaps, headerHeight } from './measures.ts'
import { paintNode, textElement } from './paint-node.ts'
import { noteOf, questionText, tallyText } from './said.ts'
import { element, type SvgElement } from './svg-text.ts'

const family = "'IBM Plex Sans', 'Helvetica Neue', Helvetica, Arial, sans-serif"
const frame = { title: 52, footer: 34, widthMin: 880 } as const

/**
 * The picture of a layout. For a page only the drawing itself, in classes, without its lanes, whose names stay in sight
 * there; for a file also what it shows, a legend, how
 * much of the record is drawn and up to when it was read, since a file goes where nobody can ask.
 */
export function paint(layout: Layout, { theme }: { readonly theme: Theme }): SvgElement {
  const isFile = theme !== 'page'
  const width = Math.ceil(isFile ? Math.max(layout.width, frame.widthMin) : layout.width)
  const top = isFile ? frame.title : 0
  const height = Math.ceil(layout.height + (isFile ? frame.title + legendHeight + frame.footer : 0))
  const bottom = top + layout.height
  const said = tallyText(layout.drawn)
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...{ viewBox: `0 0 ${width} ${height}`, width, height, role: 'graphics-document document' },
      ...{ 'aria-label': questionText(layout.drawn), 'font-family': family },
    },
    element('title', {}, questionText(layout.drawn)),
    element('desc', {}, `${[said, ...noteOf(layout.drawn)].join('. ')}. Data flows from left to right.`),
    ...(isFile ? [element('rect', { width, height, ...inked('canvas', theme) })] : []),
    ...(isFile ? [textElement(gaps.lane, 33, 17, questionText(layout.drawn), inked('title', theme), 600)] : []),
    element(
      'g',
      { transform: `translate(0 ${top})` },
      ...(isFile ? layout.lanes.flatMap((lane, index) => laneElements(lane, index, layout.height, theme)) : []),
      element('g', {}, ...layout.edges.map((edge, index) => edgeElement(edge, index, theme))),
      element('g', {}, ...layout.nodes.map((node, index) => paintNode(node, index, theme))),
    ),
    ...(isFile ? [element('path', { d: `M0 ${bottom}h${width}`, ...inked('border', theme) })] : []),
    ...(isFile ? [element('g', { transform: `translate(0 ${bottom})` }, legend(theme).picture)] : []),
    ...(isFile ? [textElement(gaps.lane, bottom + legendHeight + 18, 11.5, said, inked('fact', theme))] : []),
  )
}

function laneElements({ name, x }: PlacedLane, index: number, height: number, theme: Theme): SvgElement[] {
  const line = { x1: x, y1: 0, x2: x, y2: height, ...inked('border', theme) }
  return [
    ...(index === 0 ? [] : [element('line', line)]),
    textElement(x + gaps.lane, headerHeight / 2 + 4, fonts.header, name, inked('header', theme), 600),
  ]
}

function edgeElement(edge: PlacedEdge, index: number, theme: Theme): SvgElement {
  const { points, origin, count, isAside, isBack, label } = edge
  const [start, ...rest] = points
  const curves = rest.flatMap((point, position) => [position % 3 === 0 ? 'C' : '', `${point.x} ${point.y}`])
  const path = {
    d: `M${start?.x ?? 0} ${start?.y ?? 0}${curves.join(' ').replaceAll(' C ', 'C').replace(/^C /, 'C').replace(/ {2}/g, ' ')}`,
    'stroke-width': isAside ? 1.1 : Math.round(Math.min(6, 1.4 + Math.log2(count) * 0.7) * 10) / 10,
    ...(origin === 'inferred' || origin === 'declared' ? { 'stroke-dasharray': dashes[origin] } : {}),
    ...inked(isBack ? 'back' : 'edge', theme),
  }
  const group = { 'data-edge': index }
  const end = points.at(-1)
  const tip = isBack && end !== undefined ? [arrowElement(end.x, end.y, theme)] : []
  return element('g', group, element('title', {}, label), element('path', path), ...tip)
}

/** Only an edge against the flow needs one: all others lead to the right. */
function arrowElement(x: number, y: number, theme: Theme): SvgElement {
  return element('path', { d: `M${x} ${y}l11 -5v10z`, ...inked('back-arrow', theme) })
}
