import { useEffect, useState } from 'react'
import type { Layout } from '../../../src/drawing/layout.ts'
import type { Lineage } from '../../../src/lineage/lineage.ts'
import { turnedIn } from './turned.ts'

export type Wanted = { readonly number: number; readonly lineage: Lineage; readonly opened: readonly string[] }
export type Made = { readonly number: number; readonly layout: Layout }

/** One for the page, made when the first drawing is looked at. */
let worker: Worker | undefined
let asked = 0

/** The drawing of a lineage, laid out beside the page. Of the same thing the one before stays until the next is there. */
export function useLayout(lineage: Lineage, turned: string | undefined): Layout | undefined {
  const [made, setMade] = useState<{ readonly of: string; readonly layout: Layout }>()
  const of = `${lineage.question} ${lineage.root}`
  useEffect(() => {
    worker ??= new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    const to = worker
    const number = ++asked
    const hear = ({ data }: MessageEvent<Made>) => {
      if (data.number === number) setMade({ of: `${lineage.question} ${lineage.root}`, layout: data.layout })
    }
    to.addEventListener('message', hear)
    const opened = turnedIn({ ref: '', ...(turned === undefined ? {} : { turned }) })
    to.postMessage({ number, lineage, opened: [...opened] } satisfies Wanted)
    return () => to.removeEventListener('message', hear)
  }, [lineage, turned])
  return made?.of === of ? made.layout : undefined
}
