import { posix } from 'node:path'
import type { FileEvent } from '../files/file-event.ts'
import { type Call, parseDescriptor, parseString } from './strace-line.ts'

/** What a call's arguments have to be read against. */
export type Place = {
  readonly pid: number
  /** The absolute current folder of the calling process. */
  readonly folder: string
  /** Open descriptors of files without a name (O_TMPFILE), by number, with their folder: a later link names them. */
  readonly unnamed: Map<string, string>
  /** The process is a Python that has loaded our plug-in. */
  readonly hasPlugIn: boolean
  /** The path without symbolic links, as far as it exists. */
  readonly real: (path: string) => string
  /** The path of the event before, which has none: what stands beside it needs no asking. */
  readonly near: string
}

type Change = Pick<FileEvent, 'operation' | 'path'> & Partial<FileEvent>

/** What a call that succeeded did to files; nothing when it only opened a folder, a pipe or a place in memory. */
export function fileEvents(call: Call, place: Place): FileEvent[] {
  const change = changeOf(call, place)
  if (change === undefined) return []
  return [{ ...change, at: call.at, pid: place.pid, witness: 'strace' }]
}

function changeOf(call: Call, place: Place): Change | undefined {
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = call.arguments
  const current = 'AT_FDCWD'
  switch (call.name) {
    case 'open':
      return opened(current, first, second, call.result, place)
    case 'creat':
      return opened(current, first, 'O_WRONLY|O_CREAT|O_TRUNC', call.result, place)
    case 'openat':
      return opened(first, second, third, call.result, place)
    case 'openat2':
      return opened(first, second, /flags=([\w|]+)/.exec(third)?.[1] ?? '', call.result, place)
    case 'truncate':
      return truncated(first, second, place)
    case 'ftruncate':
      return emptied(first, second)
    case 'rename':
      return moved('rename', nameAt(current, first, place), nameAt(current, second, place))
    case 'renameat':
    case 'renameat2': {
      const change = moved('rename', nameAt(first, second, place), nameAt(third, fourth, place))
      return change && fifth.includes('RENAME_EXCHANGE') ? { ...change, exchanges: true } : change
    }
    case 'link':
      return moved('link', nameAt(current, first, place), nameAt(current, second, place))
    case 'linkat':
      return linked(call, place)
    case 'symlink':
      return symlinked(first, nameAt(current, second, place))
    case 'symlinkat':
      return symlinked(first, nameAt(second, third, place))
    case 'unlink':
      return deleted(nameAt(current, first, place))
    case 'unlinkat':
      return third.includes('AT_REMOVEDIR') ? undefined : deleted(nameAt(first, second, place))
    default:
      return undefined
  }
}

function opened(folder: string, name: string, flagText: string, result: string, place: Place): Change | undefined {
  const flags = new Set(flagText.split('|'))
  const file = parseDescriptor(result)
  if (flags.has('O_TMPFILE')) {
    place.unnamed.set(file.number, file.path ?? place.folder)
    return undefined
  }
  place.unnamed.delete(file.number)
  if (flags.has('O_PATH') || flags.has('O_DIRECTORY') || file.deleted || isPlugInRead(flags, place)) return undefined
  const path = file.path ?? followed(folder, name, place)
  if (path === undefined || !path.startsWith('/') || path.startsWith('/memfd:')) return undefined
  const makes = flags.has('O_CREAT')
  const exclusive = makes && flags.has('O_EXCL')
  const truncates = flags.has('O_TRUNC') || exclusive
  return {
    operation: operationOf(flags, truncates),
    path,
    ...(truncates && { truncates }),
    ...(exclusive ? { existed: false } : !makes && { existed: true }),
  }
}

// The Python plug-in hashes what a file holds before the program overwrites it, in the program's own process, and opens it
// with exactly these flags (`OUR_READ` in python/hooks/files.py). GNU tar reads its members with the same ones, hence the
// question whether the process is Python at all.
const plugInFlags = ['O_RDONLY', 'O_NOCTTY', 'O_NONBLOCK', 'O_NOFOLLOW', 'O_CLOEXEC']

function isPlugInRead(flags: ReadonlySet<string>, { hasPlugIn }: Place): boolean {
  return hasPlugIn && flags.size === plugInFlags.length && plugInFlags.every((flag) => flags.has(flag))
}

// Linux truncates for O_RDONLY|O_TRUNC, too.
function operationOf(flags: ReadonlySet<string>, truncates: boolean): 'read' | 'write' | 'update' {
  if (flags.has('O_RDWR')) return 'update'
  return flags.has('O_WRONLY') || truncates ? 'write' : 'read'
}

// To any other length than nothing, some of what the file held remains.
function truncated(name: string, length: string, place: Place): Change | undefined {
  const path = followed('AT_FDCWD', name, place)
  if (path === undefined) return undefined
  return { operation: 'write', path, ...(length === '0' && { truncates: true }), existed: true }
}

// What it opened is on record already: only that nothing of it is kept after all is news (`sort -o` empties its output so).
function emptied(descriptor: string, length: string): Change | undefined {
  const { path, deleted: isGone } = parseDescriptor(descriptor)
  if (length !== '0' || isGone || path === undefined || !path.startsWith('/') || path.startsWith('/memfd:'))
    return undefined
  return { operation: 'write', path, truncates: true, existed: true }
}

function moved(operation: 'rename' | 'link', path: string | undefined, to: string | undefined): Change | undefined {
  return path === undefined || to === undefined || path === to ? undefined : { operation, path, to }
}

// A file made without a name (O_TMPFILE) gets one here, through its descriptor or through /proc.
function linked(call: Call, place: Place): Change | undefined {
  const [folder = '', name = '', toFolder = '', toName = ''] = call.arguments
  const to = nameAt(toFolder, toName, place)
  const text = parseString(name)
  const descriptor = text === '' ? parseDescriptor(folder) : undefined
  const number = descriptor?.number ?? /^\/(?:proc\/(?:self|thread-self|\d+)|dev)\/fd\/(\d+)$/.exec(text ?? '')?.[1]
  if (number !== undefined && to !== undefined && (place.unnamed.has(number) || descriptor?.deleted)) {
    return { operation: 'write', path: to, truncates: true, existed: false }
  }
  return moved('link', descriptor?.path ?? nameAt(folder, name, place), to)
}

function symlinked(target: string, path: string | undefined): Change | undefined {
  const to = parseString(target)
  return path === undefined || to === undefined ? undefined : { operation: 'symlink', path, to }
}

function deleted(path: string | undefined): Change | undefined {
  return path === undefined ? undefined : { operation: 'delete', path }
}

/** The absolute path of a name that is itself not followed; only its folder can lead through symbolic links. */
export function nameAt(folder: string, name: string, place: Place): string | undefined {
  const raw = joined(folder, name, place)
  if (raw === undefined) return undefined
  const parent = posix.dirname(raw)
  const beside = place.near.lastIndexOf('/') === parent.length && place.near.startsWith(parent)
  const known = beside || parent === base(folder, place)
  return posix.join(known ? parent : place.real(parent), posix.basename(raw))
}

/** The absolute path of what a name leads to. */
export function followed(folder: string, name: string, place: Place): string | undefined {
  const raw = joined(folder, name, place)
  return raw === undefined ? undefined : place.real(raw)
}

/** The absolute path of a name, not normalised: `link/..` is the parent of what the link points at, which only `real` can tell. */
export function joined(folder: string, name: string, place: Place): string | undefined {
  const text = parseString(name)
  if (text === undefined || text.startsWith('/')) return text
  if (text === '') return parseDescriptor(folder).path
  return `${base(folder, place)}/${text}`
}

function base(folder: string, place: Place): string {
  return parseDescriptor(folder).path ?? place.folder
}
