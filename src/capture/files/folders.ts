import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { digestOfLines, folderLines } from '../../domain/digest.ts'
import { isWithin } from './file-role.ts'
import { openable } from './path-text.ts'
import type { RunFile } from './run-file.ts'

/** Files of one folder that stand in answers as one thing. It has the role of its files. */
export type RunFolder = Pick<
  RunFile,
  'path' | 'name' | 'role' | 'digest' | 'bytes' | 'at' | 'witnesses' | 'isDeclared'
> & {
  readonly files: readonly RunFile[]
  /** How many files lie in it after the run, where these are a part of them. */
  readonly of?: number
  /** What its digest is of. */
  readonly lines: string
}

/** What a run read, or wrote, as it is recorded. */
export type Contents = { readonly alone: readonly RunFile[]; readonly folders: readonly RunFolder[] }

export const noContents: Contents = { alone: [], folders: [] }

/** From how many files of one folder on they are recorded as the folder, which lists them. */
const filesMin = 101

/**
 * Parts files into those that stand alone and folders: where there are too many to name, and where the user named a folder
 * as one thing (the model, a data set). Only files whose content is known can make a folder's.
 * @param named absolute, without symbolic links.
 */
export function groupFolders(files: readonly RunFile[], named: readonly string[]): Contents {
  const byFolder = Map.groupBy(files, (file) => folderOf(file, named))
  const alone: RunFile[] = []
  const folders: RunFolder[] = []
  for (const [path, members] of byFolder) {
    if (path === undefined || (!named.includes(path) && members.length < filesMin)) alone.push(...members)
    else folders.push({ ...asFolder(path, members), ...(named.includes(path) ? {} : partOf(path, members.length)) })
  }
  return { alone, folders }
}

/** In one list. */
export const allOf = ({ folders, alone }: Contents): (RunFile | RunFolder)[] => [...folders, ...alone]

function folderOf({ path, role, digest, bytes }: RunFile, named: readonly string[]): string | undefined {
  if (digest === undefined || bytes === undefined) return undefined
  const whole = named.find((folder) => path !== folder && isWithin(path, folder))
  return whole ?? (role === 'data' ? dirname(path) : undefined)
}

/** Reading the names takes a fraction of what hashing the files took. */
function partOf(path: string, count: number): Pick<RunFolder, 'of'> {
  try {
    // Their kinds cost more than their names, and only matter where there is more than the run touched.
    if (readdirSync(openable(path)).length <= count) return {}
    const of = readdirSync(openable(path), { withFileTypes: true }).filter((entry) => entry.isFile()).length
    return of > count ? { of } : {}
  } catch {
    return {}
  }
}

function asFolder(path: string, files: readonly RunFile[]): RunFolder {
  const [first] = files
  const lines = folderLines(
    files.map((file) => ({
      path: file.path.slice(path.length + 1),
      sha256: (file.digest ?? '').slice('sha256:'.length),
      bytes: file.bytes ?? 0,
    })),
  )
  return {
    path,
    name: first === undefined ? path : nameOf(path, first),
    role: first !== undefined && files.every(({ role }) => role === first.role) ? first.role : 'data',
    digest: digestOfLines(lines),
    bytes: files.reduce((sum, file) => sum + (file.bytes ?? 0), 0),
    // It is complete when its last file is, for who reads it and for who wrote it.
    at: files.reduce((latest, file) => Math.max(latest, file.at), 0),
    witnesses: [...new Set(files.flatMap(({ witnesses }) => witnesses))].sort(),
    ...(first?.isDeclared === true && { isDeclared: true as const }),
    files,
    lines,
  }
}

/** The folder as people name it, from a file in it: `data/parts/`, `./` for the project itself. */
function nameOf(folder: string, { path, name }: RunFile): string {
  const below = path.slice(folder.length + 1)
  return name === below ? './' : name.slice(0, -below.length)
}
