import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectionsIn } from './connections.ts'

// Who made a connection, by nothing but its two ends, as /proc/net/tcp has them.

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
const addresses: Readonly<Record<string, string>> = {
  here: '0100007F',
  lan: '020200C0',
  far: '07070707',
  all: '00000000',
}
const end = (text: string) =>
  text.replace(/^(\w+):(\d+)$/, (_, name, port) => `${addresses[name]}:${hex(Number(port))}`)
const states: Readonly<Record<string, string>> = { open: '01', calls: '02', 'half closed': '08', listens: '0A' }

/** The number of a socket, its two ends as `far:443`, and its state. */
type Row = readonly [inode: number, local: string, remote: string, state?: string]
const connections = (...rows: readonly Row[]) => {
  const lines = rows.map(([inode, local, remote, state = 'open'], index) => {
    const ends = `${end(local)} ${end(remote)} ${states[state]} 00000000:00000000 00:00000000 00000000`
    return `   ${index}: ${ends}  1000        0 ${inode} 1 0000000000000000 20 4 30 10 -1`
  })
  return connectionsIn([['sl local_address rem_address st', ...lines, ''].join('\n'), ''], {
    first: 32_768,
    last: 60_999,
  })
}
const isAnswering = (...rows: readonly Row[]) => connections(...rows).answering.has('1')

test.each<[string, boolean, Row]>([
  ['a browser’s to a server elsewhere', true, [1, 'lan:40000', 'far:443']],
  ['one that is still being made', true, [1, 'lan:40000', 'far:50051', 'calls']],
  ['one that the other side has ended', true, [1, 'lan:40000', 'far:443', 'half closed']],
  ['one of a port that nobody is given', false, [1, 'lan:8080', 'far:51000']],
  ['the same, over loopback', false, [1, 'here:4810', 'here:40000']],
  ['the same, of a client that chose its port', false, [1, 'lan:8080', 'far:443']],
  ['one between two ports that both were given', false, [1, 'lan:40000', 'far:50051']],
  ['a door', false, [1, 'all:4810', 'all:0', 'listens']],
])('%s is its own program’s: %s', (_, isOwn, row) => {
  expect(isAnswering(row)).toBe(!isOwn)
})

test('one to whoever listens on this machine is its own, by whichever port, also before it is accepted and when it is left', () => {
  for (const door of ['here:45000', 'all:45000']) {
    const listener: Row = [2, door, 'all:0', 'listens']
    expect(isAnswering([1, 'here:40000', 'here:45000'], [3, 'here:45000', 'here:40000'], listener)).toBe(false)
    expect(isAnswering([1, 'here:40000', 'here:45000'], [0, 'here:45000', 'here:40000'], listener)).toBe(false)
    expect(isAnswering([1, 'here:40000', 'here:45000', 'half closed'], listener)).toBe(false)
  }
  // Another machine's port is no door of this one.
  expect(isAnswering([1, 'lan:40000', 'far:45000'], [2, 'all:45000', 'all:0', 'listens'])).toBe(true)
})

test('one that was accepted is none, whether its door is open or not', () => {
  const accepted: Row = [1, 'here:45000', 'here:40000']
  const door: Row = [2, 'here:45000', 'all:0', 'listens']
  const other: Row = [3, 'here:40000', 'here:45000']

  expect(isAnswering(accepted, other, door)).toBe(true)
  expect(isAnswering(accepted, other)).toBe(true)
})

test('the other end of a connection is found by its ends, and nobody’s where it was closed', () => {
  const socket = {
    localAddress: '127.0.0.1',
    localPort: 4747,
    remoteAddress: '127.0.0.1',
    remotePort: 40_000,
  } as Socket
  const near: Row = [9, 'here:4747', 'here:40000']

  expect(connections(near, [7, 'here:40000', 'here:4747']).otherEnd(socket)).toEqual({ user: 1000, inode: '7' })
  expect(connections(near, [0, 'here:40000', 'here:4747']).otherEnd(socket)).toBeUndefined()
})
