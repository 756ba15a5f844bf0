import { expect, test } from 'vitest'
import { earlierContents } from './earlier-contents.ts'
import type { FileEvent } from './file-event.ts'
import type { ReleasedFile } from './released-file.ts'

const digest = `sha256:${'a'.repeat(64)}` as const
const look: ReleasedFile = {
  ...{ path: '/a', pid: 5, wroteAt: 100, at: 150, dev: 1, ino: 2, bytes: 7, mtimeMs: 110, digest },
  isRead: true,
}
const at = (time: number, event: Partial<FileEvent> & Pick<FileEvent, 'operation'>): FileEvent => ({
  ...{ at: time, pid: 5, path: '/a', witness: 'strace' },
  ...event,
})
const first = at(100, { operation: 'update' })
const found = [{ path: '/a', bytes: 7, digest, at: 100 }]

test.each<[string, FileEvent]>([
  ['wrote over', at(200, { operation: 'write' })],
  ['replaced', at(200, { operation: 'rename', path: '/t', to: '/a' })],
  ['moved away', at(200, { operation: 'rename', to: '/b' })],
  ['removed', at(200, { operation: 'delete' })],
])('what a run %s after somebody had read it, it had made', (_, end) => {
  expect(earlierContents([look], [first, end])).toEqual(found)
})

test('what stayed, was not read or not hashed is nothing of its own', () => {
  const end = at(200, { operation: 'write' })
  const { isRead: _, ...unread } = look
  const { digest: __, ...unhashed } = look

  expect(earlierContents([look], [first])).toEqual([])
  expect(earlierContents([look], [first, at(200, { operation: 'link', to: '/b' })])).toEqual([])
  expect(earlierContents([unread, unhashed], [first, end])).toEqual([])
})

test('what the run read again itself before that, nobody knows who else did', () => {
  const end = at(200, { operation: 'write' })

  for (const own of [
    at(180, { operation: 'read' }),
    at(120, { operation: 'read', witness: 'python' }),
    at(199, { operation: 'write', witness: 'python', before: 'a'.repeat(64) }),
  ]) {
    expect(earlierContents([look], [first, own, end])).toEqual([])
  }
  expect(earlierContents([look], [first, end, at(201, { operation: 'read' })])).toEqual(found)
})
