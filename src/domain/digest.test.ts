import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestOfLines, type FolderFile, filesOfLines, folderLines, sha256Of, treeDigest } from './digest.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const fileOf = (path: string, content = path): FolderFile => ({
  path,
  sha256: sha256(content),
  bytes: Buffer.byteLength(content),
})

test('content is named by the digest of its bytes', () => {
  expect(sha256Of('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(sha256Of(Buffer.from('abc'))).toBe(sha256Of('abc'))
})

test('a folder is the digest of its manifest, which any shell can compute', () => {
  const manifest = `${sha256('x')} 1 a/x.csv\n${sha256('yy')} 2 b.csv\n`

  const digest = treeDigest([fileOf('b.csv', 'yy'), fileOf('a/x.csv', 'x')])

  expect(digest).toBe(`sha256-tree:${sha256(manifest)}`)
})

test('paths are sorted by their UTF-8 bytes, not by UTF-16', () => {
  const [wide, narrow] = [fileOf('\u{1f600}'), fileOf('\uff5e')]
  const manifest = `${narrow.sha256} 3 \uff5e\n${wide.sha256} 4 \u{1f600}\n`

  expect(treeDigest([wide, narrow])).toBe(`sha256-tree:${sha256(manifest)}`)
})

test('the order in which files come does not count', () => {
  const files = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 12 })
  fc.assert(
    fc.property(files, fc.integer(), (paths, seed) => {
      const listed = paths.map((path) => fileOf(path))
      const shuffled = listed.toSorted((a, b) => (sha256(a.path + seed) < sha256(b.path + seed) ? -1 : 1))

      expect(treeDigest(shuffled)).toBe(treeDigest(listed))
    }),
  )
})

test('one file whose name holds a line of a manifest is not two files', () => {
  const second = fileOf('b')
  const posing: FolderFile = { path: `a\n${second.sha256} ${second.bytes} b`, sha256: sha256('a'), bytes: 1 }

  expect(treeDigest([posing])).not.toBe(treeDigest([fileOf('a'), second]))
})

test('a path that stands twice, and a digest that is none, are refused', () => {
  expect(() => treeDigest([fileOf('a'), fileOf('a', 'other')])).toThrow('twice')
  expect(() => treeDigest([{ path: 'a', sha256: 'sha256:12', bytes: 1 }])).toThrow('64 hex digits')
})

test('the lines of a folder give its files back, and say which line is none', () => {
  const files = [
    { path: 'a b.csv', sha256: '1'.repeat(64), bytes: 0 },
    { path: 'back\\slash', sha256: '2'.repeat(64), bytes: 5 },
    { path: 'two\nlines\\n', sha256: '3'.repeat(64), bytes: 6 },
  ]
  const lines = folderLines(files)

  expect(filesOfLines(lines)).toEqual(files)
  expect(digestOfLines(lines)).toBe(treeDigest(files.toReversed()))
  expect([filesOfLines(lines.slice(0, -1)), filesOfLines(lines.replace(' 5 ', ' five ')), filesOfLines('')]).toEqual([
    3, 2, 1,
  ])
})
