import { fstatSync, readFileSync, readlinkSync } from 'node:fs'
import type { FileEvent } from '../files/file-event.ts'
import { pathText } from '../files/path-text.ts'

/** The file that a shell has opened as our standard input (`< raw.csv`), before any witness of ours was there. */
export type StandardInput = {
  /** The read of it, if the command has read on in it: who shares a descriptor shares its place in the file. */
  readSince(from: number): FileEvent[]
}

export function standardInput(): StandardInput {
  const before = place()
  return {
    readSince(from) {
      const after = place()
      if (before === undefined || after === undefined || after.position === before.position) return []
      const { path } = before
      return [{ at: from, pid: process.pid, operation: 'read', path, existed: true, witness: 'stdin' }]
    },
  }
}

function place(): { readonly path: string; readonly position: string } | undefined {
  try {
    if (!fstatSync(0).isFile()) return undefined
    const path = pathText(readlinkSync('/proc/self/fd/0', 'buffer'))
    const position = /^pos:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'latin1'))?.[1]
    return position === undefined ? undefined : { path, position }
  } catch {
    return undefined
  }
}
