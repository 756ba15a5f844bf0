import { hash } from 'node:crypto'
import { posix } from 'node:path'
import { aheadText } from '../files/file-contents.ts'
import type { ChangedSource } from '../files/run-file.ts'
import type { CodeSnapshot, SourceFile } from './code.ts'
import { GitError } from './git.ts'

/** What is known of sources that somebody edited while the run went on, which is ordinary during a long training. */
export type ChangedSources = {
  /** As they were read, or else as they stood when the run began. */
  readonly sources: readonly SourceFile[]
  /** Paths of those of which nobody knows what they held when they were read. */
  readonly unsure: readonly string[]
  /** Sentences about each. */
  readonly notes: readonly string[]
}

/**
 * What nobody looked at as it was read is taken from the snapshot of the code, which was taken before the run started. It has
 * none of an untracked one, nor the bytes that lay in the work tree where git converts line ends.
 * One whose change time tells nothing, and that is as it stood then, was not changed. Call it while the snapshot is in use.
 */
export async function changedSources(
  snapshot: CodeSnapshot,
  changed: readonly ChangedSource[],
): Promise<ChangedSources> {
  const sources: SourceFile[] = []
  const unsure: string[] = []
  const notes: string[] = []
  for (const { path, held, sha256, isAhead } of changed) {
    const before = await sourceBefore(snapshot, path)
    const name = snapshot.kind === 'repository' ? posix.relative(snapshot.repository.root, path) : path
    const source = held ?? before
    if (source !== undefined) sources.push(source)
    if (held !== undefined) {
      if (before !== undefined && before.sha256 !== held.sha256)
        notes.push(`${name} was changed before it was read and again since: the code tree has it as the run began.`)
      continue
    }
    if (isAhead && before !== undefined && before.sha256 === sha256) continue
    unsure.push(path)
    if (isAhead && before === undefined) {
      notes.push(`Of ${name} ${aheadText}, so that nobody can tell whether it was changed during the run.`)
      continue
    }
    notes.push(
      before === undefined
        ? `${name} was changed during the run, and nobody knows what it held when it was read.`
        : `${name} was changed during the run; it is on record as it was when the run began.`,
    )
  }
  return { sources, unsure, notes }
}

async function sourceBefore(snapshot: CodeSnapshot, path: string): Promise<SourceFile | undefined> {
  if (snapshot.kind === 'none' || snapshot.index.convertsLineEnds) return undefined
  const { repository, index, tree } = snapshot
  try {
    const content = await index.read(['cat-file', 'blob', `${tree}:${posix.relative(repository.root, path)}`])
    return { path, sha256: hash('sha256', content), bytes: content.length }
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}
