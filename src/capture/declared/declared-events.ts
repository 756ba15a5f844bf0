import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileEvent } from '../files/file-event.ts'
import { realPath } from '../files/real-path.ts'
import { nameBelow } from '../files/run-files.ts'
import { type Declared, isAddress, type Said } from './declared.ts'

type Span = { readonly from: number; readonly until: number; readonly root: string }

/** More files in one folder are named by narrower patterns, or seen by the witnesses. */
const filesMax = 100_000

/**
 * What was said to be read and written, as events: of a folder each file that was there when the run began, and each that
 * changed since. A note for what is not there, since then the record does not have what somebody counts on.
 */
export function declaredEvents(declared: Declared, span: Span): { events: FileEvent[]; notes: string[] } {
  const notes: string[] = []
  const found = (paths: readonly Said<string>[], what: string, isMeant: (path: string) => boolean): string[] =>
    paths.flatMap(({ value, from }) => {
      if (isAddress(value)) return []
      const files = filesBelow(realPath(value)).filter(isMeant)
      if (files.length === 0)
        notes.push(`${nameBelow(span.root, value)} was called ${what} (${from}), and none is there.`)
      return files
    })
  const event = { pid: process.pid, witness: 'declared' as const }
  const reads = found(declared.in, 'an input', (path) => !isNew(path, span.from))
  const writes = found(declared.out, 'an output', (path) => isChanged(path, span.from))
  return {
    events: [
      ...reads.map((path) => ({ ...event, at: span.from, operation: 'read' as const, path, existed: true })),
      ...writes.map((path) => ({ ...event, at: span.until, operation: 'write' as const, path, truncates: true })),
    ],
    notes,
  }
}

function filesBelow(path: string): string[] {
  const state = statSync(path, { throwIfNoEntry: false })
  if (state?.isFile()) return [path]
  if (!state?.isDirectory()) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, filesMax)
    .map(({ parentPath, name }) => join(parentPath, name))
}

const isNew = (path: string, from: number): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? 0) > from
// The kernel's clock for files is up to 10 ms late.
const isChanged = (path: string, from: number): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= from - 10
