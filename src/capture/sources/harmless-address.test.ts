import { expect, test } from 'vitest'
import { harmlessAddress, harmlessPath } from './harmless-address.ts'

const secret = 'Zx81qq-melone'

test.each([
  ['https://ann:Zx81qq-melone@example.org/data.csv#top', 'https://example.org/data.csv'],
  ['https://Zx81qq-melone@example.org:443/data.csv', 'https://example.org/data.csv'],
  ['https://example.org/data.csv?year=2024&token=Zx81qq-melone', 'https://example.org/data.csv?year=2024'],
  ['https://example.org/data.csv?api_key=Zx81qq-melone&raw', 'https://example.org/data.csv?raw'],
  ['https://example.org/rows?key=Zx81qq-melone&table=trips&limit=10', 'https://example.org/rows?table=trips&limit=10'],
  ['https://example.org/data;token=Zx81qq-melone/part', 'https://example.org/data;token=[redacted]/part'],
  ['https://h.example/services/T024BE7LD/aB3dE5fG7hJ9kL1mN2pQ4rS6', 'https://h.example/services/T024BE7LD/[redacted]'],
  ['http://[2001:db8::1]:8080/a%20b.csv', 'http://[2001:db8::1]:8080/a%20b.csv'],
  ['postgresql://ann:Zx81qq-melone@db.example.org/flights', 'postgresql://db.example.org/flights'],
])('%s is stored as %s', (text, address) => {
  expect(harmlessAddress(text)?.address).toBe(address)
})

test.each([
  `https://b.s3.amazonaws.com/k.csv?versionId=7&X-Amz-Credential=x&X-Amz-Expires=900&X-Amz-Signature=${secret}`,
  `https://b.s3.amazonaws.com/k.csv?AWSAccessKeyId=x&Expires=17&Signature=${secret}&versionId=7`,
  `https://x.blob.core.windows.net/c/k.csv?sv=2024&se=2026&sr=b&sp=r&versionId=7&sig=${secret}`,
  `https://cdn.example.org/k.csv?Policy=abc&Key-Pair-Id=K1&Signature=${secret}&versionId=7`,
])('of an address that is signed for a while only what means a content stays: %s', (text) => {
  const found = harmlessAddress(text)

  expect(found).toMatchObject({ isSigned: true, isAmbiguous: false })
  expect(found?.address).toMatch(/k\.csv\?versionId=7$/)
})

test('an address that lost more than a right to read may be that of several things, and says so', () => {
  const random = 'q8Kx2Lw9Rt5Zv1Nc7Yb3Md6Fg4Hs0JpA'

  expect(harmlessAddress('https://example.org/a?token=x')?.isAmbiguous).toBe(false)
  expect(harmlessAddress(`https://example.org/${random}/a`)).toMatchObject({ isAmbiguous: true })
  expect(harmlessAddress(`https://example.org/a?which=${random}`)).toMatchObject({
    address: 'https://example.org/a',
    isAmbiguous: true,
  })
  expect(harmlessAddress(`https://example.org/a?which=${'long '.repeat(99)}`)?.isAmbiguous).toBe(true)
})

test('a digest in a path is a name', () => {
  const digest = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'

  expect(harmlessPath(`/blobs/${digest}/model`)).toEqual({ text: `/blobs/${digest}/model`, isRedacted: false })
})

test('a text that is no address is none', () => {
  expect(harmlessAddress('not an address')).toBeUndefined()
  expect(harmlessAddress('mailto:ann@example.org')).toBeUndefined()
})
