/** Which part of a drawing is seen: its left top corner, and how many pixels of the screen one of the drawing takes. */
export type Camera = { readonly x: number; readonly y: number; readonly scale: number }
export type Size = { readonly width: number; readonly height: number }
export type Point = { readonly x: number; readonly y: number }

const scales = { least: 0.01, most: 3, readable: 0.6 } as const
const margin = 24

export const transformOf = ({ x, y, scale }: Camera): string => `scale(${scale}) translate(${-x} ${-y})`

/** All of the drawing, at most at its natural size. */
export function fitting(drawing: Size, screen: Size): Camera {
  const wide = (screen.width - 2 * margin) / Math.max(1, drawing.width)
  const high = (screen.height - 2 * margin) / Math.max(1, drawing.height)
  const scale = clamped(Math.min(1, wide, high))
  return {
    x: (drawing.width - screen.width / scale) / 2,
    y: (drawing.height - screen.height / scale) / 2,
    scale,
  }
}

/**
 * What shows all of it, on a screen of another size: again all of it, where that can be read or could not before. Else the
 * camera as it was.
 */
export function fittingAgain(camera: Camera, drawing: Size, screen: Size): Camera {
  const whole = fitting(drawing, screen)
  return whole.scale >= scales.readable || camera.scale < scales.readable ? whole : camera
}

/** All of it where that can be read, else what is around one point of it, without room beyond its edges. */
export function opening(drawing: Size, screen: Size, around: Point): Camera {
  const whole = fitting(drawing, screen)
  if (whole.scale >= scales.readable) return whole
  const scale = scales.readable
  const within = (middle: number, extent: number, length: number) => {
    const [seen, room] = [extent / scale, margin / scale]
    if (length + 2 * room <= seen) return (length - seen) / 2
    return Math.min(length + room - seen, Math.max(-room, middle - seen / 2))
  }
  return {
    x: within(around.x, screen.width, drawing.width),
    y: within(around.y, screen.height, drawing.height),
    scale,
  }
}

/** What is seen of a drawing, whatever the size of the screen: the middle of it and the scale, `1240,318,0.75`. */
export function viewText({ x, y, scale }: Camera, screen: Size): string {
  const middle = [x + screen.width / scale / 2, y + screen.height / scale / 2]
  return [...middle.map(Math.round), Number(scale.toPrecision(3))].join(',')
}

/** The camera that shows what such a text says; nothing for any other text. */
export function cameraOf(text: string, screen: Size): Camera | undefined {
  const [, x, y, by] = /^(-?\d{1,7}),(-?\d{1,7}),(\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (by === undefined) return undefined
  const scale = clamped(Number(by))
  return { x: Number(x) - screen.width / scale / 2, y: Number(y) - screen.height / scale / 2, scale }
}

/** Nearer or farther; what is under the point of the screen stays there. */
export function zoomed(camera: Camera, factor: number, at: Point): Camera {
  const scale = clamped(camera.scale * factor)
  const held = 1 / camera.scale - 1 / scale
  return { x: camera.x + at.x * held, y: camera.y + at.y * held, scale }
}

export const moved = ({ x, y, scale }: Camera, by: Point): Camera => ({
  x: x - by.x / scale,
  y: y - by.y / scale,
  scale,
})

/** The nearest camera that shows a box whole, with some room around it. */
export function showing(camera: Camera, screen: Size, box: Point & Size): Camera {
  const room = margin / camera.scale
  const along = (start: number, extent: number, from: number, length: number) => {
    if (from - room < start) return from - room
    return from + length + room > start + extent ? from + length + room - extent : start
  }
  return {
    x: along(camera.x, screen.width / camera.scale, box.x, box.width),
    y: along(camera.y, screen.height / camera.scale, box.y, box.height),
    scale: camera.scale,
  }
}

const clamped = (scale: number) => Math.min(scales.most, Math.max(scales.least, scale))
