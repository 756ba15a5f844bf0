import { hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { sourceOf } from '../files/classify.ts'
import { clockLagMs } from '../files/file-contents.ts'
import type { FileEvent } from '../files/file-event.ts'
import { openable } from '../files/path-text.ts'
import type { ReadContent } from '../files/read-content.ts'
import { isSameState, stateAt } from './release-looks.ts'

/** Looks at small files of parameters and code as a run reads them. */
export type ReadLooks = {
  /** An event of the trace, just after it happened. */
  take(event: FileEvent): void
  contents(): readonly ReadContent[]
}

const parameters = /\.(?:ya?ml|json|toml|ini|cfg)$|\/\.env(?:\.[\w-]+)*$/i
const code = /\.(?:py|ipynb|r|rmd|qmd|jl|sh|bash|sql|js|mjs|ts|pl|lua|mk)$|\/(?:GNU)?makefile$/i
/** Installed packages, what came with the system, and the books of tools. */
const passedOver =
  /^\/(?:proc|sys|dev|etc|lib\w*|usr\/(?!src\/|local\/)\w+)\/|\/lib(?:64)?\/python\d|\/(?:\.git|\.pedigree|node_modules|(?:site|dist)-packages)\//
// Some 50 microseconds each, beside the run. Of one kind in one folder so many are data.
const bytesMax = 256 * 1024
const looksMax = 500
const ofKindMax = 50
const buffer = Buffer.allocUnsafeSlow(bytesMax + 1)
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY
// There is none but on Linux.
const quiet = constants.O_NOATIME ?? 0

/**
 * The trace tells of an open some milliseconds after it. What a file holds then is what was read if it was changed last
 * before it was opened, which the change time says: nobody can set that. What was changed within that moment is not kept.
 */
export function watchReads(): ReadLooks {
  const contents: ReadContent[] = []
  const latest = new Map<string, Stats>()
  const ofKind = new Map<string, number>()
  let looks = 0

  const mayLook = (path: string): boolean => {
    if (looks >= looksMax) return false
    if (!latest.has(path)) {
      const kind = `${path.slice(0, path.lastIndexOf('/'))} ${path.slice(path.lastIndexOf('.'))}`
      const count = (ofKind.get(kind) ?? 0) + 1
      if (count > ofKindMax) return false
      ofKind.set(kind, count)
    }
    looks += 1
    return true
  }
  return {
    take({ operation, path: opened, pid, at }) {
      if (operation !== 'read' && operation !== 'update') return
      // Of a source that Python had compiled before it opens what it has compiled.
      const path = sourceOf(opened) ?? opened
      const isOfParameters = parameters.test(path)
      if (!(isOfParameters || code.test(path)) || passedOver.test(path) || !mayLook(path)) return
      const state = stateAt(path)
      const known = latest.get(path)
      if (state === undefined || state.size > bytesMax || state.ctimeMs >= at - clockLagMs) return
      if (known !== undefined && isSameState(state, known)) return
      const bytes = readQuietly(path, state)
      if (bytes === undefined) return
      latest.set(path, state)
      const text = isOfParameters ? bytes.toString() : undefined
      const isText = text !== undefined && Buffer.from(text).equals(bytes)
      const digest = `sha256:${hash('sha256', bytes)}` as const
      contents.push({ path, pid, at, digest, bytes: bytes.length, ...(isText && { text }) })
    },
    contents: () => contents,
  }
}

/** Its bytes, if it is in this state before and after; its time of access stays, where it is our user's. */
function readQuietly(path: string, state: Stats): Buffer | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(openable(path), state.uid === process.geteuid?.() ? flags | quiet : flags)
    const length = readSync(descriptor, buffer, 0, buffer.length, 0)
    const isWhole = length === state.size && isSameState(state, fstatSync(descriptor))
    return isWhole ? Buffer.from(buffer.subarray(0, length)) : undefined
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
