import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Connections, readConnections, tables } from './connections.ts'
import { type Holder, holdersOf } from './socket-holders.ts'

/**
 * Who is at the other end of a connection over loopback: a program of the user that this process runs as, one of the same
 * user that stands between (it answers others itself, as every proxy and every forwarding does), or nobody that is known.
 */
export type Peer = 'own' | 'between' | 'unknown'

const known = new WeakMap<Socket, Promise<Peer>>()

/** Looked up once a connection. `unknown` where the system does not tell (`canTell`). */
export function peerOf(socket: Socket): Promise<Peer> {
  const before = known.get(socket)
  if (before !== undefined) return before
  const peer = lookFromNow(socket)
  known.set(socket, peer)
  return peer
}

/** Whether the system says whose a connection is: tried out by one with ourselves. */
export async function canTell(): Promise<boolean> {
  if (process.getuid === undefined || !tables.some((path) => existsSync(path))) return false
  const server = createServer().listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const near = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const [far] = (await once(server, 'connection')) as [Socket]
    const peer = await peerOf(far)
    for (const end of [near, far]) end.destroy()
    return peer === 'own'
  } catch {
    return false
  } finally {
    server.close()
  }
}

let next: { readonly sockets: Socket[]; readonly peers: Promise<readonly Peer[]> } | undefined
let looking: Promise<unknown> = Promise.resolve()

/**
 * The kernel takes some 10 ms to list all connections, and as long to say who holds them, so that many who come at once share
 * the look that begins after all of them.
 */
async function lookFromNow(socket: Socket): Promise<Peer> {
  if (next === undefined) {
    const sockets: Socket[] = []
    const peers = looking.then(() => {
      next = undefined
      return look(sockets)
    })
    looking = peers.catch(() => undefined)
    next = { sockets, peers }
  }
  const place = next.sockets.push(socket) - 1
  return (await next.peers)[place] ?? 'unknown'
}

async function look(sockets: readonly Socket[]): Promise<readonly Peer[]> {
  const user = process.getuid?.()
  if (user === undefined) return []
  const connections = await readConnections()
  const ends = sockets.map((socket) => {
    const end = connections.otherEnd(socket)
    return end?.user === user ? end.inode : undefined
  })
  const holders = await holdersOf(new Set(ends.filter((inode) => inode !== undefined)), user)
  return ends.map((inode) => peerBy(inode === undefined ? undefined : holders.get(inode), connections))
}

/** Whoever could hand on what others ask listens for them, or was given their connection by who listens. */
function peerBy(holder: Holder | undefined, { answering }: Connections): Peer {
  if (holder === undefined) return 'unknown'
  if (holder.process === process.pid) return 'own'
  return [...holder.sockets].some((inode) => answering.has(inode)) ? 'between' : 'own'
}
