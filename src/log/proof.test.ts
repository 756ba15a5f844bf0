import { expect, test } from 'vitest'
import { formatCheckpoint } from './checkpoint.ts'
import { layerReader, leafHash, rootAt, subtreeLayers } from './merkle.ts'
import { inclusionProof } from './merkle-proof.ts'
import { signNote } from './note.ts'
import { generateKey } from './note-key.ts'
import { formatProof, parseProof, verifyProof } from './proof.ts'

const key = generateKey('pedigree.local/churn', Buffer.alloc(32, 1))
const keys = [key.verifier]
const entries = Array.from({ length: 11 }, (_, index) => Buffer.from(`entry ${index}`))
const read = layerReader(subtreeLayers(Buffer.concat(entries.map(leafHash))))
const root = rootAt(entries.length, read)
const checkpoint = { logName: 'pedigree.local/churn', size: entries.length, root }
const checkpointNote = signNote(formatCheckpoint(checkpoint), key)
const proofOf = (index: number) => ({ index, hashes: inclusionProof(index, entries.length, read), checkpointNote })

test('a proof has the lines of the specification', () => {
  const text = formatProof({ ...proofOf(10), extra: Buffer.from('hello') })

  expect(text).toBe(
    'c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 10\n' +
      `${proofOf(10)
        .hashes.map((hash) => `${hash.toString('base64')}\n`)
        .join('')}\n${checkpointNote}`,
  )
  expect(formatProof(proofOf(0)).split('\n', 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 0'])
})

test('a proof is read back', () => {
  const withExtra = { ...proofOf(3), extra: Buffer.from('hello') }

  expect(parseProof(formatProof(proofOf(3)))).toEqual(proofOf(3))
  expect(parseProof(formatProof(withExtra))).toEqual(withExtra)
})

test('every entry of a log is proven by its receipt alone', () => {
  for (const [index, entry] of entries.entries()) {
    expect(verifyProof(formatProof(proofOf(index)), entry, keys)).toEqual({ included: true, index, checkpoint })
  }
})

test('the only entry of a log is proven without a hash', () => {
  const only = leafHash(Buffer.from('only'))
  const note = signNote(formatCheckpoint({ ...checkpoint, size: 1, root: only }), key)

  const text = formatProof({ index: 0, hashes: [], checkpointNote: note })

  expect(verifyProof(text, Buffer.from('only'), keys)).toMatchObject({ included: true })
})

test('a receipt proves no other bytes', () => {
  const verdict = verifyProof(formatProof(proofOf(3)), entries[4] as Buffer, keys)

  expect(verdict).toEqual({ included: false, reason: 'these bytes are not entry 3 of the 11 in the checkpoint' })
})

test('a receipt of a log that nobody trusts proves nothing', () => {
  const stranger = generateKey('pedigree.local/churn', Buffer.alloc(32, 2))

  const verdict = verifyProof(formatProof(proofOf(3)), entries[3] as Buffer, [stranger.verifier])

  expect(verdict).toEqual({ included: false, reason: 'none of the given keys signed the note' })
})

test('a receipt whose checkpoint was edited proves nothing', () => {
  const text = formatProof(proofOf(3)).replace('\n11\n', '\n12\n')

  expect(verifyProof(text, entries[3] as Buffer, keys)).toMatchObject({ included: false })
})

const text = formatProof(proofOf(3))
test.each([
  '',
  checkpointNote,
  text.replace('@v1', '@v2'),
  text.replace('index 3', 'index 03'),
  text.replace('index 3\n', ''),
  text.replace('index 3', 'extra !\nindex 3'),
  text.replace('index 3', 'index 99999999999999999999'),
  text.replace('index 3', 'index 3\nAAAA'),
  text.replace('index 3', `index 3${'\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='.repeat(64)}`),
  text.slice(0, 60),
])('%# what is no proof is refused', (broken) => {
  expect(() => verifyProof(broken, entries[3] as Buffer, keys)).toThrow(
    expect.objectContaining({ code: 'invalid-input' }),
  )
})
