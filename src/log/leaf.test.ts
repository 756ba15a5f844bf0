import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeLeaf,
  type Leaf,
  parseLeaf,
  proveStatement,
  statementCount,
  statementDigest,
  statementsRoot,
  verifyStatement,
} from './leaf.ts'
import { nodeHash } from './merkle.ts'

const salt = Buffer.alloc(16, 7)
const bytes = Buffer.from('{"type":"node"}')

function entryOf(count: number) {
  const statements = Array.from({ length: count }, (_, position) => ({
    salt: Buffer.alloc(16, position),
    bytes: Buffer.from(`{"position":${position}}`),
  }))
  const digests = statements.map((statement) => statementDigest(statement.salt, statement.bytes))
  const leaf: Leaf = {
    version: 1,
    id: '0f/3',
    time: '2026-03-01T12:00:00.000Z',
    producer: '0f',
    sequence: 3,
    counts: count === 0 ? {} : { edge: count },
    root: statementsRoot(digests),
  }
  return { statements, digests, leaf }
}

test('a digest is SHA-256 of a zero, the salt and the bytes', () => {
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), salt, bytes]))
    .digest()

  expect(statementDigest(salt, bytes)).toEqual(expected)
})

test('the same bytes under another salt have another digest', () => {
  expect(statementDigest(salt, bytes)).not.toEqual(statementDigest(Buffer.alloc(16, 8), bytes))
  expect(() => statementDigest(Buffer.alloc(8), bytes)).toThrow('16 bytes')
})

test('the root joins the digests as they are', () => {
  const { digests } = entryOf(2)
  const [left, right] = digests

  expect(left && right && nodeHash(left, right)).toEqual(statementsRoot(digests))
})

test('a leaf is canonical JSON that begins with what it counts', () => {
  const { leaf } = entryOf(2)

  expect(encodeLeaf(leaf).toString()).toBe(
    `{"counts":{"edge":2},"id":"0f/3","producer":"0f","root":"${leaf.root.toString('base64')}","sequence":3,` +
      '"time":"2026-03-01T12:00:00.000Z","version":1}',
  )
  expect(parseLeaf(encodeLeaf(leaf))).toEqual(leaf)
  expect(statementCount(leaf)).toBe(2)
})

test('a leaf over 1 KB is never made', () => {
  expect(() => encodeLeaf({ ...entryOf(1).leaf, id: 'x'.repeat(900) })).toThrow('a leaf has')
})

test.each([
  ['"version":1', '"version":2'],
  ['"sequence":3', '"sequence":-1'],
  ['"sequence":3', '"sequence":3.5'],
  ['"sequence":3', '"sequence":"3"'],
  ['.000Z', '.000+00:00'],
  ['"edge":2', '"edge":0'],
  ['"edge":2', '"edge":"2"'],
  ['"id":"0f/3"', '"id":7'],
  ['{"counts"', '{ "counts"'],
  ['{"counts"', '{"a":1,"counts"'],
  ['=",', '",'],
])('a leaf in which %s became %s is refused', (right, wrong) => {
  const text = encodeLeaf(entryOf(2).leaf).toString()
  const broken = text.replace(right, wrong)

  expect(broken).not.toBe(text)
  expect(() => parseLeaf(Buffer.from(broken))).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

test.each(['', '7', 'null', '[]', '{}'])('%j is no leaf', (text) => {
  expect(() => parseLeaf(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

const entries = fc.integer({ min: 1, max: 40 }).chain((count) => fc.tuple(fc.nat(count - 1), fc.constant(count)))

test('each statement of an entry is proven alone, also after the others are erased', () => {
  fc.assert(
    fc.property(entries, ([position, count]) => {
      const { statements, digests, leaf } = entryOf(count)
      const statement = statements[position] as (typeof statements)[number]

      const proof = proveStatement(digests, position)

      expect(verifyStatement(leaf, { ...statement, position, count, proof })).toBe(true)
    }),
  )
})

test('no other statement, salt, place or count is proven', () => {
  fc.assert(
    fc.property(entries, ([position, count]) => {
      const { statements, digests, leaf } = entryOf(count)
      const statement = statements[position] as (typeof statements)[number]
      const shown = { ...statement, position, count, proof: proveStatement(digests, position) }

      expect(verifyStatement(leaf, { ...shown, bytes: Buffer.from('{}') })).toBe(false)
      expect(verifyStatement(leaf, { ...shown, salt: Buffer.alloc(16, 99) })).toBe(false)
      expect(verifyStatement(leaf, { ...shown, salt: Buffer.alloc(0) })).toBe(false)
      expect(verifyStatement(leaf, { ...shown, position: position + 1 })).toBe(false)
      expect(verifyStatement(leaf, { ...shown, count: count + 1 })).toBe(false)
      expect(verifyStatement({ ...leaf, root: Buffer.alloc(32) }, shown)).toBe(false)
    }),
  )
})

test('an inner hash cannot be passed off as a statement', () => {
  const { digests, leaf } = entryOf(4)
  const [first, second, third, fourth] = digests
  if (!first || !second || !third || !fourth) throw new Error('four digests were made')
  const inner = Buffer.concat([first, second])
  const forged = {
    salt: inner.subarray(0, 16),
    bytes: inner.subarray(16),
    position: 0,
    proof: [nodeHash(third, fourth)],
  }

  expect(verifyStatement({ ...leaf, counts: { edge: 2 } }, { ...forged, count: 2 })).toBe(false)
})

test('an entry without statements has the root of the empty tree', () => {
  expect(statementsRoot([]).toString('hex')).toMatch(/^e3b0c442/)
  expect(() => proveStatement([], 0)).toThrow(RangeError)
})
