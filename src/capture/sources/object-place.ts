import type { PythonLabel } from '../python/source-event.ts'
import { recordableText } from '../recordable.ts'
import { harmlessPath } from './harmless-address.ts'

const amazon = /(?:^|\.)amazonaws\.com(?:\.cn)?$/
/** `bucket.s3.eu-west-1.amazonaws.com`, also dual-stack and accelerated. */
const bucketHost = /^(.+)\.s3(?:[.-][a-z\d-]+)*\.amazonaws\.com(?:\.cn)?$/
const regionHost = /^s3(?:[.-][a-z\d-]+)*\.amazonaws\.com(?:\.cn)?$/
const googleHost = /^storage(?:-download)?\.googleapis\.com$/
const googleBucketHost = /^(.+)\.storage\.googleapis\.com$/
/** Of the JSON interface, which emulators have as well. */
const googlePath = /^\/(?:(?:download|upload|resumable\/upload)\/)?storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/

/**
 * The name of an object in a store, from the address that a request went to: `s3://<bucket>/<key>`, `gs://<bucket>/<key>`.
 * Undefined for any other address. `address` is without secrets.
 */
export function objectPlaceOf(address: string): string | undefined {
  const { hostname, pathname, searchParams } = new URL(address)
  const [, first = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(pathname) ?? []
  const google = googlePath.exec(pathname)
  if (google !== null) return named('gs', google[1], google[2] ?? searchParams.get('name') ?? '')
  if (regionHost.test(hostname)) return named('s3', first, rest)
  const bucket = bucketHost.exec(hostname)?.[1]
  if (bucket !== undefined) return named('s3', bucket, pathname.slice(1))
  if (googleHost.test(hostname)) return named('gs', first, rest)
  const googleBucket = googleBucketHost.exec(hostname)?.[1]
  return googleBucket === undefined ? undefined : named('gs', googleBucket, pathname.slice(1))
}

/**
 * The name of the object that a call of Amazon's client was about. The names of buckets are the world's at Amazon; those of
 * another server that speaks the same language stand behind its host: `s3://minio.example.org/<bucket>/<key>`.
 */
export function labelledPlace({ service, bucket, key, endpoint }: PythonLabel): string | undefined {
  if (service !== 's3' || !bucket || !key) return undefined
  const host = endpoint === undefined ? '' : new URL(endpoint).host
  const isAmazon = host === '' || amazon.test(host.replace(/:\d+$/, ''))
  return `s3://${isAmazon ? bucket : `${host}/${bucket}`}/${recordableText(harmlessPath(key).text)}`
}

function named(system: string, bucket = '', key: string): string | undefined {
  return bucket === '' || key === '' ? undefined : `${system}://${bucket}/${readable(key)}`
}

function readable(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
