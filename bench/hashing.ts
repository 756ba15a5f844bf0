import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestCache } from '../src/capture/files/digest-cache.ts'
import { hashFile } from '../src/capture/files/hash-file.ts'
import { hashFiles } from '../src/capture/files/hash-files.ts'
import { takeSnapshot } from '../src/capture/files/snapshot.ts'
import { type Measure, printMeasures } from './measure.ts'
import { median, msOf, pairedMs } from './pairs.ts'

const bigBytes = 512 * 1024 * 1024
const smallFiles = 50_000
const smallBytes = 17 * 1024

/**
 * T13: a big file, as a rate. T14: 50,000 small ones, as a time. Both beside `openssl dgst`, files in the cache. T15: an
 * unchanged file of 2 GiB again, beside the first time. And a look at 20,000 files, as before a run that nobody can watch.
 */
export async function hashingBench(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pedigree-hashing-'))
  try {
    return [await bigFile(folder), await manyFiles(folder), unchangedFile(folder), look(folder)]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function bigFile(folder: string): Promise<Measure> {
  const path = join(folder, 'big')
  writeFileSync(path, Buffer.alloc(bigBytes, 'distinct enough'))
  const theirDigest = openssl('dgst', '-sha256', '-r', path).split(' ')[0]
  const own = hashFile(path)
  if (own.kind !== 'hashed' || own.digest !== `sha256:${theirDigest}`) throw new Error('the two digests differ')
  const { ours, theirs } = await pairedMs(
    5,
    () => hashFile(path),
    () => openssl('dgst', '-sha256', path),
  )
  const rate = (ms: readonly number[]) => `${(bigBytes / 1e6 / median(ms)).toFixed(2)} GB/s`
  const ratio = median(theirs.map((ms, index) => ms / (ours[index] ?? 1)))
  return {
    name: 'T13 a 512 MiB file, rate',
    ours: rate(ours),
    theirs: rate(theirs),
    ratio,
    target: '≥ 0.95',
    holds: ratio >= 0.95,
  }
}

async function manyFiles(folder: string): Promise<Measure> {
  const paths = Array.from({ length: smallFiles }, (_, index) => join(folder, String(index % 100), String(index)))
  for (let index = 0; index < 100; index++) mkdirSync(join(folder, String(index)))
  for (const [index, path] of paths.entries()) writeFileSync(path, Buffer.alloc(smallBytes, String(index)))
  const list = `${paths.join('\n')}\n`
  const xargs = () =>
    spawnSync('xargs', ['openssl', 'dgst', '-sha256'], { input: list, stdio: ['pipe', 'ignore', 'inherit'] })
  const { ours, theirs } = await pairedMs(3, () => hashFiles(paths), xargs)
  const ratio = median(ours.map((ms, index) => ms / (theirs[index] ?? 1)))
  const seconds = (ms: readonly number[]) => `${(median(ms) / 1000).toFixed(2)} s`
  return {
    name: 'T14 50,000 files of 17 KiB ÷ xargs openssl dgst',
    ours: seconds(ours),
    theirs: seconds(theirs),
    ratio,
    target: '≤ 0.7',
    holds: ratio <= 0.7,
  }
}

function unchangedFile(folder: string): Measure {
  const path = join(folder, 'unchanged')
  writeFileSync(path, '')
  truncateSync(path, 2 * 1024 ** 3)
  // A file that is this new would not be remembered.
  const cache = () => digestCache(join(folder, 'digests'), () => Date.now() + 3_000)
  const first = msOf(() => hashFile(path, cache()))
  const again = median(Array.from({ length: 5 }, () => msOf(() => hashFile(path, cache()))))
  return {
    name: 'T15 an unchanged file of 2 GiB, again ÷ the first time',
    ours: `${again.toFixed(2)} ms`,
    theirs: `${first.toFixed(0)} ms`,
    ratio: again / first,
    target: '≤ 0.01',
    holds: again / first <= 0.01,
  }
}

function look(folder: string): Measure {
  const snapshots = Array.from({ length: 5 }, () => msOf(() => takeSnapshot(folder, 20_000)))
  const ms = median(snapshots)
  return {
    name: 'a look at 20,000 files, against one at none',
    ours: `${ms.toFixed(0)} ms`,
    theirs: '0 ms',
    ratio: ms / 200,
    difference: `${ms.toFixed(0)} ms`,
    target: '≤ 200 ms',
    holds: ms <= 200,
  }
}

function openssl(...words: string[]): string {
  const { status, stdout } = spawnSync('openssl', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error('openssl is needed to compare with')
  return stdout
}

if (import.meta.main) printMeasures(await hashingBench())
