import { rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { sha256Of, treeDigest } from '../../domain/digest.ts'
import type { ArtifactId } from '../../domain/id.ts'
import { pathBytes } from '../files/path-text.ts'
import { fetchObjects, stageFiles } from '../files/stage-files.ts'
import { isSecretFile } from '../secrets/secret-name.ts'
import { findChanges, rawChanges, trackedPaths } from './code-changes.ts'
import { GitError } from './git.ts'
import { type Repository, readRepository } from './git-repository.ts'
import { makePrivateIndex, type PrivateIndex } from './private-index.ts'
import { withheldAmong } from './withheld.ts'

export type CodePlace = {
  /** Where the run starts: absolute, without symbolic links. */
  readonly folder: string
  /** Where our git objects are kept. Made when it is not there. */
  readonly objects: string
  /** A folder of this run alone, for what is removed afterwards. Made when it is not there. */
  readonly scratch: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The code as a run finds it. `none`: no repository, or git could not tell, for a reason that is a clause for people. */
export type CodeSnapshot =
  | {
      readonly kind: 'repository'
      readonly repository: Repository
      readonly index: PrivateIndex
      /** Of the tracked files as they stand. */
      readonly tree: string
      /** The tree of the commit, or the empty one. */
      readonly base: string
      /** Objects that are staged, and in it unless the work tree has others. */
      readonly added: readonly string[]
      /** Files whose content is not kept, where they are in it, and why. */
      readonly withheld: ReadonlyMap<string, string>
      readonly notes: readonly string[]
    }
  | { readonly kind: 'none'; readonly root: string; readonly reason?: string }

/** A source file that a run read, with what it held: an absolute path as the witnesses write it, SHA-256 in hex. */
export type SourceFile = {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** It was changed after the run began, before it was read, and not since. */
  readonly isEdited?: true
}

/** What code a run ran. Paths in it are below `root`. */
export type Code = {
  /** `git-tree:…` where there is a repository, else `sha256-tree:…` over the source files that were read. */
  readonly tree: ArtifactId
  readonly root: string
  readonly commit?: string
  readonly branch?: string
  /** Without user and password. */
  readonly remote?: string
  /** Whether the tree is another than the commit's. */
  readonly dirty: boolean
  /** Files that differ from the commit, untracked sources among them. */
  readonly patched: readonly string[]
  /** What `git apply` makes of the commit to get the tree. Exact bytes, which can hold what the user calls a secret. */
  readonly patch?: { readonly content: Uint8Array; readonly digest: ArtifactId }
  /** Untracked sources that were read and are in the tree. */
  readonly untracked: readonly string[]
  /** Files of `patched` whose content is not among our objects, since secrets stand in it. */
  readonly withheld: readonly string[]
  /** Sentences on what the tree does not have. */
  readonly notes: readonly string[]
}

const emptyTree = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
}
const patchBytesMax = 16 * 1024 * 1024

/**
 * The first step, before the run starts: the tree of the tracked files as they stand in the work tree, whatever is
 * staged. The user's index, objects and files are the same afterwards, to the byte and the time. It costs some 20 ms with
 * a thousand files, and 40 ms when some are changed; only files that may have changed are read.
 */
export async function snapshotCode({ folder, objects, scratch, env }: CodePlace): Promise<CodeSnapshot> {
  try {
    const repository = await readRepository(folder, env)
    if (repository === undefined) return { kind: 'none', root: folder }
    const { root, head } = repository
    if (!pathBytes(root).equals(Buffer.from(root))) {
      return { kind: 'none', root: folder, reason: 'the path of the repository is not UTF-8' }
    }
    const index = makePrivateIndex(repository, join(scratch, 'git'), objects, env)
    const base = head?.tree ?? emptyTree[index.objectFormat]
    const { unstaged, added, isStaged } = await findChanges(index, base)
    const edited = await stageFiles(index, unstaged)
    const staged = withheldAmong(
      root,
      added.map(({ path }) => path).filter((path) => !edited.withheld.has(path)),
    )
    const withheld = new Map([...edited.withheld, ...staged])
    return {
      kind: 'repository',
      ...{ repository, index, base, withheld, notes: edited.notes },
      tree: isStaged || edited.isChanged ? await writeTree(index) : base,
      added: added.filter(({ path }) => !withheld.has(path)).map(({ object }) => object),
    }
  } catch (error) {
    if (error instanceof GitError) return { kind: 'none', root: folder, reason: error.message }
    throw error
  }
}

/**
 * The second step, after the run: the same tree with the untracked sources that the run read, and with those that were
 * edited before it read them. Give `sources` without the run's outputs. Files that by their name hold secrets are not taken in. Ends the use of the snapshot.
 */
export async function completeCode(snapshot: CodeSnapshot, sources: readonly SourceFile[]): Promise<Code> {
  if (snapshot.kind === 'none') return codeOfFiles(snapshot, sources)
  const { index, base, added, repository } = snapshot
  const { head } = repository
  const notes = [...snapshot.notes]
  const { untracked, tree } = await addUntracked(snapshot, sources, notes)
  const patched = tree === base ? [] : rawChanges(await difference(index, ['-z', '--raw'], base, tree))
  const inTree = new Set(patched.map(({ to }) => to.object))
  const withheld = patched.flatMap(({ path, to }) => {
    const why = to.object === undefined ? undefined : snapshot.withheld.get(path)
    return why === undefined ? [] : [{ path, why }]
  })
  notes.push(...withheld.map(({ path, why }) => `${path} is in the code tree by its digest alone: ${why}.`))
  await fetchObjects(
    index,
    added.filter((object) => inTree.has(object)),
  ).catch(noted(notes, 'What was staged was not copied'))
  const patch =
    tree === base || head === undefined
      ? undefined
      : await difference(index, patchOptions, base, tree).catch(noted(notes, 'The patch was not kept'))
  rmSync(index.folder, { recursive: true, force: true })
  return {
    ...codeOfTree(repository, tree),
    patched: patched.map(({ path }) => path),
    withheld: withheld.map(({ path }) => path),
    ...(patch !== undefined && { patch: { content: patch, digest: sha256Of(patch) } }),
    untracked,
    notes,
  }
}

/** Of the second step what is known by the first: without untracked sources and without a patch. */
export function codeAtBeginning(snapshot: CodeSnapshot): Code {
  if (snapshot.kind === 'none') return codeOfFiles(snapshot, [])
  const { repository, tree, withheld } = snapshot
  return { ...codeOfTree(repository, tree), patched: [], untracked: [], withheld: [...withheld.keys()], notes: [] }
}

function codeOfTree({ root, head, branch, remote }: Repository, tree: string) {
  return {
    tree: `git-tree:${tree}` as const,
    root,
    ...(head !== undefined && { commit: head.commit }),
    ...(branch !== undefined && { branch }),
    ...(remote !== undefined && { remote }),
    dirty: tree !== head?.tree,
  }
}

async function writeTree(index: PrivateIndex): Promise<string> {
  return (await index.write(['write-tree', '--missing-ok'])).toString().trim()
}

// Whatever the user prefers for the eye; two patches of the same two trees have to be the same.
const patchOptions = ['-p', '--binary', '--full-index', '--no-color', '--no-ext-diff', '--no-textconv', '--unified=3']

function difference(index: PrivateIndex, options: readonly string[], base: string, tree: string): Promise<Buffer> {
  return index.read(['diff-tree', '-r', '--no-renames', ...options, base, tree], { outputBytesMax: patchBytesMax })
}

async function addUntracked(
  { index, tree }: CodeSnapshot & { kind: 'repository' },
  sources: readonly SourceFile[],
  notes: string[],
): Promise<{ untracked: string[]; tree: string }> {
  if (sources.length === 0) return { untracked: [], tree }
  const { files, submodules } = await trackedPaths(index)
  const candidates = sources.flatMap(({ path, isEdited }) => {
    const below = pathBelow(index.root, path)
    return below === undefined || (files.has(below) && !isEdited) ? [] : [below]
  })
  const inSubmodule = (path: string) => submodules.find((folder) => path.startsWith(`${folder}/`))
  for (const folder of new Set(candidates.flatMap((path) => inSubmodule(path) ?? []))) {
    notes.push(`${folder} is a submodule: the code tree has its commit, not what may be changed in it.`)
  }
  const secret = candidates.filter(isSecretFile)
  notes.push(...secret.map((path) => `${path} is not in the code tree: by its name it holds secrets.`))

  const untracked = candidates.filter((path) => inSubmodule(path) === undefined && !isSecretFile(path))
  if (untracked.length === 0) return { untracked, tree }
  try {
    const staged = await stageFiles(
      index,
      untracked.map((path) => ({ path })),
    )
    notes.push(...staged.notes)
    const after = await writeTree(index)
    const { files: taken } = await trackedPaths(index)
    return { untracked: untracked.filter((path) => taken.has(path) && !files.has(path)), tree: after }
  } catch (error) {
    noted(notes, 'Untracked sources are not in the code tree')(error)
    return { untracked: [], tree }
  }
}

// Undefined outside, and for the books that git and Pedigree keep inside.
function pathBelow(root: string, path: string): string | undefined {
  const below = posix.relative(root, path)
  const isInside = below !== '' && !below.startsWith('../') && below !== '..'
  return isInside && !/(?:^|\/)\.(?:git|pedigree)(?:\/|$)/.test(below) ? below : undefined
}

function noted(notes: string[], what: string) {
  return (error: unknown): undefined => {
    if (!(error instanceof GitError)) throw error
    notes.push(`${what} (${error.message}).`)
  }
}

function codeOfFiles({ root, reason }: CodeSnapshot & { kind: 'none' }, sources: readonly SourceFile[]): Code {
  const files = sources.filter(({ path }) => !isSecretFile(path))
  return {
    tree: treeDigest(files.map((file) => ({ ...file, path: pathBelow(root, file.path) ?? file.path }))),
    root,
    dirty: true,
    patched: [],
    untracked: [],
    withheld: [],
    notes: reason === undefined ? [] : [`There is no git tree of the code: ${reason}.`],
  }
}
