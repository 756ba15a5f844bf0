import { useEffect, useState } from 'react'
import type { Layout } from '../../../src/drawing/layout.ts'
import type { Lineage } from '../../../src/lineage/lineage.ts'
import { turnedIn } from './turned.ts'

export type Wanted = { readonly number: number; readonly lineage: Lineage; readonly opened: readonly string[] }
export type Made = { readonly number: number; readonly layout: Layout }

/** One for the page, made when the first drawing is looked at. */
let worker: Worker | undefined
let asked = 0

/** After so long a reader is told of another way to the same answer. */
const patienceMs = 1_500

export type LaidOut = { readonly layout: Layout } | { readonly waiting: 'soon' | 'long' } | { readonly problem: string }

/** The drawing of a lineage, laid out beside the page. Of the same thing the one before stays until the next is there. */
export function useLayout(lineage: Lineage, turned: string | undefined): LaidOut {
  const [made, setMade] = useState<{ readonly of: string; readonly result: LaidOut }>()
  const of = `${lineage.question} ${lineage.root}`
  useEffect(() => {
    worker ??= new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    const to = worker
    const number = ++asked
    const now = (result: LaidOut) => setMade({ of, result })
    const late = setTimeout(
      () => setMade((before) => (before?.of === of && 'layout' in before.result ? before : { of, result: long })),
      patienceMs,
    )
    const hear = ({ data }: MessageEvent<Made>) => {
      if (data.number !== number) return
      clearTimeout(late)
      now({ layout: data.layout })
    }
    const fail = ({ message }: ErrorEvent) => {
      clearTimeout(late)
      worker = undefined
      now({ problem: message || 'the part of the page that draws could not be loaded' })
    }
    to.addEventListener('message', hear)
    to.addEventListener('error', fail)
    const opened = turnedIn({ ref: '', ...(turned === undefined ? {} : { turned }) })
    to.postMessage({ number, lineage, opened: [...opened] } satisfies Wanted)
    return () => {
      clearTimeout(late)
      to.removeEventListener('message', hear)
      to.removeEventListener('error', fail)
    }
  }, [lineage, turned, of])
  return made?.of === of ? made.result : soon
}

const soon: LaidOut = { waiting: 'soon' }
const long: LaidOut = { waiting: 'long' }
