import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

const known = new WeakMap<Socket, boolean>()

/**
 * Whether a connection over loopback was made by the user that this process runs as: another user of the machine may reach
 * the same port. Looked up once a connection. False where the system does not tell (`canTell`).
 */
export function isOwnUser(socket: Socket): boolean {
  const before = known.get(socket)
  if (before !== undefined) return before
  const owner = ownerOf(socket)
  const own = owner !== undefined && owner === process.getuid?.()
  known.set(socket, own)
  return own
}

/** Whether the system says whose a connection is. */
export function canTell(): boolean {
  return process.getuid !== undefined && tables().length > 0
}

/** The user id at the other end: its socket is the one whose ends are ours, exchanged. */
function ownerOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): number | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  if (localAddress === undefined || localPort === undefined) return undefined
  const [theirs, ours] = [
    `${hexOf(remoteAddress)}:${portOf(remotePort)}`,
    `${hexOf(localAddress)}:${portOf(localPort)}`,
  ]
  for (const line of tables().flatMap((text) => text.split('\n').slice(1))) {
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/)
    if (local === undefined || remote === undefined) continue
    if (shortened(local) === theirs && shortened(remote) === ours) return Number(uid)
  }
  return undefined
}

function tables(): string[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => {
    try {
      return [readFileSync(path, 'utf8')]
    } catch {
      return []
    }
  })
}

const portOf = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')

/** An address as the kernel's tables write it, 32 bits at a time, each with its bytes reversed; IPv4 in IPv6 as IPv4. */
function hexOf(address: string): string {
  const [, inside] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  const four = inside ?? address
  if (/^\d+(\.\d+){3}$/.test(four)) return reversed(Buffer.from(four.split('.').map(Number)))
  // Over loopback there is one address more.
  return address === '::1' ? '00000000000000000000000001000000' : ''
}

const reversed = (bytes: Buffer) => Buffer.from(bytes).reverse().toString('hex').toUpperCase()

/** `0000000000000000FFFF00000100007F:1234` is `0100007F:1234`. */
const shortened = (end: string) => end.replace(/^0{16}FFFF0000/, '')
