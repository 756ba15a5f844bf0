import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

const known = new WeakMap<Socket, Promise<boolean>>()

/**
 * Whether a connection over loopback was made by the user that this process runs as: another user of the machine may reach
 * the same port. Looked up once a connection. False where the system does not tell (`canTell`).
 */
export function isOwnUser(socket: Socket): Promise<boolean> {
  const before = known.get(socket)
  if (before !== undefined) return before
  const own = ownerOf(socket).then((owner) => owner !== undefined && owner === process.getuid?.())
  known.set(socket, own)
  return own
}

/** Whether the system says whose a connection is. */
export function canTell(): boolean {
  return process.getuid !== undefined && tables.some((path) => existsSync(path))
}

/** The user id at the other end: its socket is the one whose ends are ours, exchanged. */
async function ownerOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): Promise<number | undefined> {
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  if (localAddress === undefined || localPort === undefined) return undefined
  const theirs = `${hexOf(remoteAddress)}:${portOf(remotePort)}`
  const ours = `${hexOf(localAddress)}:${portOf(localPort)}`
  return (await ownersFromNow()).get(`${theirs} ${ours}`)
}

type Owners = ReadonlyMap<string, number>
const tables = ['/proc/net/tcp', '/proc/net/tcp6']
let next: Promise<Owners> | undefined
let reading: Promise<unknown> = Promise.resolve()

/**
 * Who owns each connection of the machine, read from now on: the kernel takes some 10 ms for it, so that many who come at
 * once share the reading that begins after all of them.
 */
function ownersFromNow(): Promise<Owners> {
  if (next === undefined) {
    next = reading.then(() => {
      next = undefined
      return readOwners()
    })
    reading = next
  }
  return next
}

async function readOwners(): Promise<Owners> {
  const texts = await Promise.all(tables.map((path) => readFile(path, 'utf8').catch(() => '')))
  const owners = new Map<string, number>()
  for (const line of texts.flatMap((text) => text.split('\n').slice(1))) {
    const [, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/)
    // A socket that its process has closed has no owner any more: the kernel then says root.
    if (local === undefined || remote === undefined || inode === '0') continue
    owners.set(`${shortened(local)} ${shortened(remote)}`, Number(uid))
  }
  return owners
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
