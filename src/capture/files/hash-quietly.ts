import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { ArtifactId } from '../../domain/id.ts'
import { openable } from './path-text.ts'

const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | constants.O_NOFOLLOW

/**
 * The SHA-256 of a file without leaving a trace of the read (its time of access says whether anybody else has read it), in
 * slices of a millisecond, between which other work goes on. Undefined where it cannot be read so: for that one has to own it.
 */
export async function hashQuietly(path: string): Promise<ArtifactId | undefined> {
  let descriptor: number | undefined
  try {
    descriptor = openSync(openable(path), flags | constants.O_NOATIME)
    const content = createHash('sha256')
    for (;;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, null)
      content.update(buffer.subarray(0, length))
      if (length < buffer.length) break
      await turn()
    }
    return `sha256:${content.digest('hex')}`
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
