import { expect, test } from 'vitest'
import { labelledPlace, objectPlaceOf } from './object-place.ts'

test.each([
  ['https://flights.s3.amazonaws.com/raw/2024.csv', 's3://flights/raw/2024.csv'],
  ['https://my.flights.s3.eu-west-1.amazonaws.com/raw/2024.csv', 's3://my.flights/raw/2024.csv'],
  ['https://flights.s3.dualstack.us-east-1.amazonaws.com/a%20b.csv?versionId=3', 's3://flights/a b.csv'],
  ['https://s3.us-west-2.amazonaws.com/flights/raw/2024.csv', 's3://flights/raw/2024.csv'],
  ['https://storage.googleapis.com/flights/raw/2024.csv', 'gs://flights/raw/2024.csv'],
  ['https://flights.storage.googleapis.com/raw/2024.csv', 'gs://flights/raw/2024.csv'],
  [
    'https://storage.googleapis.com/download/storage/v1/b/flights/o/raw%2F2024.csv?alt=media',
    'gs://flights/raw/2024.csv',
  ],
  ['http://localhost:4443/upload/storage/v1/b/flights/o?uploadType=media&name=a.csv', 'gs://flights/a.csv'],
  ['https://example.org/flights/2024.csv', undefined],
  ['https://s3.amazonaws.com.example.org/flights/2024.csv', undefined],
])('%s is %s', (address, place) => {
  expect(objectPlaceOf(address)).toBe(place)
})

test("a bucket of Amazon's has its name from the world, another from its server", () => {
  const label = { service: 's3', operation: 'GetObject', bucket: 'flights', key: 'raw/2024 a.csv' }

  expect(labelledPlace({ ...label, endpoint: 'https://s3.eu-west-1.amazonaws.com' })).toBe(
    's3://flights/raw/2024 a.csv',
  )
  expect(labelledPlace({ ...label, endpoint: 'http://minio:9000' })).toBe('s3://minio:9000/flights/raw/2024 a.csv')
  expect(labelledPlace({ service: 'sts', operation: 'GetCallerIdentity' })).toBeUndefined()
})
