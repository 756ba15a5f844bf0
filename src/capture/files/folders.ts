import { dirname } from 'node:path'
import { treeDigest } from '../../domain/digest.ts'
import type { RunFile } from './run-files.ts'

/** Files of one folder that stand in answers as one thing. It has the role of its files. */
export type RunFolder = Pick<
  RunFile,
  'path' | 'name' | 'role' | 'digest' | 'bytes' | 'at' | 'witnesses' | 'isDeclared'
> & {
  readonly files: readonly RunFile[]
}

/** From how many files of one folder on they are recorded as the folder, with its files as members. */
const filesMin = 101

/**
 * Parts files into those that stand alone and folders: where there are too many to name, and where the user called a
 * folder the model. Only files whose content is known can make a folder's.
 * @param model absolute.
 */
export function groupFolders(
  files: readonly RunFile[],
  model: string | undefined,
): { alone: RunFile[]; folders: RunFolder[] } {
  const byFolder = Map.groupBy(files, (file) => folderOf(file, model))
  const alone: RunFile[] = []
  const folders: RunFolder[] = []
  for (const [path, members] of byFolder) {
    if (path === undefined || (path !== model && members.length < filesMin)) alone.push(...members)
    else folders.push(asFolder(path, members))
  }
  return { alone, folders }
}

function folderOf({ path, role, digest, bytes, isDeclared }: RunFile, model: string | undefined): string | undefined {
  if (digest === undefined || bytes === undefined) return undefined
  if (isDeclared === true && model !== path) return model
  return role === 'data' ? dirname(path) : undefined
}

function asFolder(path: string, files: readonly RunFile[]): RunFolder {
  const [first] = files
  const digest = treeDigest(
    files.map((file) => ({
      path: file.path.slice(path.length + 1),
      sha256: (file.digest ?? '').slice('sha256:'.length),
      bytes: file.bytes ?? 0,
    })),
  )
  return {
    path,
    name: first === undefined ? path : nameOf(path, first),
    role: first?.role ?? 'data',
    digest,
    bytes: files.reduce((sum, file) => sum + (file.bytes ?? 0), 0),
    // It is complete when its last file is, for who reads it and for who wrote it.
    at: files.reduce((latest, file) => Math.max(latest, file.at), 0),
    witnesses: [...new Set(files.flatMap(({ witnesses }) => witnesses))].sort(),
    ...(first?.isDeclared === true && { isDeclared: true as const }),
    files,
  }
}

/** The folder as people name it, from a file in it: `data/parts/`, `./` for the project itself. */
function nameOf(folder: string, { path, name }: RunFile): string {
  const below = path.slice(folder.length + 1)
  return name === below ? './' : name.slice(0, -below.length)
}
