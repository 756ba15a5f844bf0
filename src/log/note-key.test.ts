import { expect, test } from 'vitest'
import { generateKey, parsePrivateKey, parseVerifierKey, verifierKey } from './note-key.ts'

// The key pair in the documentation of golang.org/x/mod/sumdb/note.
const privateText = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const publicText = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

test("Go's documented private key gives its documented verifier key", () => {
  const key = parsePrivateKey(`${privateText}\n`)

  expect(verifierKey(key.verifier)).toBe(publicText)
  expect(key.text).toBe(privateText)
})

test('a verifier key is read back', () => {
  expect(verifierKey(parseVerifierKey(publicText))).toBe(publicText)
})

test('a seed always gives the same key', () => {
  const seed = Buffer.alloc(32, 1)

  expect(generateKey('pedigree.local/a', seed).text).toBe(generateKey('pedigree.local/a', seed).text)
  expect(generateKey('pedigree.local/a', seed).text).not.toBe(generateKey('pedigree.local/b', seed).text)
})

test.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u0085b', 'a\u3000', 'a\nb', '\ud800'])('%j is no name of a key', (name) => {
  expect(() => generateKey(name, Buffer.alloc(32))).toThrow("a key's name")
})

test.each([
  'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'PeterNeumann2+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10',
  'PeterNeumann',
  '',
])('%j is no verifier key', (text) => {
  expect(() => parseVerifierKey(text)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})

test('a broken private key is refused without being shown', () => {
  const broken = [privateText.replace('c74f20a3', 'c74f20a4'), privateText.slice(0, -4), publicText]
  for (const text of broken) {
    expect(() => parsePrivateKey(text)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    expect(() => parsePrivateKey(text)).not.toThrow('AYEKFALVFGyNhPJEMzD1QIDr')
  }
})
