import { expect, test, vi } from 'vitest'
import { hashAhead } from './hash-ahead.ts'

vi.mock('node:worker_threads', () => ({ Worker: class {} }))

/** Of which none is there: only who asks for what matters here. */
const placesIn = (folder: string, count: number) =>
  new Set(Array.from({ length: count }, (_, index) => `${folder}/${index}`))

test('begins with the files of folders of which the first is likely to be asked for, and looks at no other', () => {
  const data = placesIn('/project/data', 5_000)
  const library = placesIn('/usr/lib', 10)
  const looked: string[] = []

  const ahead = hashAhead(library.union(data), (path) => {
    looked.push(path)
    return path.startsWith('/project/')
  })

  expect(ahead?.shared.paths).toEqual([...data])
  expect(looked).toEqual(['/usr/lib/0', '/project/data/0'])
})

test('begins nothing for a run of fewer files', () => {
  expect(hashAhead(placesIn('/project/data', 4_999), () => true)).toBeUndefined()
})
