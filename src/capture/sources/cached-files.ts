import type { ArtifactId } from '../../domain/id.ts'
import { isModelFile } from '../files/file-role.ts'
import type { RunFile, RunFiles } from '../files/run-file.ts'
import { isNamedConfiguration } from '../parameters/configuration-signs.ts'
import { type CachedFile, cachedFile } from './hub-cache.ts'

/** A file that a run read from, or put into, the cache of a hub. */
export type CachedUse = CachedFile & {
  readonly edge: 'used' | 'generated'
  readonly artifact: ArtifactId
  /** As people name the file on this machine. */
  readonly path: string
}

/** The files of a run that lie in the caches of hubs, with where they came from. */
export function cachedUses({ reads, writes }: RunFiles): CachedUse[] {
  return [...reads.flatMap((file) => useOf('used', file)), ...writes.flatMap((file) => useOf('generated', file))]
}

function useOf(edge: CachedUse['edge'], { path, name, digest }: RunFile): CachedUse[] {
  const cached = digest === undefined ? undefined : cachedFile(path)
  return cached === undefined || digest === undefined ? [] : [{ ...cached, edge, artifact: digest, path: name }]
}

/** A hub keeps content under its digest: only the name that it has in the repository tells what it is. */
export function withRolesOfCaches(files: RunFiles): RunFiles {
  return { ...files, reads: files.reads.map(withRole), writes: files.writes.map(withRole) }
}

function withRole(file: RunFile): RunFile {
  const name = file.role === 'data' ? cachedFile(file.path)?.file : undefined
  if (name === undefined) return file
  if (isModelFile(name)) return { ...file, role: 'model' }
  // A repository's configuration tells of its model: none of its values is a parameter of this run.
  return isNamedConfiguration(name) ? { ...file, role: 'configuration' } : file
}
