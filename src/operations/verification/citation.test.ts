import { expect, test } from 'vitest'
import { formatCheckpoint } from '../../log/checkpoint.ts'
import { signNote } from '../../log/note.ts'
import { generateKey } from '../../log/note-key.ts'
import { citationFault } from './citation.ts'

const key = generateKey('pedigree.local/first', Buffer.alloc(32, 1))
const other = generateKey('pedigree.local/first', Buffer.alloc(32, 2))
const checkpoint = { logName: 'pedigree.local/first', size: 3, root: Buffer.alloc(32, 3) }
const before = { checkpoint, key: key.verifier }
const citing = (signed: typeof checkpoint, by = key) => ({
  type: 'facet',
  name: 'log-continued',
  body: { checkpoint: signNote(formatCheckpoint(signed), by) },
})

test('a log that cites just what stands before it is sound', () => {
  expect(citationFault('second', citing(checkpoint), before)).toBeUndefined()
})

test.each([
  ['nothing', undefined, /does not begin with an entry that cites/],
  ['another facet', { ...citing(checkpoint), name: 'tag:a' }, /does not begin with an entry that cites/],
  ['no checkpoint', { type: 'facet', name: 'log-continued', body: {} }, /does not begin with an entry that cites/],
  ['another size', citing({ ...checkpoint, size: 4 }), /cited are 4 entries .* and here are 3 entries/],
  ['another root', citing({ ...checkpoint, root: Buffer.alloc(32, 4) }), /cited are 3 entries .* and here are 3/],
  ['what another key signed', citing(checkpoint, other), /its key here did not sign what is cited/],
])('a log that cites %s is at fault', (_, cited, reason) => {
  expect(citationFault('second', cited, before)).toMatchObject({ intact: false, reason: expect.stringMatching(reason) })
})
