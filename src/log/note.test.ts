import { expect, test } from 'vitest'
import { openNote, signNote } from './note.ts'
import { generateKey, type NoteKey, parseVerifierKey } from './note-key.ts'

const keyOf = (name: string, byte: number) => generateKey(name, Buffer.alloc(32, byte))
const own = keyOf('pedigree.local/own', 1)
const other = keyOf('pedigree.local/other', 2)
const text = 'first line\n\nthird line\n'

const open = (note: string | Uint8Array, ...keys: readonly NoteKey[]) =>
  openNote(
    note,
    keys.map(({ verifier }) => verifier),
  )

test('the example of the specification is opened', () => {
  const key = parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
  const signature = 'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM='
  const note = `This is an example message.\n\n— example.com/foo ${signature}\n`

  expect(openNote(note, [key])).toEqual({ text: 'This is an example message.\n', signers: [key] })
})

test('a signed note is opened, from text and from bytes', () => {
  const note = signNote(text, own)

  expect(open(note, own)).toEqual({ text, signers: [own.verifier] })
  expect(open(Buffer.from(note), own)).toEqual({ text, signers: [own.verifier] })
})

test('sixteen signatures are accepted, and those of unknown keys passed over', () => {
  const keys = Array.from({ length: 16 }, (_, index) => keyOf(`witness-${index}`, index + 3))
  const note = signNote(text, ...keys)

  expect(open(note, ...keys)).toEqual({ text, signers: keys.map(({ verifier }) => verifier) })
  expect(open(note, ...keys.slice(15), own)).toEqual({ text, signers: [keys[15]?.verifier] })
})

test('a key with the name of another, but not its id, is unknown', () => {
  const impostor = keyOf('pedigree.local/own', 9)

  expect(open(signNote(text, impostor), own)).toEqual({ problem: 'none of the given keys signed the note' })
})

test('one failing signature of a known key refuses the note', () => {
  const lineOf = (note: string) => note.slice(note.lastIndexOf('\n\n') + 2)
  const note = signNote(text, own) + lineOf(signNote('something else\n', other))

  expect(open(note, own)).toMatchObject({ text })
  expect(open(note, own, other)).toEqual({
    problem: 'the signature of pedigree.local/other does not fit the text',
  })
})

test('a note without a signature of a given key is not opened', () => {
  expect(open(signNote(text, own), other)).toEqual({ problem: 'none of the given keys signed the note' })
  expect(open(signNote(text, own))).toEqual({ problem: 'none of the given keys signed the note' })
})

test('no byte of a note can be changed', () => {
  const note = Buffer.from(signNote('a\n', own))
  for (let at = 0; at < note.length; at += 1) {
    const changed = Buffer.from(note)
    changed[at] = (changed[at] ?? 0) ^ 1

    expect(open(changed, own), `byte ${at}`).toHaveProperty('problem')
  }
})

test.each([
  ['', 'blank line'],
  ['text\n', 'blank line'],
  ['text\n\n', 'blank line'],
  [signNote(text, own).slice(0, -1), 'blank line'],
  [`${signNote(text, own)}\n`, 'blank line'],
  [signNote(text, own).replace('— ', '- '), 'signature line 1'],
  [signNote(text, own).replace('— ', '—  '), 'signature line 1'],
  [signNote(text, own).replace('=\n', '\n'), 'signature line 1'],
  [`${signNote(text, own)}— a+b AAAAAAAA\n`, 'signature line 2'],
  [`${signNote(text, own)}— a AAAA\n`, 'signature line 2'],
  [signNote(text, own).replace('first', 'fi\trst'), 'plain text'],
  [signNote(text, own) + '— a AAAAAAAA\n'.repeat(100), 'over 100 signatures'],
])('%# a malformed note is not opened', (note, problem) => {
  expect(open(note, own)).toEqual({ problem: expect.stringContaining(problem) })
})

test('bytes that are not UTF-8 are no note, even where nobody signed them', () => {
  const note = Buffer.concat([Buffer.from(`${signNote(text, own)}— x`), Buffer.of(0xff), Buffer.from(' AAAAAAAA\n')])

  expect(open(note, own)).toEqual({ problem: 'the note is not plain text in UTF-8' })
})

test.each(['no newline', 'tab\tin it\n', 'return\r\n', '\ud800\n', ''])('the text %j is not signed', (unsignable) => {
  expect(() => signNote(unsignable, own)).toThrow('ends in a newline')
})
