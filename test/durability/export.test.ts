import { cpSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseVerifierKey } from '../../src/log/note-key.ts'
import { entriesPath, tilePath } from '../../src/log/tile-path.ts'
import { verifyLog } from '../../src/log/verify.ts'
import { exportLogs, withLogs } from '../../src/operations/log.ts'
import { openToWrite } from '../../src/operations/store.ts'
import { hasGo, verifyWithGo } from '../log/go-verifier.ts'
import { folderReader } from '../log/log-folder.ts'
import { pedigree } from './pedigree.ts'
import { type Project, projectIn } from './project.ts'
import { continueFromElsewhere, recordRuns } from './recording.ts'
import { requestsOfRuns } from './requests.ts'
import { temporaryFolders } from './temporary-folder.ts'

const folderOf = temporaryFolders('export')
let project: Project
let older = ''
let exported = ''

beforeAll(async () => {
  project = projectIn(folderOf())
  older = join(folderOf(), 'older.checkpoint')
  exported = join(folderOf(), 'log')
  await recordRuns(project, 200)
  await pedigree(project, ['checkpoint', '--out', older])
  await using store = await openToWrite(project.surroundings)
  const requestOf = requestsOfRuns()
  await Promise.all(Array.from({ length: 150 }, () => store.record(requestOf())))
  await withLogs(store, (logs) => exportLogs(logs, exported))
})

const keyOf = (folder: string) => parseVerifierKey(readFileSync(join(folder, 'key'), 'utf8'))

test('the exported folder is a log by itself, and extends the checkpoint that was kept', async () => {
  const verdict = await verifyLog(folderReader(exported), [keyOf(exported)], [readFileSync(older)])

  expect(verdict).toMatchObject({ intact: true, size: 350 })
  const { out } = await pedigree(project, ['key'])
  expect(out).toBe(readFileSync(join(exported, 'key'), 'utf8'))
})

describe.skipIf(!hasGo())('a program that is not ours', () => {
  test('verifies the exported folder, and that it extends the older checkpoint', async () => {
    expect(await verifyWithGo(exported, join(exported, 'key'), [older])).toMatchObject({ intact: true })
  })

  test.each([
    [entriesPath(0, 256), 3_000],
    [entriesPath(1, 94), 5],
    [tilePath(0, 0, 256), 4_000],
    [tilePath(0, 1, 94), 2],
    [tilePath(1, 0, 1), 9],
    ['checkpoint', 50],
  ])('finds a flipped byte in %s, as ours does', async (path, at) => {
    const folder = join(folderOf(), 'flipped')
    cpSync(exported, folder, { recursive: true })
    const bytes = readFileSync(join(folder, path))
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(join(folder, path), bytes)

    expect(await verifyWithGo(folder, join(folder, 'key'))).toMatchObject({ intact: false })
    expect(await verifyLog(folderReader(folder), [keyOf(folder)])).toMatchObject({ intact: false })
  })
})

test('each log of a record that was continued has a folder of its own', async () => {
  const twice = projectIn(folderOf())
  await recordRuns(twice, 3)
  await continueFromElsewhere(twice)
  const folder = join(folderOf(), 'logs')

  const { code, out } = await pedigree(twice, ['log', 'export', folder])

  expect({ code, lines: out.split('\n').map((line) => line.replace(/^.*: /, '')) }).toEqual({
    code: 0,
    lines: [`3 entries in ${folder}/1`, `1 entry in ${folder}/2`, ''],
  })
  for (const log of ['1', '2']) {
    const path = join(folder, log)
    expect(await verifyLog(folderReader(path), [keyOf(path)])).toMatchObject({ intact: true })
  }
})

test('a folder that is in use, and a file, are not written into', async () => {
  const { code, said } = await pedigree(project, ['log', 'export', exported])
  const onFile = await pedigree(project, ['log', 'export', older])

  expect({ code, said }).toEqual({ code: 5, said: `pedigree: ${exported} is not an empty folder; name a new one\n` })
  expect(onFile.code).toBe(5)
})

describe('pedigree verify --checkpoint', () => {
  test('accepts an older checkpoint, also as a mail program leaves it', async () => {
    const mailed = join(folderOf(), 'mailed')
    writeFileSync(mailed, `\ufeff${readFileSync(older, 'utf8').replaceAll('\n', '\r\n')}`)

    const outcomes = [older, mailed].map((file) => pedigree(project, ['verify', '--checkpoint', file]))

    for (const { code, out } of await Promise.all(outcomes)) {
      expect(code).toBe(0)
      expect(out).toMatch(
        /^intact: 350 entries .*\n {2}log .*\n {2}it extends the checkpoint given, which covers 200 of the 350 entries of pedigree\.local\/\S+\n$/,
      )
    }
  })

  test('refuses one of another log, one of a forked history, and what is none, each with a sentence', async () => {
    const other = projectIn(folderOf())
    await recordRuns(other, 1)
    const [foreign, forked, none] = ['foreign', 'forked', 'none'].map((name) => join(folderOf(), name))
    writeFileSync(foreign ?? '', readFileSync(other.record.checkpoint))
    writeFileSync(forked ?? '', await forkedCheckpoint())
    writeFileSync(none ?? '', 'hello')
    const say = async (file = '') => {
      const { code, out, said } = await pedigree(project, ['verify', '--checkpoint', file])
      return { code, out, said }
    }

    expect(await say(foreign)).toMatchObject({
      code: 3,
      out: '',
      said: expect.stringMatching(
        /^pedigree: the record is NOT intact: the older checkpoint given is of the log \S+, which is not in this store\n$/,
      ),
    })
    expect(await say(forked)).toMatchObject({ code: 3, said: expect.stringContaining('history was rewritten') })
    expect(await say(none)).toMatchObject({ code: 2, said: expect.stringContaining(`${none} is no checkpoint`) })
    expect(await say('gone')).toMatchObject({ code: 2, said: expect.stringContaining('cannot be read') })
  })
})

/** The checkpoint of a copy that went on by itself, on a machine that knew nothing of the log; so does the record. */
async function forkedCheckpoint(): Promise<Buffer> {
  const fork = projectIn(folderOf())
  cpSync(project.record.path, fork.record.path, { recursive: true })
  await recordRuns(fork, 3)
  await recordRuns(project, 4)
  return readFileSync(fork.record.checkpoint)
}

test('a checkpoint is written where it is asked for, or the reason said', async () => {
  const { code, said } = await pedigree(project, ['checkpoint', '--out', join(older, 'in a file')])

  expect(code).toBe(6)
  expect(said).toMatch(/^pedigree: .*in a file cannot be written/)
  expect(readFileSync(older, 'utf8')).toMatch(/^pedigree\.local\/flights-[0-9a-f]{32}\n200\n/)
})

test('a checkpoint goes through a link, and does not replace it', async () => {
  const folder = folderOf()
  const [kept, link] = [join(folder, 'kept'), join(folder, 'link')]
  writeFileSync(kept, '')
  symlinkSync(kept, link)

  const { code } = await pedigree(project, ['checkpoint', '--out', link])

  expect(code).toBe(0)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readFileSync(kept, 'utf8')).toMatch(/^pedigree\.local\/flights-/)
})
