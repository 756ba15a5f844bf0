import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { sha256Of } from '../../domain/digest.ts'
import type { ArtifactId } from '../../domain/id.ts'
import { holdsMetrics } from '../metrics/metric-file.ts'
import { type Configuration, readConfiguration } from '../parameters/configuration.ts'
import { configurationFiles } from '../parameters/configuration-signs.ts'
import { isComposed, readComposed } from '../parameters/hydra.ts'
import { yamlDialectOf } from '../parameters/yaml-dialect.ts'
import { withCopiesAfter } from './copied.ts'
import { compareWitnesses, disagreements, tellingProcesses, unheardBy, untoldBy } from './disagreement.ts'
import { earlierContents } from './earlier-contents.ts'
import { placesIn, tracedPlaces } from './event-places.ts'
import { type Content, contentLeft, contentMet, isBornSince, metBy } from './file-contents.ts'
import { isSourceFile, isWithin, roleOfRead, roleOfWrite } from './file-role.ts'
import { type FileUse, foldFileEvents } from './file-use.ts'
import { hashAhead } from './hash-ahead.ts'
import type { FileHash } from './hash-file.ts'
import { hashFiles } from './hash-files.ts'
import { withKnown } from './known-contents.ts'
import { nameBelow } from './name-below.ts'
import { pathBytes } from './path-text.ts'
import { isPlaced, placings, withPlaced } from './placed.ts'
import { readContents } from './read-content.ts'
import { realPath } from './real-path.ts'
import { leavings } from './released-file.ts'
import { revisedBy, revisedContent } from './revised.ts'
import { contextOf, type Hashed, isOfInterest, type Sorting, withPrefixesMade } from './run-context.ts'
import type { RunFile, RunFiles, RunFilesInput } from './run-file.ts'
import { sourcePaths, sourcesOf } from './run-sources.ts'
import { unsureOf } from './unsure-files.ts'

/** Sorts what a run did to files into inputs, outputs and code, and says what each content was. */
export async function runFiles(input: RunFilesInput): Promise<RunFiles> {
  const { root, adjustment, processes, known } = input
  const executables = new Set(processes.map(({ executable }) => realPath(executable)))
  const told = contextOf(input, executables)
  const traced = tracedPlaces(input.events)
  const isLikely = (path: string) => isOfInterest(path, told, adjustment) && adjustment(path) !== 'left out'
  const hashedFrom = Date.now()
  const ahead = hashAhead(traced.size > 0 ? traced : placesIn(input.events, () => true), isLikely, input.digests)
  const { events, confirming, unconfirmed } = compareWitnesses(input.events, processes, traced)
  const uses = withPlaced(foldFileEvents(events, traced, confirming))
  const context = withPrefixesMade(told, uses)
  const isData = (path: string) => isOfInterest(path, context, adjustment)
  const lasting = uses.filter(
    ({ path, temporary, isLink, renamedFrom = path }) => !temporary && isData(path) && (!isLink || isData(renamedFrom)),
  )
  const kept = lasting.filter(({ path }) => adjustment(path) !== 'left out')
  // That code which it ran has changed meanwhile is what somebody did who edits it, as a rule.
  const isOwn = ({ written, isOnlyCompared }: FileUse) => written && !isOnlyCompared
  const written = new Set(kept.flatMap((use) => (isOwn(use) ? [use.path] : [])))
  const sorting: Sorting = {
    ...input,
    context,
    placed: placings(uses),
    isSource: (path) => (isSourceFile(path) || executables.has(path)) && !written.has(path),
    configuration: configurationFiles(root, {
      reads: kept.flatMap(({ path, read }) => (read ? [path] : [])),
      tables: context.tables,
      commands: processes.map(({ argv }) => argv),
    }),
  }
  const sources = sourcePaths(kept, sorting)
  const touched = kept.flatMap((use) => [
    sorting.placed.get(use.path)?.now ?? use.path,
    ...(use.written || isPlaced(use) ? [use.path] : []),
  ])
  const hashes = await hashFiles([...touched, ...sources], input.digests, ahead)
  const hash = (path: string): FileHash => {
    const found = hashes.get(path)
    assert(found, 'every file that is asked for was hashed')
    return found
  }
  const lookedAt = Date.now()
  const left = leavings(kept, { from: input.from, released: input.released, hashes, known })
  const temporary = uses.filter((use) => use.temporary).length
  const leftOut = lasting.length - kept.length
  const met = known === undefined ? kept : withKnown(kept, known, { hashes, events })
  const byPath = new Map(met.map((use) => [use.path, use]))
  const findRead = readContents(input.contents)
  const hashed: Hashed = { ...sorting, hash, lookedAt, findRead, useAt: (path) => byPath.get(path), left }
  const reads = met.flatMap((use) => readOf(use, hashed))
  const made = met.flatMap((use) => writeOf(use, hashed))
  const writes = withCopiesAfter(made, reads, hash)
  const paths = [...writes, ...reads].map(({ path }) => path)
  known?.remember(paths, { hashes, sinceMs: hashedFrom, writes: made })
  return {
    reads,
    writes,
    earlier: earlierOf(hashed),
    ...sourcesOf(sources, hashed),
    unsure: unsureOf(reads, sources, hashed),
    temporary,
    folded: uses.length - lasting.length - temporary,
    leftOut,
    disagreements: disagreementsOf(kept, [...reads, ...writes], unconfirmed, hashed),
  }
}

function disagreementsOf(
  uses: readonly FileUse[],
  recorded: readonly RunFile[],
  unconfirmed: readonly string[],
  { events, processes, root, context, adjustment, left }: Hashed,
): string[] {
  const telling = tellingProcesses(events, processes)
  const spoke = events.some(({ witness }) => witness === 'python')
  const namesWhere = (differs: (use: FileUse) => boolean) => {
    const paths = new Set(uses.flatMap((use) => (differs(use) ? [use.path] : [])))
    return [...new Set(recorded.flatMap(({ path, name }) => (paths.has(path) ? [name] : [])))]
  }
  const doubtful = unconfirmed.filter((path) => isOfInterest(path, context, adjustment))
  return disagreements({
    unconfirmed: doubtful.map((path) => nameBelow(root, path)),
    unheard: namesWhere((use) => unheardBy(use, telling)),
    untold: spoke ? namesWhere(untoldBy) : [],
    replaced: namesWhere((use) => left(use).kind === 'was there'),
  })
}

function readOf(use: FileUse, sorting: Hashed): RunFile[] {
  const { from, python, hash, placed, isSource, configuration } = sorting
  const placing = placed.get(use.path)
  const found = hash(placing?.now ?? use.path)
  const isMet = isInput(use, found, from)
  if (found.kind === 'not-regular' || (isMet && isSource(use.path))) return []
  if (!isMet && (placing === undefined || isBornSince(found, from))) return []
  const held = sorting.findRead(use.path, use.firstWriteAt)?.first
  const content = contentMet({ ...use, held }, found, from, placing?.isMoved === true, sorting.lookedAt)
  // What held nothing and was perhaps not read gave nothing: a lock.
  if (use.isMaybeUnread && content.digest === emptyDigest) return []
  const file = fileOf(metBy(use, content), content, use.firstReadAt ?? placing?.at ?? use.firstWriteAt ?? from, sorting)
  if (isDeclared(use, sorting)) return [{ ...file, role: 'model', isDeclared: true }]
  const role = roleOfRead(use.path, python)
  // A model can be text, and have the name of a configuration. Nobody took anything from a file that was only moved.
  if (role === 'model' || !isMet || !configuration.has(use.path)) return [role === file.role ? file : { ...file, role }]
  if (content.digest === undefined) return [{ ...file, role: 'configuration' }]
  const dialect = yamlDialectOf(use.path, python)
  const read = (bytes: Uint8Array, name: string) => readConfiguration(bytes, name, dialect)
  const values = content.isThere
    ? configurationIn(placing?.now ?? use.path, file.name, { read, digest: content.digest })
    : configurationOf(content, file.name, read)
  return [values.isData ? file : { ...file, role: 'configuration', configuration: values }]
}

function configurationOf(
  { text, digest }: Content & { digest: ArtifactId },
  name: string,
  read: (bytes: Uint8Array, name: string) => Configuration,
): Configuration {
  const isWhole = text !== undefined && sha256Of(text) === digest
  return isWhole ? read(Buffer.from(text), name) : overwritten(name)
}

const emptyDigest = sha256Of('')

type Reading = {
  readonly read: (bytes: Uint8Array, name: string, path: string) => Configuration
  readonly digest: ArtifactId
}

function configurationIn(path: string, name: string, { read, digest }: Reading): Configuration {
  try {
    const bytes = readFileSync(pathBytes(path))
    const configuration = read(bytes, name, path)
    // It was hashed some time ago, with all the others.
    const isThere = configuration.isData || sha256Of(bytes) === digest
    return isThere ? configuration : overwritten(name)
  } catch (error) {
    // One file that cannot be read must not cost the others.
    return noConfiguration(`${name} cannot be read: ${(error as Error).message}`)
  }
}

const overwritten = (name: string) => noConfiguration(`${name} was overwritten before it could be looked into`)
const noConfiguration = (problem: string): Configuration => ({ values: {}, isData: false, problem, redacted: 0 })

/** Read before this run wrote it. An open that made the file met nothing. */
function isInput(use: FileUse, found: FileHash, from: number): boolean {
  const { readBeforeWrite, wasThere, createdHere, before } = use
  if (!readBeforeWrite) return false
  return wasThere === true || createdHere === false || before !== undefined || !isBornSince(found, from)
}

function writeOf(use: FileUse, sorting: Hashed): RunFile[] {
  const { from, python, hash, left, model } = sorting
  const isMoved = isPlaced(use)
  if (!(use.written || isMoved) || use.deleted) return []
  const found = hash(use.path)
  // What was only moved is as old as it was.
  const since = isMoved ? Number.NEGATIVE_INFINITY : from
  const revised = revisedBy(use, found, sorting)
  const isMet = !isMoved && (isInput(use, found, from) || revised?.path === use.path)
  const content = contentLeft(use, found, since, isMet, left(use))
  if (content === undefined) return []
  const at = use.lastWriteAt ?? use.movedAt ?? from
  const revises = revised && fileOf(...revisedContent(revised), at, sorting)
  // Others have only told that it was read.
  const witnesses = use.isOnlyCompared ? (['snapshot'] as const) : use.witnesses
  const file = { ...fileOf({ ...use, witnesses }, content, at, sorting), ...(revises && { revises }) }
  if (isDeclared(use, sorting)) return [{ ...file, role: 'model', isDeclared: true }]
  // Moving a file of metrics measures nothing.
  if (isMoved) return [{ ...file, role: roleOfRead(use.path, python) }]
  if (isComposed(use.path) && content.digest !== undefined) {
    const reading = { read: readComposed, digest: content.digest }
    return [{ ...file, role: 'configuration', configuration: configurationIn(use.path, file.name, reading) }]
  }
  const role = roleOfWrite(use.path, python, model !== undefined)
  if (role !== 'metrics') return [{ ...file, role }]
  if (content.digest !== undefined && !content.isThere)
    return [{ ...file, unread: `${file.name} was overwritten before it could be looked into` }]
  return [{ ...file, role: content.digest === undefined || !holdsMetrics(use.path) ? 'data' : role }]
}

function earlierOf(sorting: Hashed): RunFile[] {
  const { released, events, context, adjustment, python, model } = sorting
  return earlierContents(released, events).flatMap(({ path, digest, bytes, at }): RunFile[] => {
    if (!isOfInterest(path, context, adjustment) || adjustment(path) === 'left out') return []
    const use = { path, witnesses: ['strace' as const] }
    const file = fileOf(use, { digest, bytes, isThere: false }, at, sorting)
    if (isDeclared(use, sorting)) return [{ ...file, role: 'model', isDeclared: true }]
    const role = roleOfWrite(path, python, model !== undefined)
    return [role === 'metrics' ? file : { ...file, role }]
  })
}

const isDeclared = ({ path }: Pick<FileUse, 'path'>, { model }: Sorting): boolean =>
  model !== undefined && isWithin(path, model)

function fileOf(
  { path, witnesses }: Pick<FileUse, 'path' | 'witnesses'>,
  content: Content,
  at: number,
  { root }: Sorting,
): RunFile {
  const file = {
    path,
    name: nameBelow(root, path),
    role: 'data' as const,
    digest: content.digest,
    bytes: content.digest === undefined ? undefined : content.bytes,
    at,
    witnesses: witnesses.length === 1 ? witnesses : witnesses.toSorted(),
  }
  return content.digest === undefined ? { ...file, problem: content.problem } : file
}
