import { realpathSync } from 'node:fs'
import { posix } from 'node:path'
import { pathBytes, pathText } from './path-text.ts'

/**
 * The absolute path without symbolic links, as far as it exists; what does not, is only normalised. Nothing is
 * remembered, since a run can turn a link while its trace is read: some 10 microseconds a call.
 */
export function realPath(path: string): string {
  try {
    return pathText(realpathSync.native(pathBytes(path), 'buffer'))
  } catch {
    const parent = posix.dirname(path)
    return parent === path ? path : posix.join(realPath(parent), posix.basename(path))
  }
}
