import { extname, posix } from 'node:path'
import type { ArtifactId } from '../domain/id.ts'
import { classifyPath, type PathContext, sourceOf } from './classify.ts'
import type { SourceFile } from './code.ts'
import { isConfigurationFile } from './configuration.ts'
import type { FileEvent } from './file-event.ts'
import { type FileUse, foldFileEvents } from './file-use.ts'
import { type FileHash, hashFile } from './hash-file.ts'
import { isMetricFile } from './metric-file.ts'
import type { PythonEvents } from './python-event.ts'

/** What a file was to the run. */
export type FileRole = 'data' | 'model' | 'configuration' | 'metrics'

/** A file that a run read or wrote, with the content it met or left. Times are ms since 1970. */
export type RunFile = {
  /** Absolute, without symbolic links. */
  readonly path: string
  /** Below the project's root where it lies there, else absolute: how people name it. */
  readonly name: string
  readonly role: FileRole
  /** Undefined when nobody can say any more what the content was. */
  readonly digest: ArtifactId | undefined
  readonly bytes: number | undefined
  readonly at: number
  readonly witnesses: readonly string[]
  /** Why there is no digest, for people. */
  readonly problem?: string
}

export type RunFiles = {
  readonly reads: readonly RunFile[]
  readonly writes: readonly RunFile[]
  readonly sources: readonly SourceFile[]
  /** Files made and removed within the run. */
  readonly temporary: number
  /** Reads folded into packages, interpreter and system. */
  readonly folded: number
}

export type RunFilesInput = {
  readonly events: readonly FileEvent[]
  /** When the run began. */
  readonly from: number
  /** Programs that were executed: code, where they are of the project. */
  readonly executables: ReadonlySet<string>
  readonly root: string
  readonly python: PythonEvents
  readonly home: string
  readonly ignore: readonly string[]
  /** The output that the user called the model, absolute. */
  readonly model: string | undefined
}

const sourceSuffixes = new Set(
  '.py .pyx .pyw .ipynb .r .rmd .qmd .jl .sh .bash .zsh .sql .js .mjs .cjs .ts .c .cc .cpp .h .hpp .java .scala .go .rs .rb .pl .lua .m .mk'.split(
    ' ',
  ),
)
const modelSuffixes = new Set(
  '.joblib .pkl .pickle .onnx .pt .pth .ckpt .safetensors .keras .ubj .cbm .gguf .tflite .mlmodel .pmml .rds .model .bst'.split(
    ' ',
  ),
)

/** Sorts what a run did to files into inputs, outputs and code, and says what each content was. */
export function runFiles(input: RunFilesInput): RunFiles {
  const { python, root, home, ignore } = input
  const context: PathContext = {
    projectRoot: root,
    pythonPrefixes: [...new Set(python.ends.flatMap(({ prefix, basePrefix }) => [prefix, basePrefix]))],
    home,
    ignore,
  }
  const uses = foldFileEvents(input.events)
  const kept = uses.filter((use) => !use.temporary && isOfInterest(use.path, context))
  const hashes = new Map<string, FileHash>()
  const hash = (path: string) => hashes.get(path) ?? remembered(hashes, path)
  const movedTo = new Map(
    uses.flatMap((use) => (use.renamedFrom === undefined || use.written ? [] : [[use.renamedFrom, use.path]])),
  )
  const written = new Set(kept.filter((use) => use.written).map(({ path }) => path))
  const isSource = (path: string) => (isSourceFile(path) || input.executables.has(path)) && !written.has(path)
  const reads = kept
    .filter(({ path, read, readBeforeWrite }) => read && readBeforeWrite && !isSource(path))
    .flatMap((use) => readOf(use, input, hash, movedTo.get(use.path)))
  const writes = kept.filter(({ written, deleted }) => written && !deleted).flatMap((use) => writeOf(use, input, hash))
  return {
    reads,
    writes,
    sources: sourcesOf(kept, input, context, hash, isSource),
    temporary: uses.filter(({ temporary }) => temporary).length,
    folded: uses.length - kept.length,
  }
}

function remembered(hashes: Map<string, FileHash>, path: string): FileHash {
  const made = hashFile(path)
  hashes.set(path, made)
  return made
}

function isOfInterest(path: string, context: PathContext): boolean {
  const kind = classifyPath(path, context)
  return kind === 'project' || kind === 'other'
}

function isSourceFile(path: string): boolean {
  return sourceSuffixes.has(extname(path).toLowerCase()) || /(^|\/)(GNU)?[Mm]akefile$/.test(path)
}

/**
 * What an input held when it was read. A change time before the run's start says that it still holds it (nobody can set
 * one); content that this run overwrote is known where a witness hashed it first; otherwise nobody knows any more.
 */
function readOf(
  use: FileUse,
  { root, from, python }: RunFilesInput,
  hash: (path: string) => FileHash,
  movedTo: string | undefined,
): RunFile[] {
  const found = hash(movedTo ?? use.path)
  if (found.kind === 'not-regular') return []
  const file = {
    path: use.path,
    name: nameBelow(root, use.path),
    role: roleOfRead(use.path, python),
    at: use.firstReadAt ?? from,
    witnesses: [...use.witnesses].sort(),
  }
  const unchanged = found.kind === 'hashed' && (found.ctimeMs < from || movedTo !== undefined)
  if (unchanged) return [{ ...file, digest: found.digest, bytes: found.bytes }]
  if (use.before !== undefined) return [{ ...file, digest: `sha256:${use.before}`, bytes: undefined }]
  // The same bytes as before the run's own writing would be a hash of what is there now: unknown is honest.
  const problem =
    found.kind === 'missing'
      ? 'it was removed before anybody hashed it'
      : found.kind === 'hashed'
        ? 'it was changed after it was read, and nobody hashed it before'
        : found.reason
  return [{ ...file, digest: undefined, bytes: undefined, problem }]
}

function writeOf(
  use: FileUse,
  { root, from, python, model }: RunFilesInput,
  hash: (path: string) => FileHash,
): RunFile[] {
  const found = hash(use.path)
  if (found.kind === 'not-regular' || found.kind === 'missing') return []
  // Opened for writing and left alone (a database that was only read), or written back as it was: not made here.
  if (found.kind === 'hashed' && found.mtimeMs < from - 1_000 && found.ctimeMs < from) return []
  if (found.kind === 'hashed' && found.digest === `sha256:${use.before}`) return []
  const file = {
    path: use.path,
    name: nameBelow(root, use.path),
    role: roleOfWrite(use.path, python, model),
    at: use.lastWriteAt ?? from,
    witnesses: [...use.witnesses].sort(),
  }
  if (found.kind === 'hashed') return [{ ...file, digest: found.digest, bytes: found.bytes }]
  return [{ ...file, digest: undefined, bytes: undefined, problem: found.reason }]
}

function roleOfRead(path: string, { loads }: PythonEvents): FileRole {
  if (
    modelSuffixes.has(extname(path).toLowerCase()) ||
    loads.some((load) => load.path === path && isModelClass(load.class))
  )
    return 'model'
  return isConfigurationFile(path) ? 'configuration' : 'data'
}

function roleOfWrite(path: string, { dumps }: PythonEvents, model: string | undefined): FileRole {
  if (path === model) return 'model'
  if (isMetricFile(path)) return 'metrics'
  if (model !== undefined) return 'data'
  if (dumps.some((dump) => dump.path === path && (isModelClass(dump.class) || dump.members !== undefined)))
    return 'model'
  return modelSuffixes.has(extname(path).toLowerCase()) ? 'model' : 'data'
}

/** Whether an object of this class is a model, not a table or a plain value that happened to be pickled. */
function isModelClass(name: string): boolean {
  return !/^(builtins|numpy|pandas|polars|collections|datetime)\./.test(name)
}

/** Code that the run read, and what Python says it imported (from bytecode, of which the tracer sees no source). */
function sourcesOf(
  kept: readonly FileUse[],
  { events, python }: RunFilesInput,
  context: PathContext,
  hash: (path: string) => FileHash,
  isSource: (path: string) => boolean,
): SourceFile[] {
  const bytecode = events.flatMap(({ operation, path }) => (operation === 'read' ? (sourceOf(path) ?? []) : []))
  const loaded = python.ends.flatMap(({ main, modules }) => [
    ...(main === undefined ? [] : [main]),
    ...modules.map(({ file }) => file),
  ])
  const read = kept.filter(({ path, read: wasRead }) => wasRead && isSource(path)).map(({ path }) => path)
  const paths = new Set([
    ...read,
    ...[...bytecode, ...loaded].filter((path) => isOfInterest(path, context) && isSourceFile(path)),
  ])
  return [...paths].sort().flatMap((path) => {
    const found = hash(path)
    return found.kind === 'hashed' ? [{ path, sha256: found.digest.slice('sha256:'.length), bytes: found.bytes }] : []
  })
}

/** Below the project's root, or absolute where it lies elsewhere. */
export function nameBelow(root: string, path: string): string {
  const below = posix.relative(root, path)
  return below === '' || below.startsWith('../') ? path : below
}
