import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCheckpoint } from './checkpoint.ts'
import { encodeEntries } from './entry-bundle.ts'
import { emptyTree, layerReader, leafHash, rootAt, rootOf, subtreeLayers } from './merkle.ts'
import { signNote } from './note.ts'
import { generateKey } from './note-key.ts'
import { entriesPath, parseTilePath, tilePath } from './tile-path.ts'
import { appendToTiles } from './tiles.ts'
import { type LogReader, verifyLog } from './verify.ts'

const logName = 'pedigree.local/churn'
const key = generateKey(logName, Buffer.alloc(32, 1))
const keys = [key.verifier]
const entries = Array.from({ length: 700 }, (_, index) => Buffer.from(`entry ${index}`))

/** The files of a log by their paths, as C2SP tlog-tiles lays them out, and its checkpoint. */
function made(logged: readonly Buffer[]) {
  const hashes = logged.map(leafHash)
  const files = new Map<string, Buffer>()
  for (const { level, index, hashes: row } of appendToTiles(0, hashes, [])) {
    const width = row.length / 32
    files.set(tilePath(level, index, width), row)
    if (level === 0) files.set(entriesPath(index, width), encodeEntries(logged.slice(index * 256, index * 256 + width)))
  }
  const root = rootAt(hashes.length, layerReader(subtreeLayers(Buffer.concat(hashes))))
  return { files, root, note: signNote(formatCheckpoint({ logName, size: hashes.length, root }), key) }
}

function readerOf(files: ReadonlyMap<string, Buffer>, checkpointNote: string): LogReader {
  return {
    checkpointNote,
    tile: (level, index, width) => files.get(tilePath(level, index, width)),
    entries: async (index, width) => files.get(entriesPath(index, width)),
  }
}

const { files, note, root } = made(entries)

test.each([0, 1, 2, 255, 256, 257, 512, 700])('a log of %i entries is intact', async (size) => {
  const log = made(entries.slice(0, size))

  const verdict = await verifyLog(readerOf(log.files, log.note), keys)

  expect(verdict).toEqual({ intact: true, logName, size, root: log.root })
})

test('whichever byte is changed in whichever file, it is found and the entry named', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files.keys()),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (path, at, change) => {
        const changed = Buffer.from(files.get(path) ?? [])
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ change

        const verdict = await verifyLog(readerOf(new Map([...files, [path, changed]]), note), keys)

        const { level, index } = parseTilePath(path) ?? { level: 0, index: 0 }
        const wide = level === 'entries' ? 256 : 256 ** (level + 1)
        expect(verdict).toMatchObject({ intact: false, entry: expect.any(Number) })
        if (verdict.intact || verdict.entry === undefined) throw new Error('the check before says otherwise')
        expect(Math.floor(verdict.entry / wide)).toBe(index)
      },
    ),
    { numRuns: 200 },
  )
})

test('a changed entry is named', async () => {
  const bundle = Buffer.from(files.get(entriesPath(1, 256)) ?? [])
  bundle.write('X', bundle.indexOf('entry 300'))

  const verdict = await verifyLog(readerOf(new Map([...files, [entriesPath(1, 256), bundle]]), note), keys)

  expect(verdict).toEqual({ intact: false, reason: 'entry 300 does not match its hash in tile/0/001', entry: 300 })
})

test('an entry and its tile changed together are found by the tile above', async () => {
  const forged = made(entries.with(300, Buffer.from('forged')))
  const half = [entriesPath(1, 256), tilePath(0, 1, 256)].map(
    (path) => [path, forged.files.get(path) as Buffer] as const,
  )

  const verdict = await verifyLog(readerOf(new Map([...files, ...half]), note), keys)

  expect(verdict).toEqual({
    intact: false,
    reason: 'hash 1 in tile/1/000.p/2 does not follow from the entries below it',
    entry: 256,
  })
})

test('each missing or cut file is found', async () => {
  for (const [path, bytes] of files) {
    const without = new Map([...files].filter(([other]) => other !== path))
    const cut = new Map([...files, [path, bytes.subarray(0, -1)]])

    expect(await verifyLog(readerOf(without, note), keys)).toMatchObject({ reason: `${path} is missing` })
    expect(await verifyLog(readerOf(cut, note), keys)).toMatchObject({ reason: expect.stringContaining(path) })
  }
})

test('a bundle with an entry too few or too many is found', async () => {
  const path = entriesPath(2, 188)
  const bundle = files.get(path) ?? Buffer.alloc(0)
  const more = new Map([...files, [path, Buffer.concat([bundle, encodeEntries([Buffer.from('more')])])]])
  const fewer = new Map([...files, [path, encodeEntries(entries.slice(512, 699))]])

  expect(await verifyLog(readerOf(more, note), keys)).toMatchObject({ intact: false, entry: 700 })
  expect(await verifyLog(readerOf(fewer, note), keys)).toMatchObject({ intact: false, entry: 699 })
})

test('an edited checkpoint, or one of another key, is not believed', async () => {
  const stranger = generateKey(logName, Buffer.alloc(32, 2))
  const edited = note.replace('\n700\n', '\n699\n')

  expect(await verifyLog(readerOf(files, edited), keys)).toMatchObject({ intact: false })
  expect(await verifyLog(readerOf(files, note), [stranger.verifier])).toMatchObject({ intact: false })
})

test('a log that only grew extends its older checkpoints', async () => {
  const older = [0, 1, 255, 256, 257, 512, 699, 700].map((size) => made(entries.slice(0, size)).note)

  const verdict = await verifyLog(readerOf(files, note), keys, older.reverse())

  expect(verdict).toEqual({ intact: true, logName, size: 700, root })
})

test('rewritten and signed anew, it passes alone and fails against an older checkpoint', async () => {
  const forged = made(entries.with(300, Buffer.from('forged')))
  const older = [200, 400, 600].map((size) => made(entries.slice(0, size)).note)

  expect(await verifyLog(readerOf(forged.files, forged.note), keys)).toMatchObject({ intact: true })
  expect(await verifyLog(readerOf(forged.files, forged.note), keys, older)).toEqual({
    intact: false,
    reason:
      'among entries 200 to 399 is one that is not what the checkpoint of 400 entries signed: history was rewritten',
  })
})

test('a log whose end was cut off fails against an older checkpoint', async () => {
  const cut = made(entries.slice(0, 600))

  expect(await verifyLog(readerOf(cut.files, cut.note), keys, [note])).toEqual({
    intact: false,
    reason: 'the log has 600 entries where the older checkpoint given has 700: its end was cut off',
    entry: 600,
  })
})

test('an older checkpoint that says nothing about this log is no help', async () => {
  const foreignName = 'pedigree.local/other'
  const foreignKey = generateKey(foreignName, Buffer.alloc(32, 3))
  const foreign = signNote(formatCheckpoint({ logName: foreignName, size: 1, root }), foreignKey)
  const falseEmpty = signNote(formatCheckpoint({ logName, size: 0, root }), key)
  const both = [...keys, foreignKey.verifier]

  expect(await verifyLog(readerOf(files, note), both, [foreign])).toEqual({
    intact: false,
    reason: 'the older checkpoint given is of the log pedigree.local/other, and this one is pedigree.local/churn',
  })
  expect(await verifyLog(readerOf(files, note), keys, ['nonsense'])).toMatchObject({ intact: false })
  expect(await verifyLog(readerOf(files, note), keys, [falseEmpty])).toMatchObject({ intact: false })
  expect(rootOf(emptyTree)).not.toEqual(root)
})

test('what the reader throws is not taken for tampering', async () => {
  const reader: LogReader = {
    ...readerOf(files, note),
    entries: () => {
      throw new Error('the disk is gone')
    },
  }

  await expect(verifyLog(reader, keys)).rejects.toThrow('the disk is gone')
})
