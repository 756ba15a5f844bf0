import { accessSync, constants, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinParts, partsOf } from '../code/git.ts'
import type { PrivateIndex } from '../code/private-index.ts'
import { withheldAmong } from '../code/withheld.ts'
import { lfsPointer } from './lfs-pointer.ts'
import { pathBytes, pathText } from './path-text.ts'

/** A path below the root, as `pathText` writes it. */
export type StagedPath = {
  readonly path: string
  /** The object that the index has there. */
  readonly was?: string
  /** Whether git would execute what it did not before, or find a link for a file: more than content differs. */
  readonly isOfOtherMode?: boolean
  readonly isSubmodule?: boolean
  /** Git found nothing there, or a folder, or a link on the way to it. */
  readonly isGone?: boolean
}

/** Above this size a file is not read before a run starts: it is data rather than code, and hashing it takes time. */
const fileBytesMax = 50 * 1024 * 1024

/**
 * Brings the index to what stands in the work tree at these paths. No filter is run: a file under Git LFS becomes its
 * pointer, one under any other filter is taken as it stands. Of those that are withheld (`withheldAmong`) no content is kept.
 * @returns Whether the index may have changed, which are withheld and why, and sentences about files that were left as it
 * had them.
 */
export async function stageFiles(
  index: PrivateIndex,
  paths: readonly StagedPath[],
): Promise<{ isChanged: boolean; withheld: ReadonlyMap<string, string>; notes: readonly string[] }> {
  const notes: string[] = []
  const gone = paths.filter(({ isGone }) => isGone)
  await update(index.write, ['--force-remove'], gone)

  const there = paths.filter(({ path, isGone }) => {
    const obstacle = isGone ? undefined : obstacleTo(join(index.root, path))
    if (obstacle !== undefined) notes.push(`${path} is not in the code tree as it stood: ${obstacle}.`)
    return !isGone && obstacle === undefined
  })
  if (there.length === 0) return { isChanged: gone.length > 0, withheld: new Map(), notes }
  const attributes = await attributesOf(index, there)
  const isLfs = ({ path }: StagedPath) => attributes.get(path)?.filter === 'lfs'
  const changed = await withoutTouched(
    index,
    there.filter((file) => !isLfs(file)),
  )
  await fetchConverted(index, changed, attributes)
  const withheld = withheldAmong(
    index.root,
    changed.map(({ path }) => path),
  )
  const { false: open = [], true: secret = [] } = Object.groupBy(changed, ({ path }) => `${withheld.has(path)}`)
  await update(index.write, ['--add', '--remove', '--replace'], open)
  await update(index.hold, ['--add', '--remove', '--replace'], secret)
  const large = there.filter(isLfs)
  await stagePointers(index, large)
  return { isChanged: gone.length + changed.length + large.length > 0, withheld, notes }
}

async function update(
  ask: PrivateIndex['write'],
  options: readonly string[],
  files: readonly StagedPath[],
): Promise<void> {
  if (files.length === 0) return
  const input = joinParts(files.map(({ path }) => pathBytes(path)))
  await ask(['update-index', '-z', ...options, '--stdin'], { input })
}

// After a copy of the whole repository every file is newer than its index knows. Those that hold what they held need not
// be written, which costs ten times as much as hashing.
async function withoutTouched(index: PrivateIndex, files: readonly StagedPath[]): Promise<readonly StagedPath[]> {
  const comparable = files.filter(
    ({ path, was, isOfOtherMode, isSubmodule }) =>
      was !== undefined && !isOfOtherMode && !isSubmodule && !/^"|\n/.test(path),
  )
  if (comparable.length === 0) return files
  const input = Buffer.concat(comparable.flatMap(({ path }) => [pathBytes(path), Buffer.from('\n')]))
  // One that vanishes meanwhile ends it, and then all count as changed.
  const printed = await index.read(['hash-object', '--stdin-paths'], { input }).catch(() => Buffer.alloc(0))
  const objects = printed.toString().split('\n')
  const same = new Set(comparable.filter(({ was }, at) => objects[at] === was))
  return files.filter((file) => !same.has(file))
}

// What is gone since git looked is no obstacle: git will find that it is.
function obstacleTo(path: string): string | undefined {
  try {
    const stats = lstatSync(pathBytes(path), { throwIfNoEntry: false })
    if (stats === undefined || stats.isSymbolicLink() || stats.isDirectory()) return undefined
    if (!stats.isFile()) return 'it is neither a file nor a link'
    if (stats.size > fileBytesMax) return `it has over ${fileBytesMax / 1024 / 1024} MiB`
    accessSync(pathBytes(path), constants.R_OK)
    return undefined
  } catch {
    return 'it cannot be read'
  }
}

type Attributes = ReadonlyMap<string, { readonly filter?: string; readonly text?: string }>

async function attributesOf(index: PrivateIndex, files: readonly StagedPath[]): Promise<Attributes> {
  const input = joinParts(files.map(({ path }) => pathBytes(path)))
  const parts = partsOf(await index.read(['check-attr', '-z', '--stdin', 'filter', 'text'], { input }))
  const found = new Map<string, { filter?: string; text?: string }>()
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [path = '', name = '', value = ''] = parts.slice(at, at + 3).map((part) => pathText(part))
    found.set(path, { ...found.get(path), [name]: value })
  }
  return found
}

// Where git guesses which files are text, it looks whether the old version has carriage returns, which it may not find
// in the user's objects while it writes.
async function fetchConverted(index: PrivateIndex, files: readonly StagedPath[], known: Attributes): Promise<void> {
  const old = files.flatMap(({ path, was, isSubmodule }) => {
    const text = known.get(path)?.text
    const guesses = text === 'auto' || (text === 'unspecified' && index.convertsLineEnds)
    return guesses && was !== undefined && !isSubmodule ? [was] : []
  })
  await fetchObjects(index, old, index.hold)
}

/** Copies objects of the user's into our folder, or to those that are held. */
export async function fetchObjects(
  index: PrivateIndex,
  objects: readonly string[],
  into: PrivateIndex['copy'] = index.copy,
): Promise<void> {
  if (objects.length === 0) return
  const pack = await index.read(['pack-objects', '--stdout', '-q'], { input: `${objects.join('\n')}\n` })
  await into(['unpack-objects', '-q'], { input: pack })
}

async function stagePointers(index: PrivateIndex, files: readonly StagedPath[]): Promise<void> {
  const folder = join(index.folder, 'pointers')
  mkdirSync(folder, { recursive: true })
  const written = files.flatMap(({ path }, number) => {
    const file = join(index.root, path)
    const pointer = lfsPointer(file)
    if (pointer === undefined) return []
    writeFileSync(join(folder, String(number)), pointer)
    const mode = (lstatSync(pathBytes(file)).mode & 0o100) === 0 ? '100644' : '100755'
    return [{ path, mode, pointer: join(folder, String(number)) }]
  })
  if (written.length === 0) return
  const input = written.map(({ pointer }) => `${pointer}\n`).join('')
  const printed = await index.write(['hash-object', '-w', '--no-filters', '--stdin-paths'], { input })
  const objects = printed.toString().trim().split('\n')
  const lines = written.map(({ path, mode }, at) =>
    Buffer.concat([Buffer.from(`${mode} ${objects[at]}\t`), pathBytes(path)]),
  )
  await index.write(['update-index', '-z', '--index-info'], { input: joinParts(lines) })
}
