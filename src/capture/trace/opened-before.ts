import { fstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import type { FileEvent } from '../files/file-event.ts'
import { pathText } from '../files/path-text.ts'
import { accessOf } from './inherited-descriptors.ts'

/** The files that a shell has opened for the command (`< raw.csv`, `> clean.csv`, `7< raw.csv`), before any witness of ours was there. */
export type OpenedBefore = {
  /** Those of them that hold something, and that the command can write on. */
  readonly writable: readonly string[]
  /**
   * The reads and writes of those that the command has gone on in: who shares a descriptor shares its place in the file.
   * To be asked before anything of ours is written to a standard stream.
   */
  usedSince(from: number): FileEvent[]
}

/** @param descriptors those beyond the standard streams that the command is handed. */
export function openedBefore(descriptors: readonly number[]): OpenedBefore {
  // Standard error is for messages, ours among them; what shares a file with it is a log of the run.
  const handed = isSameFile(1, 2) ? [0, ...descriptors] : [0, 1, ...descriptors]
  const before = handed.flatMap((descriptor) => {
    const place = placeIn(descriptor)
    return place === undefined ? [] : [{ descriptor, ...place }]
  })
  return {
    writable: before.flatMap(({ operation, path, bytes }) => (operation === 'read' || bytes === 0 ? [] : [path])),
    usedSince(from) {
      return before.flatMap(({ descriptor, operation, path, position, bytes }): FileEvent[] => {
        if (placeIn(descriptor)?.position === position) return []
        const witness = witnesses[descriptor] ?? 'descriptor'
        const found = operation === 'write' ? { truncates: bytes === 0 } : { existed: true }
        return [{ at: from, pid: process.pid, operation, path, ...found, witness }]
      })
    },
  }
}

const witnesses = ['stdin', 'stdout'] as const
const operations: Readonly<Record<string, 'read' | 'write' | 'update'>> = { 0: 'read', 1: 'write', 2: 'update' }

type Place = Pick<FileEvent, 'path'> & {
  readonly operation: 'read' | 'write' | 'update'
  readonly position: string
  /** How long the file is. */
  readonly bytes: number
}

function placeIn(descriptor: number): Place | undefined {
  const state = fileOf(descriptor)
  if (state === undefined) return undefined
  try {
    const path = pathText(readlinkSync(`/proc/self/fd/${descriptor}`, 'buffer'))
    const position = /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1]
    const operation = operations[accessOf(descriptor) ?? '']
    if (position === undefined || operation === undefined) return undefined
    return { operation, path, position, bytes: state.size }
  } catch {
    return undefined
  }
}

function isSameFile(descriptor: number, other: number): boolean {
  const [one, two] = [fileOf(descriptor), fileOf(other)]
  return one !== undefined && one.dev === two?.dev && one.ino === two.ino
}

function fileOf(descriptor: number): Stats | undefined {
  try {
    const state = fstatSync(descriptor)
    return state.isFile() ? state : undefined
  } catch {
    return undefined
  }
}
