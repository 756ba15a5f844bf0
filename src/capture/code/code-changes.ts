import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { pathBytes, pathText } from '../files/path-text.ts'
import type { StagedPath } from '../files/stage-files.ts'
import { joinParts, partsOf } from './git.ts'
import type { PrivateIndex } from './private-index.ts'

const submoduleMode = '160000'

/** How the work tree, the index and a tree differ, before anything is staged. */
export type Changes = {
  /** Tracked paths where the work tree has, or may have, something else than the index. */
  readonly unstaged: readonly StagedPath[]
  /** Files that the index has and the tree has not. */
  readonly added: readonly { readonly path: string; readonly object: string }[]
  readonly isStaged: boolean
}

/** Compares without hashing more than what may have changed; `base` is a tree. Nothing but our own index is written. */
export async function findChanges(index: PrivateIndex, base: string): Promise<Changes> {
  const [files, staged, listed] = await Promise.all([
    // Whether a submodule is dirty is a question to git inside it, which would run what is configured there.
    index.read(['diff-files', '-z', '--raw', '--ignore-submodules=dirty']),
    index.read(['diff-index', '-z', '--raw', '--cached', '--no-renames', base]),
    index.read(['ls-files', '-v', '-z']),
  ])
  const hidden = await revealHidden(index, partsOf(listed))
  const unstaged = new Map(hidden.map((path) => [path, { path } as StagedPath]))
  for (const { path, mode, old, status, to } of rawChanges(files)) {
    // A conflict comes twice: as unmerged, and as what stands there.
    if (status === 'U' && unstaged.has(path)) continue
    unstaged.set(path, {
      path,
      ...(/[1-9a-f]/.test(old) && { was: old }),
      isOfOtherMode: mode !== to.mode,
      isSubmodule: mode === submoduleMode,
      isGone: status === 'D',
    })
  }
  const different = rawChanges(staged)
  return {
    unstaged: [...unstaged.values()],
    added: different
      .filter(({ to }) => to.mode !== submoduleMode)
      .flatMap(({ path, to: { object } }) => (object === undefined ? [] : [{ path, object }])),
    isStaged: different.length > 0,
  }
}

type RawChange = {
  readonly path: string
  readonly mode: string
  readonly old: string
  readonly status: string
  readonly to: { readonly mode: string; readonly object?: string }
}

/** What `--raw -z` prints of each path: `:<mode> <mode> <object> <object> <status>`, then the path. */
export function rawChanges(output: Buffer): RawChange[] {
  const parts = partsOf(output)
  const changes: RawChange[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [mode = '', toMode = '', old = '', object = '', status = ''] = String(parts[at]).slice(1).split(' ')
    const isKnown = /[1-9a-f]/.test(object)
    changes.push({
      path: pathText(parts[at + 1] ?? Buffer.alloc(0)),
      mode,
      old,
      status: status.charAt(0),
      to: { mode: toMode, ...(isKnown && { object }) },
    })
  }
  return changes
}

/**
 * Files that the user told git not to look at (`--assume-unchanged`, `--skip-worktree`), a favourite for settings of one
 * machine, are looked at all the same, where they are there. Returns them.
 */
async function revealHidden(index: PrivateIndex, listed: readonly Buffer[]): Promise<string[]> {
  const flagged = listed
    .map((entry) => ({ tag: String.fromCharCode(entry[0] ?? 0), path: entry.subarray(2) }))
    .filter(({ tag }) => tag !== 'H' && /[a-zS]/.test(tag))
  const present = flagged.filter(({ path }) => {
    const file = Buffer.concat([pathBytes(join(index.root, '/')), path])
    return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false
  })
  const assumed = present.filter(({ tag }) => tag >= 'a')
  const skipped = present.filter(({ tag }) => tag.toUpperCase() === 'S')
  for (const [option, files] of [
    ['--no-assume-unchanged', assumed],
    ['--no-skip-worktree', skipped],
  ] as const) {
    if (files.length === 0) continue
    await index.write(['update-index', '-z', option, '--stdin'], { input: joinParts(files.map(({ path }) => path)) })
  }
  return present.map(({ path }) => pathText(path))
}

/** The paths that the index has, and those of its submodules. */
export async function trackedPaths(index: PrivateIndex): Promise<{ files: Set<string>; submodules: string[] }> {
  const files = new Set<string>()
  const submodules: string[] = []
  for (const entry of partsOf(await index.read(['ls-files', '-s', '-z']))) {
    const path = pathText(entry.subarray(entry.indexOf(0x09) + 1))
    files.add(path)
    if (entry.toString('latin1', 0, submoduleMode.length) === submoduleMode) submodules.push(path)
  }
  return { files, submodules }
}
