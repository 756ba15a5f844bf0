import { layout } from '../../../src/drawing/layout.ts'
import type { FileTheme } from '../../../src/drawing/looks.ts'
import { paint } from '../../../src/drawing/paint.ts'
import type { SvgElement } from '../../../src/drawing/svg-text.ts'
import { toDrawn } from '../../../src/drawing/to-drawn.ts'
import type { Lineage } from '../../../src/lineage/lineage.ts'

/** So many pixels of the picture for one of the drawing, and what every browser's canvas can hold. */
const density = 2
const sideMax = 16_000
const areaMax = 200_000_000

/**
 * The file of a drawing as pixels. The painter's elements are drawn one by one, with the page's own fonts: as an image the
 * SVG file would have none of them, and the page's policy lets no image in that is not the server's.
 */
export async function lineagePng(lineage: Lineage, theme: FileTheme): Promise<Blob> {
  const svg = paint(layout(toDrawn(lineage)), { theme })
  const [width, height] = [numberOf(svg, 'width'), numberOf(svg, 'height')]
  const scale = Math.min(density, sideMax / width, sideMax / height, Math.sqrt(areaMax / (width * height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws no pictures.')
  const fonts = [400, 600].map((weight) => document.fonts.load(`${weight} 12px ${svg.attributes['font-family']}`))
  await Promise.all(fonts)
  context.scale(scale, scale)
  draw(context, svg, String(svg.attributes['font-family']))
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture is too large.')) : resolve(blob)),
      'image/png',
    ),
  )
}

const numberOf = ({ attributes }: SvgElement, name: string): number => Number(attributes[name] ?? 0)

/** Draws what the painter makes: groups, boxes, lines, paths and texts, each moved at most. */
function draw(context: CanvasRenderingContext2D, element: SvgElement, family: string): void {
  const { tag, attributes, children } = element
  const of = (name: string) => numberOf(element, name)
  context.save()
  const [, x = 0, y = 0] = /^translate\(([-\d.]+) ([-\d.]+)\)$/.exec(String(attributes.transform ?? '')) ?? []
  context.translate(Number(x), Number(y))
  if (tag === 'rect') {
    const box = new Path2D()
    box.roundRect(of('x'), of('y'), of('width'), of('height'), of('rx'))
    ink(context, element, box)
  }
  if (tag === 'line') ink(context, element, new Path2D(`M${of('x1')} ${of('y1')}L${of('x2')} ${of('y2')}`))
  if (tag === 'path') ink(context, element, new Path2D(String(attributes.d)))
  if (tag === 'text') {
    const [style, weight] = [attributes['font-style'] ?? 'normal', attributes['font-weight'] ?? 400]
    context.font = `${style} ${weight} ${of('font-size')}px ${family}`
    context.textAlign = attributes['text-anchor'] === 'end' ? 'right' : 'left'
    context.fillStyle = String(attributes.fill)
    context.fillText(children.filter((child) => typeof child === 'string').join(''), of('x'), of('y'))
  }
  if (tag === 'g' || tag === 'svg')
    for (const child of children) if (typeof child !== 'string') draw(context, child, family)
  context.restore()
}

function ink(context: CanvasRenderingContext2D, element: SvgElement, path: Path2D): void {
  const { fill = 'none', stroke = 'none', 'stroke-dasharray': dash = '' } = element.attributes
  if (fill !== 'none') {
    context.fillStyle = String(fill)
    context.fill(path)
  }
  if (stroke === 'none') return
  context.strokeStyle = String(stroke)
  context.lineWidth = numberOf(element, 'stroke-width') || 1
  context.setLineDash(String(dash).split(' ').map(Number).filter(Boolean))
  if (element.attributes['stroke-linecap'] === 'round') context.lineCap = 'round'
  if (element.attributes['stroke-linejoin'] === 'round') context.lineJoin = 'round'
  context.stroke(path)
}
