import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { treeDigest } from '../domain/digest.ts'
import type { ArtifactId, RunId } from '../domain/id.ts'
import { placeOf } from '../domain/place.ts'
import type { Statement } from '../domain/statement.ts'
import { instantOf } from '../domain/time.ts'
import { artifactStatements } from './artifact-statements.ts'
import type { RunFile } from './run-files.ts'

/** Files of one folder that stand in answers as one thing, since there are too many to name. */
export type RunFolder = {
  readonly path: string
  readonly name: string
  readonly digest: ArtifactId
  readonly files: readonly RunFile[]
}

/** From how many files of one folder on they are recorded as the folder, with its files as members. */
const filesMin = 101

/** Parts files into those that stand alone and folders. Only files with digests can make a folder's. */
export function groupFolders(files: readonly RunFile[]): { alone: RunFile[]; folders: RunFolder[] } {
  const byFolder = Map.groupBy(files, ({ path, role, digest }) =>
    role === 'data' && digest !== undefined ? dirname(path) : '',
  )
  const alone: RunFile[] = []
  const folders: RunFolder[] = []
  for (const [path, members] of byFolder) {
    if (path === '' || members.length < filesMin) alone.push(...members)
    else folders.push(folderOf(path, members))
  }
  return { alone, folders }
}

function folderOf(path: string, files: readonly RunFile[]): RunFolder {
  const digest = treeDigest(
    files.map((file) => ({
      path: file.path.slice(path.length + 1),
      sha256: (file.digest ?? '').slice('sha256:'.length),
      bytes: file.bytes ?? 0,
    })),
  )
  return { path, name: dirname(files[0]?.name ?? path), digest, files }
}

/** The folder as one artifact, with each file as a member: so a file written here and read alone elsewhere still joins. */
export function folderStatements(
  edge: 'used' | 'generated',
  { path, name, digest, files }: RunFolder,
  run: RunId,
): Statement[] {
  // A folder is complete when its last file is, for who reads it and for who wrote it.
  const at = files.reduce((latest, file) => Math.max(latest, file.at), 0)
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  return [
    { type: 'node', node: 'artifact', id: digest, name: `${name}/`, bytes, origin: 'observed' },
    { type: 'node', node: 'artifact', id: digest, kind: 'dataset', origin: 'inferred' },
    {
      type: 'edge',
      edge,
      source: run,
      target: digest,
      role: 'data',
      selector: { path: `${name}/`, files: files.length },
      place: placeOf(hostname(), path),
      at: instantOf(at),
      origin: 'observed',
      witnesses: [...new Set(files.flatMap(({ witnesses }) => witnesses))].sort(),
    },
    ...files.flatMap((file): Statement[] => [
      ...artifactStatements(file, file.digest ?? digest).slice(0, 1),
      {
        type: 'edge',
        edge: 'part-of',
        source: file.digest ?? digest,
        target: digest,
        role: 'member',
        selector: { path: file.path.slice(path.length + 1) },
        origin: 'observed',
      },
    ]),
  ]
}
