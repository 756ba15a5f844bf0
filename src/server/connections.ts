import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** The TCP sockets of this machine, as the kernel lists them. */
export type Connections = {
  /** The socket at the other end of one of ours: the one whose ends are ours, exchanged. */
  readonly otherEnd: (socket: Socket) => Owned | undefined
  /** The inodes of sockets by which somebody answers others: those that listen, and those that were accepted. */
  readonly answering: ReadonlySet<string>
}
export type Owned = { readonly user: number; readonly inode: string }

export const tables = ['/proc/net/tcp', '/proc/net/tcp6']
const listens = '0A'

export async function readConnections(): Promise<Connections> {
  const texts = await Promise.all(tables.map((path) => readFile(path, 'utf8').catch(() => '')))
  const rows = texts.flatMap((text) => text.split('\n').slice(1)).flatMap(rowIn)
  const doors = new Set(rows.flatMap(({ state, local }) => (state === listens ? [doorOf(local)] : [])))
  const owned = new Map<string, Owned>()
  const answering = new Set<string>()
  for (const { local, remote, user, inode } of rows) {
    owned.set(`${local} ${remote}`, { user, inode })
    if (doors.has(local) || doors.has(everywhere(local))) answering.add(inode)
  }
  return { otherEnd: (socket) => owned.get(exchangedEnds(socket) ?? ''), answering }
}

type Row = Owned & { readonly local: string; readonly remote: string; readonly state: string }

function rowIn(line: string): readonly Row[] {
  const [, local, remote, state, , , , user, , inode] = line.trim().split(/\s+/)
  if (local === undefined || remote === undefined || state === undefined || inode === undefined) return []
  // A socket that its process has closed has no owner any more: the kernel then says root.
  if (inode === '0') return []
  return [{ local: shortened(local), remote: shortened(remote), state, user: Number(user), inode }]
}

/** What a listening socket's connections have at their near end. */
const doorOf = (local: string) => (/^0+:/.test(local) ? everywhere(local) : local)
/** The end of who listens at every address of the machine. */
const everywhere = (end: string) => end.replace(/^.*:/, '*:')

function exchangedEnds({ remoteAddress, remotePort, localAddress, localPort }: Socket): string | undefined {
  if (remoteAddress === undefined || remotePort === undefined) return undefined
  if (localAddress === undefined || localPort === undefined) return undefined
  return `${hexOf(remoteAddress)}:${portOf(remotePort)} ${hexOf(localAddress)}:${portOf(localPort)}`
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
