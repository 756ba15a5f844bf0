import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/**
 * Disks of their own, so small that they can be filled, or made read-only, which stops root as well. Only root may mount
 * them: elsewhere `canMount` is false, and it is said once what is left out.
 */
export function smallDisks(folderOf: () => string) {
  const mounted: string[] = []
  afterAll(() => {
    for (const disk of mounted) spawnSync('umount', ['-l', disk])
  })
  const smallDisk = (kilobytes: number): string => {
    const disk = join(folderOf(), 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'ignore' })
    mounted.push(disk)
    return disk
  }
  const remount = (disk: string, option: string) => execFileSync('mount', ['-o', `remount,${option}`, disk])
  return { smallDisk, remount, canMount: isMountable(smallDisk) }
}

function isMountable(smallDisk: (kilobytes: number) => string): boolean {
  try {
    smallDisk(64)
    return true
  } catch {
    console.warn('full and read-only disks are left out: only root can mount them')
    return false
  }
}

export function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filling'), Buffer.alloc(bavail * bsize))
}
