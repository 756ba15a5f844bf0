import { existsSync, statfsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Where a path lies, or would lie. `network` names the kind of file system where several machines share it. */
export type FileSystem = { readonly network: string | undefined; readonly freeBytes: number }

// `f_type` in Linux' statfs(2) and include/uapi/linux/magic.h. Their locks and shared memory do not reach other machines.
const networkTypes: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB',
  16914839: '9P',
  12805120: 'Ceph',
  198183888: 'Lustre',
  1196443219: 'GPFS',
  428016422: 'BeeGFS',
  1397113167: 'AFS',
  1937076805: 'Coda',
  22092: 'NCP',
}

const fuseType = 1702057286

/**
 * Whether a file's times are those of this machine's kernel, and change when it is written to: a server has a clock of its
 * own and hears of a write when it comes, which can be after the file was closed. So may a program behind FUSE.
 */
export function hasOwnTimes(path: string): boolean {
  const type = statfsSync(path).type >>> 0
  return type !== fuseType && networkTypes[type] === undefined
}

/** The path, or the nearest folder above it that is there. */
export function nearestThere(path: string): string {
  let there = resolve(path)
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  return there
}

/** Of the path, or of its nearest folder that is there. A FUSE mount is taken for local: most are, and none says. */
export async function fileSystemOf(path: string): Promise<FileSystem> {
  const { type, bavail, bsize } = await statfs(nearestThere(path))
  // Some architectures give the type as a negative number of 32 bits.
  return { network: networkTypes[type >>> 0], freeBytes: bavail * bsize }
}
