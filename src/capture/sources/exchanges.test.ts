import { expect, test } from 'vitest'
import { nothingFromPython } from '../python/no-python.ts'
import type { PythonAddress } from '../python/source-event.ts'
import { exchangesOf } from './exchanges.ts'

const sha256 = 'ab'.repeat(32)
const read = {
  pid: 7,
  at: 1_000,
  method: 'GET',
  url: 'https://example.org/a.csv',
  status: 200,
  bytes: 100,
  sha256,
  peer: ['192.0.2.1', 443] as [string, number],
  client: '__main__',
  count: 1,
}

test('a connection of which all is on record is told, one with an answer of a service is not', () => {
  const question = { ...read, method: 'POST', url: 'https://example.org/api', at: 2_000 }
  const other = { ...read, peer: ['192.0.2.2', 443] as [string, number], url: 'https://example.net/b.csv' }

  expect(told(read, other)).toEqual(['7 192.0.2.1 443', '7 192.0.2.2 443'])
  expect(told(read, other, question)).toEqual(['7 192.0.2.2 443'])
  expect(told(read, { ...question, status: 404 })).toEqual(['7 192.0.2.1 443'])
  expect(told({ ...read, peer: ['::ffff:192.0.2.1', 443] })).toEqual(['7 192.0.2.1 443'])
})

test.each([
  ['pip._vendor.urllib3.connectionpool', 'https://example.org/simple/pandas/'],
  ['mlflow.utils.rest_utils', 'https://example.org/api/2.0/mlflow/runs/get'],
  ['google.auth.transport', 'http://169.254.169.254/computeMetadata/v1/token'],
  ['huggingface_hub.hf_api', 'https://huggingface.co/api/models/org/tiny'],
])('what %s asks at %s is counted', (client, url) => {
  const { contents, requests } = exchangesOf(events({ ...read, client, url, count: 3 }), 'here')

  expect(contents).toEqual([])
  expect(requests).toEqual({ [new URL(url).host]: 3 })
})

test('what a tracking server keeps as a file is content', () => {
  const url = 'https://example.org/api/2.0/mlflow-artifacts/artifacts/1/model.pkl'

  const { contents } = exchangesOf(events({ ...read, client: 'mlflow.utils.rest_utils', url }), 'here')

  expect(contents).toMatchObject([{ place: url, role: 'model', id: `sha256:${sha256}` }])
})

test('an address that may be that of several things names its content for this run alone', () => {
  const { sha256: _, ...unhashed } = read
  const url = 'https://example.org/q8Kx2Lw9Rt5Zv1Nc7Yb3Md6Fg4Hs0JpA/a.csv'

  const [content] = exchangesOf(events({ ...unhashed, url, headers: { etag: '"v1"' } }), 'here').contents

  expect(content).toMatchObject({ id: undefined, name: 'https://example.org/[redacted]/a.csv' })
})

test('an ETag that is marked as weak is no name of content, and a version id is a better one', () => {
  const { sha256: _, ...unhashed } = read
  const idOf = (headers: Record<string, string>) =>
    exchangesOf(events({ ...unhashed, headers }), 'here').contents[0]?.id

  expect(idOf({ etag: 'W/"v1"' })).toBe('unpinned:https/example.org/a.csv')
  expect(idOf({ etag: '"v1"' })).toBe('etag:https://example.org/a.csv#v1')
  expect(idOf({ etag: '"v1"', 'x-amz-version-id': '77' })).toBe('etag:https://example.org/a.csv#77')
})

test('a chain of redirections is followed back to its begin', () => {
  const hop = (from: string, location: string, at: number): PythonAddress => ({
    ...read,
    url: `https://example.org/${from}`,
    status: 302,
    headers: { location },
    at,
  })
  const last = { ...read, url: 'https://example.org/c', at: 3_000 }

  const { contents } = exchangesOf(
    events(hop('a', '/b', 1_000), hop('b', 'https://example.org/c', 2_000), last),
    'here',
  )

  expect(contents).toMatchObject([
    { name: 'https://example.org/c', facts: { redirectedFrom: 'https://example.org/a' } },
  ])
})

test('what libraries tell of one object, each in its way, is one content', () => {
  const label = { service: 's3', bucket: 'b', key: 'k', operation: 'GetObject' }
  const part = { ...read, label, status: 206, bytes: 10, headers: { etag: '"e"' } }
  const whole = { ...read, label, headers: { etag: '"e"' }, at: 2_000 }
  const other = { ...part, headers: { etag: '"f"' }, at: 3_000 }
  const place = 's3://b/k'

  const ids = exchangesOf(events(withoutDigest(part), whole, withoutDigest(other)), 'here').contents.map(({ id }) => id)

  expect(ids).toEqual([`sha256:${sha256}`, `etag:${place}#f`])
})

test('of what was written, one library knows the bytes and another the name', () => {
  const label = { service: 's3', bucket: 'b', key: 'k', operation: 'PutObject' }
  const bytes = { ...read, method: 'PUT', label, sent: { bytes: 5, sha256 } }
  const named = { ...read, method: 'PUT', label, headers: { etag: '"e"' }, at: 2_000 }

  const { contents } = exchangesOf(events(withoutDigest(bytes), withoutDigest(named)), 'here')

  expect(contents).toMatchObject([{ edge: 'generated', id: `sha256:${sha256}`, sameAs: 'etag:s3://b/k#e' }])
})

function withoutDigest({ sha256: _, bytes: __, ...rest }: PythonAddress): PythonAddress {
  return rest
}

const events = (...addresses: readonly PythonAddress[]) => ({ ...nothingFromPython, addresses })
const told = (...addresses: readonly PythonAddress[]) => [...exchangesOf(events(...addresses), 'here').told].sort()
