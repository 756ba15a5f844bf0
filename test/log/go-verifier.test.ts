import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rootAt } from '../../src/log/merkle.ts'
import { consistencyProof, inclusionProof, verifyConsistency } from '../../src/log/merkle-proof.ts'
import { generateKey } from '../../src/log/note-key.ts'
import { formatProof, verifyProof } from '../../src/log/proof.ts'
import { entriesPath, tilePath } from '../../src/log/tile-path.ts'
import { tileHashReader } from '../../src/log/tiles.ts'
import { verifyLog } from '../../src/log/verify.ts'
import { hasGo, verifyWithGo } from './go-verifier.ts'
import { folderReader, type WrittenLog, writeLog } from './log-folder.ts'

const sizes = [1, 2, 255, 256, 257, 70_000]
const key = generateKey('pedigree.local/churn-0123', Buffer.alloc(32, 1))
const keys = [key.verifier]
const entries = Array.from({ length: 70_000 }, (_, index) => Buffer.from(`{"entry":${index}}`))
const temporary = mkdtempSync(join(tmpdir(), 'pedigree-log-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const folderOf = (name: string) => join(temporary, name)
const checkpointFile = (log: WrittenLog, size: number) => join(log.folder, `checkpoint-${size}`)
const withGo = hasGo()
if (!withGo) console.warn('skipped: the program go is not on the path, so no foreign verifier reads our logs')

describe.skipIf(!withGo)('a verifier that is not ours', () => {
  const grown = writeLog(folderOf('grown'), entries, sizes, key)
  const small = writeLog(folderOf('small'), entries, [600], key)

  test.each(sizes)('accepts a log of %i entries, as ours does', async (size) => {
    const log = writeLog(folderOf(`alone-${size}`), entries, [size], key)
    const root = rootAt(size, tileHashReader(log.rowAt))

    const theirs = await verifyWithGo(log.folder, log.keyFile)
    const ours = await verifyLog(folderReader(log.folder), keys)

    expect(theirs).toEqual({
      intact: true,
      output: `intact: ${size} entries, root ${root.toString('base64')}\n`,
    })
    expect(ours).toEqual({ intact: true, logName: key.verifier.name, size, root })
  })

  test('accepts a log without entries, as ours does', async () => {
    const log = writeLog(folderOf('empty'), [], [0], key)

    expect(await verifyWithGo(log.folder, log.keyFile)).toMatchObject({ intact: true })
    expect(await verifyLog(folderReader(log.folder), keys)).toMatchObject({ intact: true, size: 0 })
  })

  test('finds all checkpoints of a growing log consistent with each other, as ours does', async () => {
    const files = sizes.map((size) => checkpointFile(grown, size))

    const theirs = await verifyWithGo(grown.folder, grown.keyFile, files)
    const ours = await verifyLog(folderReader(grown.folder), keys, [...grown.notes.values()])

    expect(theirs).toMatchObject({ intact: true })
    expect(ours).toMatchObject({ intact: true, size: 70_000 })
  })

  test('accepts our receipts', async () => {
    const checkpointNote = grown.notes.get(70_000) ?? ''
    const places = [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999]
    const files = places.map((index) => {
      const hashes = inclusionProof(index, 70_000, tileHashReader(grown.rowAt))
      const file = folderOf(`${index}.tlog-proof`)
      const extra = index === 1 ? { extra: Buffer.from('said beside') } : {}
      writeFileSync(file, formatProof({ index, hashes, checkpointNote, ...extra }))
      return file
    })
    const swapped = folderOf('swapped.tlog-proof')
    writeFileSync(swapped, readFileSync(files[0] as string, 'utf8').replace('index 0', 'index 1'))

    expect(await verifyWithGo(grown.folder, grown.keyFile, files)).toMatchObject({ intact: true })
    expect(await verifyWithGo(grown.folder, grown.keyFile, [swapped])).toMatchObject({ intact: false })
    for (const [place, file] of files.entries()) {
      const entry = entries[places[place] ?? 0] as Buffer
      expect(verifyProof(readFileSync(file, 'utf8'), entry, keys)).toMatchObject({ included: true })
    }
  })

  test('accepts our consistency proofs between all pairs, as a witness is sent them', async () => {
    const files: string[] = []
    for (const [oldSize] of grown.notes) {
      for (const [size, note] of grown.notes) {
        if (oldSize >= size) continue
        const proof = consistencyProof(oldSize, size, tileHashReader(grown.rowAt))
        const lines = [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64'))]
        const file = folderOf(`${oldSize}-${size}.add-checkpoint`)
        writeFileSync(file, `${lines.join('\n')}\n\n${note}`)
        files.push(file)
      }
    }
    const checkpoints = sizes.map((size) => checkpointFile(grown, size))

    const theirs = await verifyWithGo(grown.folder, grown.keyFile, [...checkpoints, ...files])

    expect(files).toHaveLength(15)
    expect(theirs).toMatchObject({ intact: true })
  })

  test('56: refuses a proof of which any hash was changed, the middle ones too, as ours does', async () => {
    const [oldSize, size, index] = [257, 70_000, 65_535]
    const checkpointNote = grown.notes.get(size) ?? ''
    const read = tileHashReader(grown.rowAt)
    const changed = (proof: readonly Uint8Array[], at: number) =>
      proof.map((hash, each) => (each === at ? Buffer.from(hash).fill((hash[7] ?? 0) ^ 1, 7, 8) : Buffer.from(hash)))
    const [included, consistent] = [inclusionProof(index, size, read), consistencyProof(oldSize, size, read)]
    const file = folderOf('changed.tlog-proof')
    const joined = folderOf('changed.add-checkpoint')

    for (const at of included.keys()) {
      const proof = formatProof({ index, hashes: changed(included, at), checkpointNote })
      writeFileSync(file, proof)
      expect(await verifyWithGo(grown.folder, grown.keyFile, [file])).toMatchObject({ intact: false })
      expect(verifyProof(proof, entries[index] as Buffer, keys)).toMatchObject({ included: false })
    }
    for (const at of consistent.keys()) {
      const lines = [`old ${oldSize}`, ...changed(consistent, at).map((hash) => hash.toString('base64'))]
      writeFileSync(joined, `${lines.join('\n')}\n\n${checkpointNote}`)
      const files = [checkpointFile(grown, oldSize), joined]
      expect(await verifyWithGo(grown.folder, grown.keyFile, files)).toMatchObject({ intact: false })
      const [before, now] = [oldSize, size].map((each) => ({ size: each, root: rootAt(each, read) }))
      expect(verifyConsistency(before as never, now as never, changed(consistent, at))).toBe(false)
    }
  })

  test.each([
    [entriesPath(0, 256), 5],
    [entriesPath(1, 256), 0],
    [entriesPath(1, 256), 1700],
    [entriesPath(2, 88), 3],
    [tilePath(0, 0, 256), 0],
    [tilePath(0, 1, 256), 8191],
    [tilePath(0, 2, 88), 100],
    [tilePath(1, 0, 2), 33],
    ['checkpoint', 3],
    ['checkpoint', 28],
    ['checkpoint', 40],
    ['checkpoint', 150],
  ])('refuses a flipped byte in %s at %i, as ours does', async (path, at) => {
    const folder = folderOf('flipped')
    rmSync(folder, { recursive: true, force: true })
    cpSync(small.folder, folder, { recursive: true })
    const bytes = readFileSync(join(folder, path))
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(join(folder, path), bytes)

    expect(await verifyWithGo(folder, small.keyFile)).toMatchObject({ intact: false })
    expect(await verifyLog(folderReader(folder), keys)).toMatchObject({ intact: false })
  })

  test('accepts a history rewritten and signed anew by itself, and refuses it against an older checkpoint', async () => {
    const forged = writeLog(folderOf('forged'), entries.with(100, Buffer.from('forged')), [255, 600], key)
    const older = checkpointFile(grown, 257)
    const honest = checkpointFile(small, 600)

    expect(await verifyWithGo(forged.folder, forged.keyFile)).toMatchObject({ intact: true })
    expect(await verifyLog(folderReader(forged.folder), keys)).toMatchObject({ intact: true })

    expect(await verifyWithGo(small.folder, small.keyFile, [older, honest])).toMatchObject({ intact: true })
    for (const file of [older, honest]) {
      const theirs = await verifyWithGo(forged.folder, forged.keyFile, [file])
      const ours = await verifyLog(folderReader(forged.folder), keys, [readFileSync(file)])

      expect(theirs).toMatchObject({ intact: false })
      expect(ours).toMatchObject({ intact: false, reason: expect.stringContaining('rewritten') })
    }
  })
})
