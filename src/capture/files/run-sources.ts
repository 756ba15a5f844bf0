import type { ArtifactId } from '../../domain/id.ts'
import type { SourceFile } from '../code/code.ts'
import { sourceOf } from './classify.ts'
import { contentMet, isAhead } from './file-contents.ts'
import type { FileEvent } from './file-event.ts'
import { isSourceFile } from './file-role.ts'
import type { FileUse } from './file-use.ts'
import type { FileHash } from './hash-file.ts'
import { type Hashed, isOfInterest, type Sorting } from './run-context.ts'
import type { ChangedSource, RunFiles } from './run-file.ts'

/** Code that the run read, and what Python says it imported (from bytecode, of which the tracer sees no source). */
export function sourcePaths(
  kept: readonly FileUse[],
  { events, python, context, adjustment, isSource }: Sorting,
): string[] {
  const bytecode = events.flatMap(({ operation, path }) => (operation === 'read' ? (sourceOf(path) ?? []) : []))
  const loaded = [...python.imports, ...python.ends].flatMap(({ main, modules }) => [
    ...(main === undefined ? [] : [main]),
    ...modules.map(({ file }) => file),
  ])
  const paths = new Set([
    ...kept.filter(({ path, read }) => read && isSource(path)).map(({ path }) => path),
    ...[...bytecode, ...loaded].filter(
      (path) => isOfInterest(path, context, adjustment) && isSourceFile(path) && isSource(path),
    ),
  ])
  return [...paths].sort()
}

/** Which bytes of each ran, and of which nobody knows. */
export function sourcesOf(
  paths: readonly string[],
  { from, hash, lookedAt, findRead, events }: Hashed,
): Pick<RunFiles, 'sources' | 'changedSources'> {
  const sources: SourceFile[] = []
  const changedSources: ChangedSource[] = []
  const readAt = firstReads(paths, events)
  for (const path of paths) {
    const found = hash(path)
    const held = findRead(path)?.first
    if (found.kind !== 'hashed' && held === undefined) continue
    const firstReadAt = readAt.get(path)
    const content = contentMet({ written: false, held, ...(firstReadAt && { firstReadAt }) }, found, from, false)
    const source = {
      path,
      sha256: hexOf(content.digest) ?? '',
      bytes: content.digest ? (content.bytes ?? 0) : 0,
      ...(firstReadAt !== undefined && { at: firstReadAt }),
    }
    if (content.digest !== undefined && content.isThere)
      sources.push(isEditedSince(found, from) ? { ...source, isEdited: true } : source)
    else
      changedSources.push({
        path,
        ...(content.digest !== undefined && { held: source }),
        sha256: found.kind === 'hashed' ? hexOf(found.digest) : undefined,
        isAhead: isAhead(found, lookedAt),
      })
  }
  return { sources, changedSources }
}

const hexOf = (digest: ArtifactId | undefined) => digest?.slice('sha256:'.length)

const isEditedSince = (found: FileHash, from: number) =>
  contentMet({ written: false }, found, from, false).digest === undefined

/** When each source was read first, or what Python had compiled of it. */
function firstReads(paths: readonly string[], events: readonly FileEvent[]): ReadonlyMap<string, number> {
  const asked = new Set(paths)
  const found = new Map<string, number>()
  for (const { operation, path: opened, at } of events) {
    if (operation !== 'read') continue
    const path = sourceOf(opened) ?? opened
    if (asked.has(path)) found.set(path, Math.min(at, found.get(path) ?? at))
  }
  return found
}
