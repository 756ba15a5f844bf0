import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { sha256Of } from '../../domain/digest.ts'
import { type FileHash, hashFile } from './hash-file.ts'
import { type KnownContents, lookBefore, withKnown } from './known-contents.ts'
import { pathText } from './path-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'pedigree-known-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [file, data] = [join(folder, 'contents'), join(folder, 'data\n"é".csv')]
const look = (...named: string[]) => lookBefore({ file, named })
const later = () => Date.now() + 3_000
const see = (path = data, known = look(), sinceMs = later()) =>
  known.remember([path], { hashes: new Map([[path, hashFile(path)]]), sinceMs })
const tooLarge = 5 * 1024 * 1024
/** What nobody would hash, of a digest that it never had: whoever says it remembers it. */
const planted = sha256Of('planted')

beforeEach(() => {
  rmSync(file, { force: true })
  writeFileSync(data, 'content')
})

function plant(path = data): void {
  const hash = hashFile(path)
  if (hash.kind !== 'hashed') throw new Error('it is not there')
  look().remember([path], {
    hashes: new Map<string, FileHash>([[path, { ...hash, digest: planted }]]),
    sinceMs: later(),
  })
}

test('knows what a file held when it was seen last, as long as it is in the same state', () => {
  see()
  plant()

  expect(look().find(data)).toEqual({ digest: planted, bytes: 7 })
  utimesSync(data, 1, 1)
  expect(look().find(data)).toEqual({ digest: sha256Of('content'), bytes: 7 })
  rmSync(data)
  expect(look().find(data)).toBeUndefined()
})

test('does not trust the state of a file that was written just before it was hashed', () => {
  const hash = hashFile(data)
  const ctimeMs = Math.floor(statSync(data).ctimeMs)

  look().remember([data], {
    hashes: new Map([[data, { ...hash, digest: planted } as FileHash]]),
    sinceMs: ctimeMs + 15,
  })

  expect(look().find(data)).toEqual({ digest: sha256Of('content'), bytes: 7 })
})

test('does not trust times in whole seconds before two of them have passed', () => {
  const hash = { ...hashFile(data), digest: planted, mtimeMs: 5_000, ctimeMs: 5_000 } as FileHash

  look().remember([data], { hashes: new Map([[data, hash]]), sinceMs: 6_900 })
  const soon = readFileSync(file, 'utf8')
  look().remember([data], { hashes: new Map([[data, hash]]), sinceMs: 7_100 })

  expect(soon).toMatch(/^\n- /)
  expect(readFileSync(file, 'utf8').split('\n').at(-2)).toMatch(/ 5000 5000 /)
})

test('hashes what a command names and nobody knows, and what has changed as long as it is small', () => {
  const [named, large] = [join(folder, 'named'), join(folder, 'large')]
  writeFileSync(named, 'raw')
  writeFileSync(large, 'x')
  see(large)
  truncateSync(large, tooLarge)

  expect(look(named).find(named)).toEqual({ digest: sha256Of('raw'), bytes: 3 })
  expect(look().find(named)).toBeUndefined()
  expect(look().find(large)).toBeUndefined()
  expect(look(large).find(large)?.bytes).toBe(tooLarge)
})

test('reads no more than 64 MiB of what a command names', () => {
  const paths = [65, 40, 30].map((mebibytes) => {
    const path = join(folder, `${mebibytes}`)
    writeFileSync(path, '')
    truncateSync(path, mebibytes * 1024 * 1024)
    return path
  })

  const known = look(...paths)

  expect(paths.map((path) => known.find(path) !== undefined)).toEqual([false, true, false])
})

test('does not say what another run has seen otherwise since', () => {
  see()
  const known = look()
  const [same, other] = [look(), look()]
  see(data, same)
  const before = known.find(data)
  const late = look()
  writeFileSync(data, 'other')
  see(data, other)

  expect(before?.digest).toBe(sha256Of('content'))
  expect(late.find(data)).toBeUndefined()
})

test.each([
  ['cut in its middle', (text: string) => text.slice(0, -10)],
  ['with a digit turned', (text: string) => text.replace(planted.slice(7, 9), 'zz')],
  ['that is none', () => Buffer.alloc(5_000, 'x').toString()],
])('a memory %s says nothing, and takes further lines', (_, damage) => {
  plant()
  writeFileSync(file, damage(readFileSync(file, 'utf8')))

  expect(look().find(data)).toBeUndefined()
  plant()
  expect(look().find(data)?.digest).toBe(planted)
})

test('what cannot be read or written is passed over', () => {
  const nowhere = lookBefore({ file: join(folder, 'none', 'contents'), named: [folder, join(folder, 'missing')] })

  see(data, nowhere)

  expect(nowhere.find(data)).toBeUndefined()
})

test('remembers nothing twice, forgets the older half when it is full, and keeps to its bounds', () => {
  appendFileSync(file, 'x'.repeat(1023).concat('\n').repeat(1023))
  plant()
  const size = statSync(file).size
  plant()
  const again = statSync(file).size
  appendFileSync(file, 'x'.repeat(1023).concat('\n'))
  const many = new Map(Array.from({ length: 600 }, (_, index) => [`/no/${index}`, hashFile(data)]))
  look().remember([...many.keys()], { hashes: many, sinceMs: later() })

  const text = readFileSync(file, 'utf8')
  expect(again).toBe(size)
  expect(text.length).toBeLessThan(700_000)
  expect(text.match(/"\/no\/\d+"/g)?.length).toBe(500)
  expect(look().find(data)?.digest).toBe(planted)
})

test('knows a file by a name of any bytes, and one that took its place as another', () => {
  const odd = pathText(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.of(0xff)]))
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.of(0xff)]), 'odd')
  plant(odd)
  plant()
  writeFileSync(join(folder, 'next'), 'content')
  renameSync(join(folder, 'next'), data)

  expect(look().find(odd)?.digest).toBe(planted)
  expect(look().find(data)?.digest).toBe(sha256Of('content'))
})

const use = {
  ...{ path: data, read: true, written: true, readBeforeWrite: true, deleted: false },
  ...{ temporary: false, witnesses: ['strace' as const], pids: [] },
}
const knowing: KnownContents = {
  find: () => ({ digest: planted, bytes: 7 }),
  written: () => undefined,
  remember: () => undefined,
}

test.each([
  ['that the run overwrote', {}, true],
  ['that the run removed', { written: false, deleted: true }, true],
  ['in whose place it moved another', { written: false, renamedFrom: '/other' }, true],
  ['that it appended to', { readBeforeWrite: false, kept: data }, true],
  ['that it did not read', { readBeforeWrite: false }, false],
  ['that somebody unseen changed', { written: false }, false],
  ['of which only a look before and after tells', { witnesses: ['snapshot' as const] }, false],
])('tells what a use met %s: %o', (_, more, isTold) => {
  const [met] = withKnown([{ ...use, ...more }], knowing, { hashes: new Map(), events: [] })

  expect(met?.before).toBe(isTold ? planted.slice('sha256:'.length) : undefined)
  expect(met?.beforeBytes).toBe(isTold ? 7 : undefined)
})

test('knows what other runs wrote, and when, also where others have seen it since, and of other content nothing', () => {
  const own = look()
  const hashes = new Map([[data, hashFile(data)]])
  const digest = sha256Of('content')
  const remember = (at?: number, wrote = digest) =>
    look().remember([data], { hashes, sinceMs: later(), ...(at && { writes: [{ path: data, digest: wrote, at }] }) })

  remember(1_000.5)
  remember()
  expect(own.written(data)).toEqual({ digest, at: 1_000 })
  expect(look().find(data)).toEqual({ digest, bytes: 7 })
  remember(2_000)
  expect(look().written(data)).toEqual({ digest, at: 2_000 })
  remember(3_000, sha256Of('what somebody put in its place'))
  expect(look().written(data)).toEqual({ digest, at: 2_000 })
  writeFileSync(data, 'other')
  see()
  expect(look().written(data)).toBeUndefined()
})

test('what a witness hashed in time goes before what was known, and what is still there was there', () => {
  const [hashed] = withKnown([{ ...use, before: 'a' }], knowing, { hashes: new Map(), events: [] })
  const still = { ...hashFile(data), digest: planted } as FileHash
  const [unwritten] = withKnown([{ ...use, written: false }], knowing, { hashes: new Map([[data, still]]), events: [] })

  expect(hashed).toMatchObject({ before: 'a' })
  expect(unwritten).toMatchObject({ before: planted.slice('sha256:'.length) })
})

test('nothing is known of a file in a folder that the run moved', () => {
  const events = ['/elsewhere', folder].map((to) => ({
    at: 1,
    pid: 1,
    operation: 'rename' as const,
    path: '/from',
    to,
  }))
  const metBy = (...moves: readonly (typeof events)[number][]) =>
    withKnown([use], knowing, {
      hashes: new Map(),
      events: moves.map((move) => ({ ...move, witness: 'strace' as const })),
    })[0]?.before

  expect(metBy(...events)).toBeUndefined()
  expect(metBy(...events.slice(0, 1))).toBe(planted.slice('sha256:'.length))
})
