import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** The TCP sockets of this machine, as the kernel lists them. */
export type Connections = {
  /** The socket at the other end of one of ours: the one whose ends are ours, exchanged. */
  readonly otherEnd: (socket: Socket) => Owned | undefined
  /**
   * The inodes of sockets by which somebody answers others: those that listen, those that were accepted, also by who
   * listens no more, and those of which nobody can tell who made them.
   */
  readonly answering: ReadonlySet<string>
}
export type Owned = { readonly user: number; readonly inode: string }

export const tables = ['/proc/net/tcp', '/proc/net/tcp6']
const listens = '0A'
const calls = '02'

/** The ports from which the kernel takes one for whoever connects and names none. */
export type PortRange = { readonly first: number; readonly last: number }
const rangeFile = '/proc/sys/net/ipv4/ip_local_port_range'
const usualRange: PortRange = { first: 32_768, last: 60_999 }

export async function readConnections(): Promise<Connections> {
  const [range = '', ...texts] = await Promise.all(
    [rangeFile, ...tables].map((path) => readFile(path, 'utf8').catch(() => '')),
  )
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(range) ?? []
  return connectionsIn(texts, last === undefined ? usualRange : { first: Number(first), last: Number(last) })
}

/** @param texts the kernel's tables, as they are. */
export function connectionsIn(texts: readonly string[], range: PortRange): Connections {
  const rows = texts.flatMap((text) => text.split('\n').slice(1)).flatMap(rowIn)
  const doors = new Set(rows.flatMap(({ state, local }) => (state === listens ? [doorOf(local)] : [])))
  const isDoor = (end: string) => doors.has(end) || doors.has(everywhere(end))
  const addresses = new Set(rows.map(({ local }) => addressOf(local)))
  // The other socket need not be listed by now: the table is no picture of one moment, and whoever listened may have hung up.
  const leadsHere = (end: string) => addresses.has(addressOf(end)) && isDoor(end)
  const isGivenOut = (end: string) => isWithin(range, end)
  /** Whether its own program made a connection: it leads to who listens here, or only its own port is one of those given out. */
  const isOwn = ({ state, local, remote }: Row) => {
    if (state === listens || isDoor(local)) return false
    if (state === calls || leadsHere(remote)) return true
    return isGivenOut(local) && !isGivenOut(remote)
  }
  // A socket that its process has closed, or has not accepted yet, is nobody's: the kernel then says root.
  const owned = rows.filter(({ inode }) => inode !== '0')
  const byEnds = new Map(owned.map(({ local, remote, user, inode }) => [`${local} ${remote}`, { user, inode }]))
  return {
    otherEnd: (socket) => byEnds.get(exchangedEnds(socket) ?? ''),
    answering: new Set(owned.filter((row) => !isOwn(row)).map(({ inode }) => inode)),
  }
}

type Row = Owned & { readonly local: string; readonly remote: string; readonly state: string }

function rowIn(line: string): readonly Row[] {
  const [, local, remote, state, , , , user, , inode] = line.trim().split(/\s+/)
  if (local === undefined || remote === undefined || state === undefined || inode === undefined) return []
  return [{ local: shortened(local), remote: shortened(remote), state, user: Number(user), inode }]
}

const addressOf = (end: string) => end.replace(/:.*$/, '')

function isWithin({ first, last }: PortRange, end: string): boolean {
  const port = Number.parseInt(end.replace(/^.*:/, ''), 16)
  return port >= first && port <= last
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
