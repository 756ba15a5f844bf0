import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isAlive, thisProcess } from './owner.ts'

test('this process lives, and one of its number that started at another time does not', () => {
  expect(isAlive(thisProcess())).toBe(true)
  if (process.platform === 'linux') expect(isAlive({ ...thisProcess(), started: '1' })).toBe(false)
})

test('a process that has ended does not live', async () => {
  const child = spawn('true')
  await once(child, 'exit')

  expect(isAlive({ ...thisProcess(), pid: child.pid ?? 0 })).toBe(false)
})

test('of a process on another machine nobody can tell, so it may live', () => {
  expect(isAlive({ ...thisProcess(), host: 'elsewhere', pid: 1, started: '' })).toBe(true)
})
