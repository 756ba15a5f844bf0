import { layout } from '../../../src/drawing/layout.ts'
import { toDrawn } from '../../../src/drawing/to-drawn.ts'
import type { Made, Wanted } from './useLayout.ts'

// A thread of its own: while a large drawing is laid out, the page still scrolls and hears keys.
addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  const { number, lineage, opened } = data
  postMessage({ number, layout: layout(toDrawn(lineage, { opened })) } satisfies Made)
})
