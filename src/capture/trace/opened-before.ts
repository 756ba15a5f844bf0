import { fstatSync, readFileSync, readlinkSync } from 'node:fs'
import type { FileEvent } from '../files/file-event.ts'
import { pathText } from '../files/path-text.ts'
import { accessOf } from './inherited-descriptors.ts'

/** The files that a shell has opened for the command (`< raw.csv`, `7< raw.csv`), before any witness of ours was there. */
export type OpenedBefore = {
  /** The reads of those that the command has read on in: who shares a descriptor shares its place in the file. */
  readSince(from: number): FileEvent[]
}

/** @param descriptors those beyond the standard input that the command is handed. */
export function openedBefore(descriptors: readonly number[]): OpenedBefore {
  const before = [0, ...descriptors].map((descriptor) => ({ descriptor, place: placeIn(descriptor) }))
  return {
    readSince(from) {
      return before.flatMap(({ descriptor, place }) => {
        if (place === undefined || placeIn(descriptor)?.position === place.position) return []
        const witness = descriptor === 0 ? 'stdin' : 'descriptor'
        const { operation, path } = place
        return [{ at: from, pid: process.pid, operation, path, existed: true, witness }]
      })
    },
  }
}

type Place = { readonly operation: 'read' | 'update'; readonly path: string; readonly position: string }

// What is open for writing alone is not read.
function placeIn(descriptor: number): Place | undefined {
  try {
    if (!fstatSync(descriptor).isFile()) return undefined
    const path = pathText(readlinkSync(`/proc/self/fd/${descriptor}`, 'buffer'))
    const position = /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1]
    const access = accessOf(descriptor)
    if (position === undefined || access === '1') return undefined
    return { operation: access === '2' ? 'update' : 'read', path, position }
  } catch {
    return undefined
  }
}
