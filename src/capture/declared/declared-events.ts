import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileEvent } from '../files/file-event.ts'
import { nameBelow } from '../files/name-below.ts'
import { realPath } from '../files/real-path.ts'
import { type Declared, isAddress, type Said } from './declared.ts'

/** Which of the files at a path are meant, and what is said where some are there, and none of those is. */
type Meant = { readonly what: string; readonly isMeant: (path: string) => boolean; readonly otherwise: string }
type Span = { readonly from: number; readonly until: number; readonly root: string }

/** More files in one folder are named by narrower patterns, or seen by the witnesses. */
const filesMax = 100_000

/**
 * What was said to be read and written, as events: of a folder each file that was there when the run began, and each that
 * changed since. A note for what is not there, since then the record does not have what somebody counts on.
 */
export function declaredEvents(declared: Declared, span: Span): { events: FileEvent[]; notes: string[] } {
  const notes: string[] = []
  const found = (paths: readonly Said<string>[], { what, isMeant, otherwise }: Meant): string[] =>
    paths.flatMap(({ value, from }) => {
      if (isAddress(value)) return []
      const there = filesBelow(realPath(value))
      const files = there.filter(isMeant)
      const why = there.length === 0 ? 'none is there' : otherwise
      if (files.length === 0) notes.push(`${nameBelow(span.root, value)} was called ${what} (${from}), and ${why}.`)
      return files
    })
  const event = { pid: process.pid, witness: 'declared' as const }
  const reads = found(declared.in, {
    what: 'an input',
    isMeant: (path) => !isNew(path, span.from),
    otherwise: 'it was not there when the run began',
  })
  const writes = found(declared.out, {
    what: 'an output',
    isMeant: (path) => isChanged(path, span.from),
    otherwise: 'this run did not write it',
  })
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
