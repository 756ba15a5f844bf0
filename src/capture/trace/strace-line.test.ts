import { expect, test } from 'vitest'
import { pathBytes } from '../files/path-text.ts'
import { parseCall, parseDescriptor, parseLine, parseString, parseStrings } from './strace-line.ts'

function callOf(text: string) {
  return parseCall(7, 1, text)
}

test('reads process, time in milliseconds and call of a line', () => {
  const line = parseLine('9037  1795576691.931986 unlink("../y")  = 0')

  expect(line).toEqual({ kind: 'call', pid: 9037, at: 1795576691931.986, text: 'unlink("../y")  = 0' })
})

test('reads how a process ended', () => {
  expect(parseLine('5 1.5 +++ exited with 3 +++')).toEqual({ kind: 'ended', pid: 5, at: 1500, exit: 3 })
  expect(parseLine('5 1.5 +++ killed by SIGKILL +++')).toEqual({ kind: 'ended', pid: 5, at: 1500, signal: 'SIGKILL' })
  expect(parseLine('5 1.5 +++ killed by SIGSEGV (core dumped) +++')).toMatchObject({ signal: 'SIGSEGV' })
  expect(parseLine('5 1.5 +++ superseded by execve in pid 8 +++')).toMatchObject({ kind: 'superseded', by: 8 })
})

test('reads both halves of an interrupted call', () => {
  const begun = parseLine('5 1.5 execve("/bin/true", ["true"], 0x7f /* 38 vars */ <unfinished ...>')
  const rest = parseLine('5 1.6 <... execve resumed>) = 0')

  expect(begun).toMatchObject({ kind: 'unfinished', text: 'execve("/bin/true", ["true"], 0x7f /* 38 vars */' })
  expect(rest).toMatchObject({ kind: 'resumed', text: ') = 0' })
})

test('reads which process an execution by another thread moves to', () => {
  const line = parseLine('8 1.5 execve("/bin/true", ["true"], 0x7f /* 2 vars */ <pid changed to 5 ...>')

  expect(line).toMatchObject({ kind: 'unfinished', pid: 8, to: 5 })
})

test('takes a name that ends like an interrupted call for what it is', () => {
  expect(parseLine('5 1.5 openat(AT_FDCWD</a>, "b ...", O_RDONLY) = 3</a/b ...>')).toMatchObject({ kind: 'call' })
})

test('does not guess at a line it does not know', () => {
  expect(parseLine('strace: Process 17 attached')).toEqual({ kind: 'unknown' })
  expect(parseLine('5 1.5 +++ abducted +++')).toEqual({ kind: 'unknown' })
  expect(callOf('openat(AT_FDCWD, "x"')).toBeUndefined()
})

test('parts arguments at the top level only', () => {
  const call = callOf('clone3({flags=CLONE_VM|CLONE_FS, exit_signal=0} => {parent_tid=[90]}, 88) = 90')

  expect(call?.name).toBe('clone3')
  expect(call?.arguments).toEqual(['{flags=CLONE_VM|CLONE_FS, exit_signal=0} => {parent_tid=[90]}', '88'])
  expect(call?.result).toBe('90')
})

test('is not misled by a folder and a file whose names look like a call', () => {
  const call = callOf(
    String.raw`openat(AT_FDCWD</we\"ird \74d\76 (x) = -1 E, {>, "a\"b>, = 3<x>)", O_RDONLY) = 3</we\"ird \74d\76 (x) = -1 E, {/a\"b\76, = 3\74x\76)>`,
  )

  expect(call?.arguments).toHaveLength(3)
  expect(parseDescriptor(call?.arguments[0] ?? '').path).toBe('/we"ird <d> (x) = -1 E, {')
  expect(parseString(call?.arguments[1] ?? '')).toBe('a"b>, = 3<x>)')
  expect(parseDescriptor(call?.result ?? '').path).toBe('/we"ird <d> (x) = -1 E, {/a"b>, = 3<x>)')
})

test('turns every escape back into its byte', () => {
  expect(parseString(String.raw`"\303\244 \n\t\r\v\f\\\"\1\0012\x7f"`)).toBe('ä \n\t\r\v\f\\"\x01\x012\x7f')
  expect(pathBytes(parseString(String.raw`"\377x"`) ?? '')).toEqual(Buffer.from([0xff, 0x78]))
})

test('marks a string and a list that strace cut', () => {
  expect(parseString('"abc"...')).toBe('abc…')
  expect(parseStrings('["sh", "-c", "a, b]", ...]')).toEqual(['sh', '-c', 'a, b]', '…'])
  expect(parseStrings('[]')).toEqual([])
  expect(parseStrings('0x7ffe01')).toEqual([])
})

test('reads a descriptor with and without its path', () => {
  expect(parseDescriptor('5</tmp/#12>(deleted)')).toEqual({ number: '5', path: '/tmp/#12', deleted: true })
  expect(parseDescriptor('3')).toEqual({ number: '3', deleted: false })
  expect(parseDescriptor('AT_FDCWD')).toEqual({ number: 'AT_FDCWD', deleted: false })
})
