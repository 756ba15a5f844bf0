import { expect, test } from 'vitest'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { signNote } from './note.ts'
import { generateKey } from './note-key.ts'

const rootText = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
const text = `example.com/behind-the-sofa\n20852163\n${rootText}\n`
const checkpoint = { logName: 'example.com/behind-the-sofa', size: 20_852_163, root: Buffer.from(rootText, 'base64') }
const key = generateKey('example.com/behind-the-sofa', Buffer.alloc(32, 1))
const otherKey = generateKey('example.com/witness', Buffer.alloc(32, 2))

test('the example of the specification is read and written', () => {
  expect(parseCheckpoint(text)).toEqual(checkpoint)
  expect(formatCheckpoint(checkpoint)).toBe(text)
})

test('a log name that would break the text is not written', () => {
  expect(() => formatCheckpoint({ ...checkpoint, logName: 'a\nb' })).toThrow('log name')
})

test.each([
  '',
  'a\n1\n',
  `\n1\n${rootText}\n`,
  `a b\n1\n${rootText}\n`,
  `a\n01\n${rootText}\n`,
  `a\n-1\n${rootText}\n`,
  `a\n1e3\n${rootText}\n`,
  `a\n99999999999999999999\n${rootText}\n`,
  `a\n1\n${rootText.slice(0, -1)}\n`,
  `a\n1\n${rootText.replace('2I=', '2J=')}\n`,
  `a\n1\nAAAA\n`,
  `a\n1\n${rootText}`,
  `a\n1\n${rootText}\nextension\n`,
  `a\n1\n${rootText}\n\n`,
])('%j is no checkpoint', (broken) => {
  expect(() => parseCheckpoint(broken)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

test('a signed checkpoint is opened', () => {
  const opened = openCheckpoint(signNote(text, key, otherKey), [key.verifier])

  expect(opened).toEqual({ checkpoint, signers: [key.verifier] })
})

test('a checkpoint that no key of its log signed is not believed, whoever else did', () => {
  const opened = openCheckpoint(signNote(text, otherKey), [key.verifier, otherKey.verifier])

  expect(opened).toEqual({ problem: 'no key of the log example.com/behind-the-sofa signed the checkpoint' })
})

test('a signed note that is no checkpoint is not opened', () => {
  expect(openCheckpoint(signNote('hello\n', key), [key.verifier])).toHaveProperty('problem')
  expect(openCheckpoint('hello\n', [key.verifier])).toHaveProperty('problem')
})
